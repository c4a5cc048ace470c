"""Text taken apart into the words that the lexicon knows, wanted and refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=str)

HINT = 0.45  # what a word with a star is worth
_MOST_WORDS = 400  # are read; more could not change the picture
_DECAY = 0.985  # a word counts the less, the later it comes
_NOT = frozenset(
    [
        "no",
        "not",
        "without",
        "never",
        "none",
        "less",
        "remove",
        "kein",
        "keine",
        "keinen",
        "ohne",
        "sans",
        "pas",
        "sin",
        "senza",
        "без",
        "нет",
    ]
)
_NOT_REACH = 2  # words after a "no" that it forbids
_ENDINGS = ("", "s", "es", "n", "en", "e", "ing", "ed", "'s", "ies", "ы", "и", "а")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


class Table(Generic[Name]):
    """Which names each known word stands for, and how surely."""

    def __init__(self, lists: Mapping[Name, str]) -> None:
        self.words: dict[str, list[tuple[Name, float]]] = {}
        self.unspaced: dict[str, list[tuple[Name, float]]] = {}
        for name, words in lists.items():
            for entry in words.split():
                word = entry.rstrip("*").casefold()
                home = self.unspaced if _UNSPACED.match(word) else self.words
                home.setdefault(word, []).append((name, HINT if entry.endswith("*") else 1.0))

    def of(self, word: str) -> list[tuple[Name, float]]:
        for ending in _ENDINGS:
            stem = word.removesuffix(ending) if ending else word
            for known in (stem, f"{stem}y") if ending == "ies" else (stem,):
                if known in self.words and (stem != word or not ending):
                    return self.words[known]
        return []


class Reading:
    """One text as its words in order, each wanted or refused."""

    def __init__(self, text: str) -> None:
        self.words = tuple(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())[:_MOST_WORDS])
        self.wanted = frozenset(word for word, refused in self._marked() if not refused)
        self._glued = "".join(word for word in self.words if _UNSPACED.search(word))

    def scores(self, table: Table[Name]) -> dict[Name, float]:
        """How strongly each name is wanted."""
        scores: dict[Name, float] = {}
        for place, (name, weight) in enumerate(self._hits(table, refused=False)):
            scores[name] = scores.get(name, 0.0) + weight * _DECAY**place
        return scores

    def listed(self, table: Table[Name]) -> tuple[Name, ...]:
        """The wanted names in order of mention."""
        return tuple(dict.fromkeys(name for name, _ in self._hits(table, refused=False)))

    def refused(self, table: Table[Name]) -> frozenset[Name]:
        """The names that the text says it does not want."""
        return frozenset(name for name, _ in self._hits(table, refused=True))

    def best(self, table: Table[Name]) -> Name | None:
        """The name that is wanted most; None when the text has none."""
        scores = self.scores(table)
        return max(scores, key=lambda name: (scores[name], str(name))) if scores else None

    def _hits(self, table: Table[Name], *, refused: bool) -> Iterator[tuple[Name, float]]:
        for word, is_refused in self._marked():
            if is_refused is refused:
                parts = (word, *word.split("-")) if "-" in word else (word,)
                yield from (hit for part in parts for hit in table.of(part))
        if not refused:
            for word, hits in table.unspaced.items():
                if word in self._glued:
                    yield from hits

    def _marked(self) -> Iterator[tuple[str, bool]]:
        reach = 0
        for word in self.words:
            yield word, reach > 0
            reach = _NOT_REACH if word in _NOT else reach - 1
