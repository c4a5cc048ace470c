"""Rows of a table as sentences, such as `Jupiter has 95 moons. Its year is 12 years`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reelworks.providers.local.writer.lexis import capitalised, ended, is_plural, word_set
from reelworks.providers.local.writer.moments import when

_PERIOD = re.compile(
    r"(?:(?:[QH][1-4]|FY|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*[ /]?)?"
    r"(?:\d{2}|\d{4})?$",
    re.IGNORECASE,
)
_ANYTHING = word_set("amount quantity value number figure result")
_FIGURE = re.compile(r"[~<>]?\s?[$€£]?\d[\d.,]*\s?\S{0,6}$")
_COUNT = re.compile(r"[\d,.]+$|no$|none$", re.IGNORECASE)


def facts(header: Sequence[str], cells: Sequence[str]) -> list[str]:
    """What a row says of the thing in its first cell; nothing when it is a pair or a date."""
    if len(cells) < 2 or not cells[0] or when(cells[0]):
        return []
    if len(cells) == 2:
        return _paired(cells[0], header[1] if len(header) > 1 else "", cells[1])
    filled = [
        (name, cell) for name, cell in zip(header[1:], cells[1:], strict=False) if name and cell
    ]
    if len(filled) > 1 and all(_PERIOD.match(name) for name, _ in filled):
        return [_through_time(cells[0], filled)]
    return list(_said(cells[0], filled))


def _paired(name: str, column: str, cell: str) -> list[str]:
    """`Jupiter has 95 moons`, `For rye, the protein is 9 %`; nothing where it is no figure."""
    if not column or column.lower() in _ANYTHING or not _FIGURE.match(cell):
        return []
    if is_plural(column) and _COUNT.match(cell):
        return list(_said(name, [(column, cell)]))
    what = column if column.isupper() else column[0].lower() + column[1:]
    return [ended(f"For {name}, the {what} {_be(column)} {cell}")]


def _through_time(name: str, filled: Sequence[tuple[str, str]]) -> str:
    """`Revenue was 412 in 2025 and 371 in 2024`: the columns are years, quarters or months."""
    be = "were" if is_plural(name) else "was"
    said = [f"{cell} in {period}" for period, cell in filled]
    return ended(capitalised(f"{name} {be} {', '.join(said[:-1])} and {said[-1]}"))


def _said(name: str, filled: Sequence[tuple[str, str]]) -> Iterator[str]:
    subject = name
    for column, cell in filled:
        what = column if column.isupper() else column[0].lower() + column[1:]
        if is_plural(column) and _COUNT.match(cell):
            yield ended(capitalised(f"{subject} has {_number(cell)} {what}"))
        else:
            yield ended(capitalised(f"{_owner(subject)} {what} {_be(column)} {cell}"))
        subject = "it"


def _owner(subject: str) -> str:
    if subject == "it":
        return "its"
    return f"{subject}'" if subject.endswith("s") else f"{subject}'s"


def _number(cell: str) -> str:
    return "no" if cell.lower() in ("0", "none") else cell


def _be(column: str) -> str:
    return "are" if is_plural(column) else "is"
