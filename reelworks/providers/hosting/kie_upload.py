"""KIE's own upload of files: free with its key, public, gone after a day."""

from __future__ import annotations

from pathlib import Path

from reelworks.domain.errors import VendorUnavailable
from reelworks.ops import calls
from reelworks.providers import accounts
from reelworks.providers.hosting.naming import fresh
from reelworks.providers.kling import kie_errors

_USUAL = "https://kieai.redpandaai.co"
_FOLDER = "reelworks"


class KieUpload:
    """Needs KIE_API_KEY; KIE_UPLOAD_URL names another address."""

    def put(self, image: Path) -> str:
        name, kind = fresh(image)
        with image.open("rb") as file:
            answer = calls.call(
                "KIE's upload",
                "POST",
                f"{accounts.address('KIE_UPLOAD_URL', _USUAL)}/api/file-stream-upload",
                headers={"Authorization": f"Bearer {accounts.key('KIE_API_KEY', 'KIE')}"},
                data={"uploadPath": _FOLDER, "fileName": name},
                files={"file": (name, file, kind)},
            )
        data = kie_errors.data_of(answer, "the upload")
        link = data.get("downloadUrl") or data.get("fileUrl")
        if not isinstance(link, str) or not link.startswith(("https://", "http://")):
            raise VendorUnavailable("KIE took the picture and gave no link to it.")
        return link
