"""The one filter that keeps secrets out of logs, errors and what programs said.

A secret is known by its value (`know`) or by its look: a header, a key's usual form, a link that is
a key in itself. Values shorter than six characters are left alone: they would make holes in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reelworks.domain.errors import ReelworksError

HIDDEN = "[redacted]"
_SHORTEST_SECRET = 6
_LOOKS = re.compile(
    r"(?i:\b(?:bearer|basic)\s+)(?=\S*[\d=])[\w.~+/=-]{8,}"  # a word without a digit is a word
    r"|(?i:(?<=xi-api-key)|(?<=x-goog-api-key)|(?<=authorization))[\"']?\s*[:=]\s*[\"']?"
    r"(?!\[redacted\])(?:(?i:bearer|basic|key)\s+)?[^\s\"',;}]+"
    r"|(?<=://)[^\s/@]+:[^\s/@]+(?=@)"  # user and password in a URL
    r"|(?i:(?<=[?&](?:key|sig)=)|(?<=[?&]token=)|(?<=[?&]api_key=)|(?<=[?&]signature=)"
    r"|(?<=[?&]access_token=)|(?<=[?&]refresh_token=)|(?<=[?&]upload_id=)|(?<=[?&]upload_token=)"
    r"|(?<=[?&]x-goog-signature=)|(?<=[?&]x-amz-signature=))[^\s&\"']+"
    r"|(?<=//hooks\.slack\.com/services/)[\w/-]+"
    r"|(?<=//discord\.com/api/webhooks/)[\w/-]+"
    r"|\bAIza[\w-]{30,}|\bya29\.[\w-]+|\bsk[-_][\w-]{16,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+"
)


class Redactor:
    """Cuts out what it knows and what looks like a secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: tuple[str, ...] = ()
        self.know(secrets)

    def know(self, secrets: Iterable[str]) -> None:
        """These values are secrets, from now on, wherever they turn up."""
        long_enough = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        self._known = tuple(sorted({*self._known, *long_enough}, key=len, reverse=True))

    def text(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        return _LOOKS.sub(HIDDEN, text)

    def error(self, error: ReelworksError) -> ReelworksError:
        """The same error with nothing in it that must not be seen."""
        error.message, error.remedy = self.text(error.message), self.text(error.remedy)
        error.details = self.text(error.details)
        error.args = (error.message,)
        return error


BORDER = Redactor()  # this process's: logging, errors and programs' words all go through it
