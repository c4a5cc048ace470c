"""What the voice says for what is written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelworks.providers.local.voice import spoken


def said(text: str, language: str = "en") -> str:
    found = spoken.sentences(spoken.readings(text.split(), language))
    return " ".join(sentence.text for sentence in found)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("In 1858 it burned.", "In eighteen fifty-eight it burned."),
        ("1905, 2007 and 2021", "nineteen oh five, two thousand seven and twenty twenty-one."),
        ("about 1200 workers", "about one thousand two hundred workers."),
        ("1,200 workers", "one thousand two hundred workers."),
        ("in 1500 people fled", "in fifteen hundred people fled."),
        ("It had 1024 stones", "It had one thousand twenty-four stones."),
        ("in 1066", "in ten sixty-six."),
        ("the 1860s and '70s", "the eighteen sixties and seventies."),
        ("from 1914–1918", "from nineteen fourteen to nineteen eighteen."),
        ("mid-1900s", "mid nineteen hundreds."),
        ("the 21st of 100", "the twenty-first of one hundred."),
        ("1111111111111111", f"{'one ' * 15}one."),
        ("007", "zero zero seven."),
        ("-5 and 3.25", "minus five and three point two five."),
    ],
)  # fmt: skip
def test_numbers_and_years(written: str, heard: str) -> None:
    assert said(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("10 km", "ten kilometers."),
        ("1 km", "one kilometer."),
        ("a 10km road", "a ten kilometers road."),
        ("5 kg, 20°C", "five kilograms, twenty degrees Celsius."),
        ("100 km/h", "one hundred kilometers per hour."),
        ("480 km per h", "four hundred eighty kilometers per hour."),
        ("on 5 September 1977", "on the fifth of September nineteen seventy-seven."),
        ("the 18 May and June 3", "the eighteenth of May and June third."),
        ("in May 5 ships sank", "in May five ships sank."),
        ("rule 13b", "rule thirteen b."),
        ("30 % of 3.5%", "thirty percent of three point five percent."),
        ("4K", "four K."),
        ("$5", "five dollars."),
        ("$1", "one dollar."),
        ("$5.50", "five dollars and fifty cents."),
        ("$5 million later", "five million dollars later."),
        ("$3.2bn", "three point two billion dollars."),
        ("$5-10", "five to ten dollars."),
        ("€2,000 or £1.05", "two thousand euros or one pound and five pence."),
        ("1/2, ¾ and 2½ pounds", "one half, three quarters and two and a half pounds."),
        ("10:30, 9:00, 10:05am", "ten thirty, nine o'clock, ten oh five eigh M."),
        ("3×10⁸ m/s", "three times ten to the eight m s."),
        ("x² = 4", "x squared equals four."),
        ("6'2\" tall", "six foot two tall."),
    ],
)
def test_measures_and_money(written: str, heard: str) -> None:
    assert said(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Dr. Smith met Mrs. Jones.", "Doctor Smith met Missus Jones."),
        ("St. Paul on Main St. The end", "Saint Paul on Main Street. The end."),
        ("He sank. No. 3 won. No. Never.", "He sank. number three won. No. Never."),
        ("in the U.S. in May", "in the U S in May."),
        ("tea, etc. They left.", "tea, et cetera. They left."),
        ("J. R. R. Tolkien", "J R R Tolkien."),
        ("i.e. approx. five", "that is approximately five."),
        ("Henry VIII's wife", "Henry the eighth's wife."),
        ("George I was king and I am not", "George the first was king and I am not."),
        ("World War II", "World War two."),
        ("the XIX century", "the nineteenth century."),
        ("Malcolm X", "Malcolm X."),
        ("salt & pepper", "salt and pepper."),
        ("AT&T, CO2, B-52", "eigh T and T, C O two, B fifty-two."),
        ("see https://www.example.com/a?b=c#d now", "see example dot com now."),
        ("mara@example.org", "mara at example dot org."),
        ("his/her #climate", "his her climate."),
    ],
)
def test_abbreviations_names_and_addresses(written: str, heard: str) -> None:
    assert said(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("The keeper — an old man — slept", "The keeper, an old man, slept."),
        ("the light (a lamp) burned", "the light, a lamp, burned."),
        ("wait...what", "wait, what."),
        ("so… then it rained", "so, then it rained."),
        ("It rained… Then it stopped", "It rained. Then it stopped."),
        ('"Why?" she said', "Why? she said."),
        ("“Yes,” he said.", "Yes, he said."),
        ("*bold* _and_ `code` {x} [y]", "bold and code, x, y."),
        ("😀 Hello 🎉 world 👍", "Hello world."),
        ("Hello. 🎉 Bye.", "Hello. Bye."),
        ("<b>bold</b> 5 > 3", "b bold b five is more than three."),
        ("100% \\ %d", "one hundred percent percent d."),
        ("naïve Łódź ﬁne 𝔘p", "naïve Łódź fine Up."),
        ("Москва, 東京 and π", "Moskva, and Pi."),
    ],
)
def test_punctuation_becomes_pauses_and_symbols_are_silent(written: str, heard: str) -> None:
    assert said(written) == heard


def test_another_language_is_left_to_its_voice() -> None:
    assert said("Im Jahr 1858 & später", "de") == "Im Jahr 1858 & später."
    assert said("東京 は 10 km", "ja") == "東京 は 10 km."


def test_a_long_sentence_is_divided_at_its_pauses() -> None:
    text = ", ".join(["and the sea went on and on against the rock"] * 20)
    found = spoken.sentences(spoken.readings(text.split(), "en"))
    assert len(found) > 3
    assert all(len(sentence.text) <= 290 for sentence in found)
    assert all(sentence.mark in {",", "."} for sentence in found)


def test_a_word_without_end_is_broken_into_runs() -> None:
    assert max(map(len, said("a" * 1000).split())) <= 61


@given(st.text(max_size=200))
def test_every_word_is_read_and_none_is_lost(text: str) -> None:
    words = text.split()
    found = spoken.readings(words, "en")
    assert len(found) == len(words)
    assert all(reading.mark in {"", ".", "?", "!", ",", ";", ":"} for reading in found)
    divided = spoken.sentences(found)
    if divided:
        assert divided[0].first == 0
        assert divided[-1].end == len(words)
        assert all(a.end == b.first for a, b in pairwise(divided))
    else:
        assert not any(char.isalnum() for reading in found for char in reading.said)
