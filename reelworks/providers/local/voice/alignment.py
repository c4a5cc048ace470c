"""Which phonemes of a sentence belong to which of its words.

espeak-ng runs words together ("had been" is one group) and takes others apart, so spaces alone do
not tell. The sentence's phonemes are matched with those of every word spoken by itself, one after
the other, at the least total difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_GAP = " "
_MARKS = frozenset("ˈˌːˑʲʰ̩̯̪̃")
_STOPS = frozenset(" ,.:;!?")
_VOWELS = frozenset("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ")


@dataclass(frozen=True, slots=True)
class Span:
    """Phonemes `first` up to, not including, `end`."""

    first: int
    end: int


def spans(sentence: Sequence[str], words: Sequence[Sequence[str]]) -> list[Span]:
    """The span of every word, in order, none overlapping; an unspoken word's is empty.

    `sentence` is what is said; `words` has each word's phonemes spoken alone (empty: silent).
    """
    target: list[str] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        if word:
            target += [_GAP, *(_GAP if p in _STOPS else p for p in word)]
            owners += [number] * (len(word) + 1)
    owned: dict[int, list[int]] = {}
    for here, there in _path(sentence, target):
        if sentence[here] not in _STOPS:
            owned.setdefault(owners[there], []).append(here)
    found: list[Span] = []
    end = 0
    for number in range(len(words)):
        mine = [here for here in owned.get(number, ()) if here >= end]
        found.append(Span(mine[0], mine[-1] + 1) if mine else Span(end, end))
        end = found[-1].end
    return found


def _path(sentence: Sequence[str], target: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (index in sentence, index in target) along the cheapest way through both."""
    if not target:
        return []
    moves = _moves(sentence, target)
    here, there = len(sentence), len(target)
    pairs: list[tuple[int, int]] = []
    while here:
        move = moves[here][there]
        if move == _BOTH:
            here, there = here - 1, there - 1
            pairs.append((here, there))
        elif move == _EXTRA:
            here -= 1
            pairs.append((here, max(there - 1, 0)))
        else:
            there -= 1
    return pairs[::-1]


_BOTH, _EXTRA, _MISSING = 0, 1, 2


def _moves(sentence: Sequence[str], target: Sequence[str]) -> list[bytearray]:
    """The cheapest last move for every pair of prefixes (Needleman and Wunsch)."""
    missing = [_alone(phoneme, 0.4) for phoneme in target]
    above = [0.0]
    for cost in missing:
        above.append(above[-1] + cost)
    moves = [bytearray([_MISSING]) * (len(target) + 1)]
    for said in sentence:
        extra = _alone(said, 0.3)
        row, move = [above[0] + extra], bytearray([_EXTRA])
        for there, wanted in enumerate(target):
            both = above[there] + _difference(said, wanted)
            skipped, lost = above[there + 1] + extra, row[there] + missing[there]
            best = min(both, skipped, lost)
            row.append(best)
            move.append(_BOTH if best == both else _EXTRA if best == skipped else _MISSING)
        above = row
        moves.append(move)
    return moves


def _alone(phoneme: str, gap: float) -> float:
    """The price of a phoneme that has no counterpart."""
    if phoneme in _STOPS:
        return gap if phoneme == _GAP else 0.02
    return 0.1 if phoneme in _MARKS else 1.0


def _difference(said: str, wanted: str) -> float:
    """The price of hearing one for the other."""
    if said == wanted:
        return 0.0
    if said in _STOPS or wanted in _STOPS:
        return 0.0 if said in _STOPS and wanted in _STOPS else 3.0
    if said in _MARKS or wanted in _MARKS:
        return 0.15 if said in _MARKS and wanted in _MARKS else 3.0
    return 0.5 if (said in _VOWELS) == (wanted in _VOWELS) else 1.3
