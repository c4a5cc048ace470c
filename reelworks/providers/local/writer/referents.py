"""Whom each line speaks of, by name or by a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelworks.providers.local.writer.subjects import PERSONS, named

_PRONOUN = re.compile(r"\b(it|he|she|they)\b", re.IGNORECASE)
_FOR_LONG = 3  # lines; later nobody knows any more who is meant


def spoken_of(lines: Sequence[str]) -> list[list[str]]:
    """The subjects of each line, in order: those it names, or the one its first pronoun points to.

    `They swim against the current` after a line on salmon speaks of salmon.
    """
    found: list[list[str]] = []
    meant, since = "", 0
    for line in lines:
        names = named(line, hints=False)
        if names:
            meant, since = names[0], 0
        else:
            since += 1
            names = [meant] if since <= _FOR_LONG and _points_to(line, meant) else named(line)
        found.append(names)
    return found


def _points_to(line: str, meant: str) -> bool:
    pronoun = _PRONOUN.search(line)
    if not meant or pronoun is None:
        return False
    word = pronoun[0].lower()
    return word == "they" or (word == "it") != (meant in PERSONS)
