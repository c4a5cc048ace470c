"""catbox.moe: public for ever, and only with an account there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from reelworks.domain.errors import BadAnswer, KeyRefused, VendorUnavailable
from reelworks.ops import calls
from reelworks.providers import accounts
from reelworks.providers.hosting.naming import fresh

_NAME, _USUAL = "catbox", "https://catbox.moe"
_AGENT = "reelworks"  # requests without a name are dropped
_REFUSED = ("userhash", "anonymous", "not allowed", "banned", "invalid uploader")


class Catbox:
    """Needs CATBOX_USERHASH (on the account's page); CATBOX_URL names another address."""

    def put(self, image: Path) -> str:
        name, kind = fresh(image)
        base = accounts.address("CATBOX_URL", _USUAL)
        with image.open("rb") as file:
            answer = calls.call(
                _NAME,
                "POST",
                f"{base}/user/api.php",
                headers={"User-Agent": _AGENT},
                data={
                    "reqtype": "fileupload",
                    "userhash": accounts.key("CATBOX_USERHASH", _NAME),
                },
                files={"fileToUpload": (name, file, kind)},
            )
        return _link(base, answer.status_code, calls.words(answer))


def _link(base: str, status: int, said: str) -> str:
    """The link, which is the whole answer; errors are sentences, also with status 200."""
    secure = urlsplit(base).scheme == "https"
    if status == 200 and said.startswith("https://" if secure else ("https://", "http://")):
        if " " in said:
            raise BadAnswer(f"{_NAME} answered {said!r}, which is no link.")
        return said
    if status in {401, 403} or any(word in said.lower() for word in _REFUSED):
        raise KeyRefused(f"{_NAME} refused the picture: {said}", remedy="Check CATBOX_USERHASH.")
    raise VendorUnavailable(f"{_NAME} answered {status}: {said or 'nothing'}")
