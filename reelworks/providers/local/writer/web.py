"""A web page that somebody saved and gave as notes, as the text that it shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from reelworks.providers.local.writer.lexis import word_set

_IS_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_UNSHOWN = word_set("head script style template noscript svg math iframe nav button select form")
_OWN_LINES = word_set(
    """address article aside blockquote br dd div dl dt figcaption figure footer header hr main ol
    p pre section table td th tr ul"""
)


def shown(text: str) -> str:
    """The text of a web page as Markdown; any other text as it is."""
    if not _IS_PAGE.match(text):
        return text
    page = _Shown()
    page.feed(text)
    page.close()
    return "".join(page.said)


class _Shown(HTMLParser):
    """Collects what a browser would show; headings and items keep what they are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSHOWN:
            self._hidden.append(tag)
        elif re.fullmatch("h[1-6]", tag):
            self._say(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "li":
            self._say("\n- ")
        elif tag in _OWN_LINES:
            self._say("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in _OWN_LINES or re.fullmatch("h[1-6]", tag):
            self._say("\n\n")

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"\s+", " ", data))

    def _say(self, words: str) -> None:
        if not self._hidden:
            self.said.append(words)
