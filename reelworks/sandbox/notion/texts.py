"""Rich text: pieces of text with links and marks, within Notion's limits."""

from __future__ import annotations

from collections.abc import Sequence

from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import Json

_MOST_PIECES, _LONGEST, _LONGEST_EQUATION = 100, 2_000, 1_000
_MARKS = ("bold", "italic", "strikethrough", "underline", "code")
_KINDS = ("text", "mention", "equation")


def written(where: str, value: Json) -> list[dict[str, Json]]:
    """Pieces as they are kept and shown. Raises Refused."""
    if not isinstance(value, list):
        raise Refused(f"body failed validation: {where} should be an array.")
    if len(value) > _MOST_PIECES:
        raise Refused(
            f"body failed validation: {where}.length should be ≤ `{_MOST_PIECES}`, instead was "
            f"`{len(value)}`."
        )
    return [_piece(f"{where}[{place}]", piece) for place, piece in enumerate(value)]


def plain(pieces: Sequence[Json]) -> str:
    """What a person reads."""
    return "".join(piece["plain_text"] for piece in pieces)


def of(text: str) -> list[dict[str, Json]]:
    """A text as somebody types it, however long."""
    parts = [text[first : first + _LONGEST] for first in range(0, len(text), _LONGEST)]
    return [_shown("text", {"content": part, "link": None}, part, None, {}) for part in parts]


def _piece(where: str, piece: Json) -> dict[str, Json]:
    if not isinstance(piece, dict):
        raise Refused(f"body failed validation: {where} should be an object.")
    kinds = [kind for kind in _KINDS if kind in piece]
    extra = set(piece) - {*_KINDS, "type", "annotations", "plain_text", "href"}
    if len(kinds) != 1 or extra or piece.get("type", kinds[0]) != kinds[0]:
        raise Refused(
            f"body failed validation: {where}.text should be defined, instead was `undefined`."
        )
    marks = _marks(where, piece.get("annotations", {}))
    if kinds[0] == "text":
        return _text(where, piece["text"], marks)
    if kinds[0] == "equation":
        return _equation(where, piece["equation"], marks)
    return _shown("mention", piece["mention"], "", None, marks)


def _text(where: str, text: Json, marks: dict[str, Json]) -> dict[str, Json]:
    content = text.get("content") if isinstance(text, dict) else None
    if not isinstance(content, str) or set(text) - {"content", "link"}:
        raise Refused(f"body failed validation: {where}.text.content should be a string.")
    _check_length(f"{where}.text.content", content, _LONGEST)
    link = text.get("link")
    url = link.get("url") if isinstance(link, dict) else None
    if link is not None and not isinstance(url, str):
        raise Refused(f"body failed validation: {where}.text.link.url should be a string.")
    _check_length(f"{where}.text.link.url", url or "", _LONGEST)
    kept = {"content": content, "link": None if url is None else {"url": url}}
    return _shown("text", kept, content, url, marks)


def _equation(where: str, equation: Json, marks: dict[str, Json]) -> dict[str, Json]:
    said = equation.get("expression") if isinstance(equation, dict) else None
    if not isinstance(said, str):
        raise Refused(f"body failed validation: {where}.equation.expression should be a string.")
    _check_length(f"{where}.equation.expression", said, _LONGEST_EQUATION)
    return _shown("equation", {"expression": said}, said, None, marks)


def _check_length(where: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Refused(
            f"body failed validation: {where}.length should be ≤ `{most}`, instead was "
            f"`{len(text)}`."
        )


def _marks(where: str, asked: Json) -> dict[str, Json]:
    if not isinstance(asked, dict) or set(asked) - {*_MARKS, "color"}:
        raise Refused(f"body failed validation: {where}.annotations is not valid.")
    return asked


def _shown(
    kind: str, content: Json, text: str, href: str | None, marks: dict[str, Json]
) -> dict[str, Json]:
    annotations = {**dict.fromkeys(_MARKS, False), "color": "default", **marks}
    return {
        "type": kind,
        kind: content,
        "annotations": annotations,
        "plain_text": text,
        "href": href,
    }
