"""From a text as written to sentences as spoken, word by word.

The words are those of `text.split()`; each is given what is to be said for it ("" for an emoji or
a lone dash) and the punctuation that a voice can hear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelworks.providers.local.voice import english

_OPENING = "\"'“”‘’«»„‚([{<*_`|\\¡¿~^"
_CLOSING = "\"'“”‘’«»)]}>*_`|\\^.,;:!?…—–-。、！？"
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'"})
_FRACTIONS = {
    "½": "one half",
    "⅓": "one third",
    "⅔": "two thirds",
    "¼": "one quarter",
    "¾": "three quarters",
    "⅛": "one eighth",
}
_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)")
_INNER_BREAK = re.compile(r"(?<=\w)(?:[—…]|--+|\.{2,}|[;!?](?=\w))(?=\w)|(?<=[^\W\d])–(?=[^\W\d])")
_LONGEST_SENTENCE = 280  # characters spoken in one breath; the model's cost grows with the square
_LONGEST_RUN = 60  # letters without a space that espeak-ng is given at once


@dataclass(frozen=True, slots=True)
class Reading:
    """How one word is said. `mark` is "", a pause (`,` `;` `:`) or an end (`.` `!` `?`)."""

    said: str
    mark: str = ""

    @property
    def ends(self) -> bool:
        return self.mark in {".", "!", "?"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words `first` up to, not including, `end`, spoken in one breath."""

    first: int
    end: int
    text: str
    mark: str


def readings(words: Sequence[str], language: str) -> list[Reading]:
    """How every word is said, in order."""
    english_text = language.partition("-")[0].lower() == "en"
    cores = [_Core.of(word, english_text) for word in words]
    found: list[Reading] = []
    for number, core in enumerate(cores):
        before = cores[number - 1] if number else _NOTHING
        after = cores[number + 1] if number + 1 < len(cores) else _NOTHING
        found.append(_reading(core, before, after, english_text))
    return found


def sentences(found: Sequence[Reading]) -> list[Sentence]:
    """The sentences, all words in them and none silent; long ones are divided at their pauses."""
    done: list[Sentence] = []
    first = 0
    for number, reading in enumerate(found):
        if reading.ends or number + 1 == len(found):
            done += _divided(found, first, number + 1)
            first = number + 1
    return _without_silent(done)


def _without_silent(found: Sequence[Sentence]) -> list[Sentence]:
    """Silent ones joined to the one before them, or to the first that is heard."""
    heard: list[Sentence] = []
    first = 0
    for sentence in found:
        if any(char.isalnum() for char in sentence.text):
            heard.append(replace(sentence, first=first))
        elif heard:
            heard[-1] = replace(heard[-1], end=sentence.end)
        else:
            continue
        first = sentence.end
    return heard


def _divided(found: Sequence[Reading], first: int, end: int) -> list[Sentence]:
    total = sum(len(reading.said) + 1 for reading in found[first:end])
    if total <= _LONGEST_SENTENCE or end - first == 1:
        return [_sentence(found, first, end)]
    cut = _best_cut(found, first, end)
    return [*_divided(found, first, cut), *_divided(found, cut, end)]


def _best_cut(found: Sequence[Reading], first: int, end: int) -> int:
    """After which word to breathe: the last pause that keeps within the limit, else the limit."""
    length, limit, pause = 0, first + 1, None
    for number in range(first, end - 1):
        length += len(found[number].said) + 1
        if length > _LONGEST_SENTENCE and number > first:
            break
        limit = number + 1
        pause = number + 1 if found[number].mark else pause
    return pause or limit


def _sentence(found: Sequence[Reading], first: int, end: int) -> Sentence:
    spoken = [reading for reading in found[first:end] if reading.said or reading.mark]
    last = spoken[-1].mark if spoken and spoken[-1].mark else "."
    parts = [f"{reading.said}{reading.mark}" for reading in spoken[:-1]]
    parts += [f"{reading.said}{last}" for reading in spoken[-1:]]
    text = re.sub(r"(\s*[,;:])+", lambda pauses: pauses[0].strip()[:1], " ".join(parts))
    return Sentence(first, end, text.lstrip(" ,;:"), last)


@dataclass(frozen=True, slots=True)
class _Core:
    """A word without its quotes and brackets, and the punctuation around it."""

    word: str
    mark: str
    opens: bool  # a bracket or dash before it asks for a pause
    upper: bool

    @classmethod
    def of(cls, written: str, english_text: bool) -> _Core:
        clean = _clean(written)
        start = len(clean) - len(clean.lstrip(_OPENING + ".,;:!?…—–-"))
        lead, rest = clean[:start], clean[start:]
        if lead[-1:] in {"-", "'", "~", "."} and rest[:1].isdigit():  # -5, '60s, ~40, .5
            rest, lead = lead[-1] + rest, lead[:-1]
        core = rest.rstrip(_CLOSING)
        tail = rest[len(core) :]
        if tail.startswith(".") and english_text and english.is_abbreviation(core + "."):
            core, tail = core + ".", tail[1:]
        opens = any(char in "([{—–" for char in lead)
        mark = _mark(tail if core else lead + tail)
        return cls(core, mark, opens, core[:1].isupper() or core[:1].isdigit())


_NOTHING = _Core("", ".", opens=False, upper=True)


def _clean(written: str) -> str:
    """The word in plain characters; what has no sound (emoji, controls) is gone."""
    for sign, words in _FRACTIONS.items():
        written = re.sub(rf"(?<=\d){sign}", f"\0and\0{words}", written).replace(sign, words)
    written = re.sub("μ(?=[a-zA-Z])", "µ", written.replace("\0", " ")).translate(_APOSTROPHES)
    kept = (_character(char) for char in unicodedata.normalize("NFC", written))
    return "".join(kept).strip()


def _character(char: str) -> str:
    if char.isascii() or char in "²³°µ…—–−×÷±≈≠≤≥→∞√§€£¥‰⁄“”„«»¡¿":
        return char if char.isprintable() else " "
    name = unicodedata.name(char, "")
    if greek := _GREEK.match(name):
        return greek[1].capitalize()
    if name.startswith("LATIN") or unicodedata.category(char) == "Mn":
        return char
    return ""


def _mark(tail: str) -> str:
    """The pause that a voice makes for this punctuation."""
    for mark in "?!":
        if mark in tail:
            return mark
    if "…" in tail or ".." in tail:
        return "…"
    for mark in ".;:,":
        if mark in tail:
            return mark
    return "," if re.search(r"[)\]}—–]|--|^-$", tail) else ""


def _reading(core: _Core, before: _Core, after: _Core, english_text: bool) -> Reading:
    mark = core.mark
    if mark in {"…", "."} and not after.upper:  # a sentence does not go on in small letters
        mark = ","
    elif mark == "…":
        mark = "."
    elif not mark and after.opens:
        mark = ","
    if not core.word:
        return Reading("", mark)
    parts = [part for part in _INNER_BREAK.split(core.word) if part]
    if not english_text:
        return Reading(_runs(", ".join(parts)), mark)
    said = [
        english.say(
            english.Place(
                part,
                "" if before.mark or number else before.word,
                after.word if number + 1 == len(parts) and not core.mark else "",
                pause=bool(core.mark),
            )
        )
        for number, part in enumerate(parts)
    ]
    return Reading(_runs(", ".join(said)), mark)


def _runs(said: str) -> str:
    """No run of letters so long that espeak-ng would cut it off."""
    return re.sub(rf"(\S{{{_LONGEST_RUN}}})(?=\S)", r"\1 ", said)
