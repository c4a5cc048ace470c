"""How alike films are: nearly what a count of all shingles would say."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from reelworks.domain.likeness import SHINGLE, Likeness, minhash, resemblance

WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, length: int = 240) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def of(said: str, *pictures: int) -> Likeness:
    return Likeness(minhash(said), pictures)


def truly(one: str, other: str) -> float:
    """The part of shingles that two texts share."""
    sets = [
        {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}
        for words in (one.split(), other.split())
    ]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_same_words_are_the_same_however_they_are_set() -> None:
    one = "The towers were lit every night, and every night they were seen."
    assert minhash(one) == minhash(one.upper().replace(",", " –\n"))


def test_other_words_are_not_alike() -> None:
    assert resemblance(of(text(1)), of(text(2))).words < 0.1


@given(st.integers(0, 240), st.integers(0, 5))
def test_it_is_nearly_the_true_part(kept: int, seed: int) -> None:
    one = text(seed).split()
    other = " ".join([*one[:kept], *text(seed + 100).split()[kept:]])
    found = resemblance(of(" ".join(one)), of(other)).words
    assert abs(found - truly(" ".join(one), other)) < 0.3


def test_a_text_without_words_is_like_nothing() -> None:
    assert minhash("…") == ()
    assert resemblance(of(""), of("")).words == 0


def test_a_part_of_a_longer_film_is_found_in_it() -> None:
    shown = [random.Random(n).getrandbits(64) for n in range(24)]
    whole, part = of("", *shown), of("", *[picture ^ 0b11 for picture in shown[:6]])
    assert resemblance(whole, part).pictures == 1.0
    assert resemblance(part, whole).too_alike
    others = of("", *[random.Random(1000 + n).getrandbits(64) for n in range(24)])
    assert resemblance(whole, others).pictures < 0.2
