"""Likeness: how alike two films are, by what they say and by what they show.

Words: shingles of five words, kept as the smallest of 64 hashes of them all (MinHash), so that the
part of hashes that two films share is the part of shingles that they share, give or take 0.06.
Pictures: 64 bits of light and dark for each (dHash); alike when ten bits or fewer differ.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHINGLE = 5  # words
HASHES = 64
NEAR = 10  # bits of 64 by which pictures that are alike may differ
TOO_ALIKE = 0.5  # words or pictures beyond this are another video's
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is kept of a film to compare it by. `pictures` are 64 bits each."""

    words: tuple[int, ...]
    pictures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How much of one film is in another: 0 to 1."""

    words: float
    pictures: float

    @property
    def most(self) -> float:
        return max(self.words, self.pictures)

    @property
    def too_alike(self) -> bool:
        return self.most > TOO_ALIKE


def minhash(text: str) -> tuple[int, ...]:
    """64 numbers that stand for what is said; none for a text without words."""
    shingles = {_number(shingle) for shingle in _shingles(text)}
    if not shingles:
        return ()
    return tuple(min((a * s + b) % _PRIME for s in shingles) for a, b in _FUNCTIONS)


def _shingles(text: str) -> Iterator[str]:
    words = _WORD.findall(text.casefold())
    for start in range(max(len(words) - SHINGLE + 1, min(len(words), 1))):
        yield " ".join(words[start : start + SHINGLE])


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest())


def _functions() -> Iterator[tuple[int, int]]:
    for n in range(HASHES):
        yield 1 + _number(f"factor {n}"), _number(f"summand {n}")


_FUNCTIONS = tuple(_functions())


def resemblance(one: Likeness, other: Likeness) -> Resemblance:
    """How alike two films are. Symmetric for words; for pictures, the larger of both parts."""
    pictures = max(_part(one.pictures, other.pictures), _part(other.pictures, one.pictures))
    return Resemblance(_same(one.words, other.words), pictures)


def _same(one: Sequence[int], other: Sequence[int]) -> float:
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def _part(one: Sequence[int], other: Sequence[int]) -> float:
    """The part of one film's pictures that the other one shows too."""
    if not one:
        return 0.0
    return sum(any((a ^ b).bit_count() <= NEAR for b in other) for a in one) / len(one)
