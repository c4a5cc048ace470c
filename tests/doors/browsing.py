"""A person at a browser that knows no JavaScript: reads pages, fills in forms, sends them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

PAGE = {"Accept": "text/html"}


class Forms(HTMLParser):
    """The forms of a page: where each is sent, and its fields as they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[tuple[str, str]]] = {}
        self._at: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._at = about.get("action", "")
            self.found.setdefault(self._at, [])
        elif tag == "input" and self._at is not None and about.get("type", "text") == "hidden":
            self.found[self._at].append((about.get("name", ""), about.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._at = None


class Browser:
    """Keeps its cookies, follows nothing by itself."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.html = ""

    async def read(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path, headers=PAGE)
        assert answer.status_code == status, answer.text
        self.html = answer.text
        return answer.text

    async def send(self, action: str, **fields: Any) -> str:
        """Send a form of the page that was read last; returns what is said then."""
        known = Forms(self.html).found
        assert action in known, (action, sorted(known))
        content: dict[str, list[str]] = {}
        for name, value in known[action]:
            content.setdefault(name, []).append(value)
        content |= {
            name: value if isinstance(value, list) else [value] for name, value in fields.items()
        }
        where = {"Origin": str(self.client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        answer = await self.client.post(action, data=content, headers={**PAGE, **where})
        if answer.status_code == 303:
            answer = await self.client.get(
                answer.headers["location"].partition("#")[0], headers=PAGE
            )
        assert answer.status_code == 200, answer.text
        self.html = answer.text
        said = answer.text.partition('id="said">')[2].partition("</p>")[0]
        return said.strip()
