"""Text taken apart into the words that the lexicon knows, wanted and refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
_AS_ADJECTIVE = 0.5  # a word right before another of its kind is its adjective
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[,;:.!?]")
_STOPS = frozenset(",;:.!?")
_LATER, _LEAST = 0.6, 0.2  # a clause after a comma says less about where we are
_ASIDES = frozenset(
    [
        "with",
        "under",
        "below",
        "between",
        "beside",
        "behind",
        "near",
        "over",
        "across",
        "mit",
        "unter",
        "neben",
        "avec",
        "sous",
        "con",
    ]
)
_ASIDE = 0.6
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
        tokens = _TOKEN.findall(text.casefold())[:_MOST_WORDS]
        self.words = tuple(token for token in tokens if token not in _STOPS)
        self._shares = tuple(_shares(tokens))
        self.wanted = frozenset(word for word, refused in self._marked() if not refused)
        self._glued = "".join(word for word in self.words if _UNSPACED.search(word))

    def scores(self, table: Table[Name], *, heads: bool = False) -> dict[Name, float]:
        """How strongly each name is wanted; with `heads` the main nouns count most."""
        scores: dict[Name, float] = {}
        for place, name, weight in self._weighed(table, heads):
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

    def main(self, table: Table[Name]) -> Name | None:
        """The name that the sentence is about; None when the text has none."""
        scores = self.scores(table, heads=True)
        return max(scores, key=lambda name: (scores[name], str(name))) if scores else None

    def _weighed(self, table: Table[Name], heads: bool) -> Iterator[tuple[int, Name, float]]:
        """Each wanted name with its word's place; "forest" in "forest lake" counts half."""
        hits = list(enumerate(self._found(table)))
        for place, found in hits:
            share = 1.0
            if heads:
                followed = place + 1 < len(hits) and bool(hits[place + 1][1])
                share = self._shares[place] * (_AS_ADJECTIVE if followed else 1.0)
            yield from ((place, name, weight * share) for name, weight in found)
        for word, unspaced in table.unspaced.items():
            if word in self._glued:
                yield from ((0, name, weight) for name, weight in unspaced)

    def _found(self, table: Table[Name]) -> list[list[tuple[Name, float]]]:
        """For every word what it stands for; nothing for refused words."""
        return [
            [] if refused else [hit for part in _parts(word) for hit in table.of(part)]
            for word, refused in self._marked()
        ]

    def _hits(self, table: Table[Name], *, refused: bool) -> Iterator[tuple[Name, float]]:
        for word, is_refused in self._marked():
            if is_refused is refused:
                yield from (hit for part in _parts(word) for hit in table.of(part))
        if not refused:
            for word, hits in table.unspaced.items():
                if word in self._glued:
                    yield from hits

    def _marked(self) -> Iterator[tuple[str, bool]]:
        reach = 0
        for word in self.words:
            yield word, reach > 0
            reach = _NOT_REACH if word in _NOT else reach - 1


def _shares(tokens: Iterable[str]) -> Iterator[float]:
    """What each word's place in its sentence leaves of it: "a road with a farm" is about a road."""
    clause = aside = 1.0
    for token in tokens:
        if token in _STOPS:
            clause, aside = max(clause * _LATER, _LEAST), 1.0
            continue
        if token in _ASIDES:
            aside = _ASIDE
        yield clause * aside


def _parts(word: str) -> tuple[str, ...]:
    return (word, *word.split("-")) if "-" in word else (word,)
