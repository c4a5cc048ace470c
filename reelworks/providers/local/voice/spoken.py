"""From a text as written to sentences as spoken, word by word.

The words are those of `text.split()`; each is given what is to be said for it ("" for an emoji or
a lone dash) and the punctuation that a voice can hear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelworks.providers.local.voice import characters, english
from reelworks.providers.local.voice.english_words import SYMBOLS

_OPENING = "\"'“”‘’«»„‚([{<*_`|\\¡¿~^"
_CLOSING = "\"'“”‘’«»)]}>*_`|\\^.,;:!?…—–-。、！？"
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
    in_english = language.partition("-")[0].lower() == "en"
    cores = [_core(characters.audible(word, latin_only=in_english)) for word in words]
    if in_english:
        following = [*cores, _NOTHING][1:]
        cores = [_with_dot(core, after) for core, after in zip(cores, following, strict=True)]
    around = zip([_NOTHING, *cores], cores, [*cores, _NOTHING][1:], strict=False)
    return [_reading(core, before, after, in_english=in_english) for before, core, after in around]


def sentences(found: Sequence[Reading]) -> list[Sentence]:
    """The sentences, all words in them and none silent; long ones are divided at their pauses."""
    if found and not found[-1].ends:
        found = [*found[:-1], replace(found[-1], mark=".")]
    done: list[Sentence] = []
    first = 0
    for number, reading in enumerate(found):
        if reading.ends:
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
    last = (spoken[-1].mark if spoken else "") or ","
    parts = [f"{reading.said}{reading.mark}" for reading in spoken[:-1]]
    parts += [f"{reading.said}{last}" for reading in spoken[-1:]]
    text = re.sub(r"(\s*[,;:])+", lambda pauses: pauses[0].strip()[:1], " ".join(parts))
    text = re.sub(r"[\s,;:]+([.?!])$", r"\1", text)
    return Sentence(first, end, text.lstrip(" ,;:"), last)


@dataclass(frozen=True, slots=True)
class _Core:
    """A word without its quotes and brackets, and the punctuation around it."""

    word: str
    mark: str
    opens: bool = False  # a bracket or dash before it asks for a pause

    @property
    def begins_sentence(self) -> bool:
        return not self.word or self.word[0].isupper() or self.word[0].isdigit()


_NOTHING = _Core("", ".")


def _core(word: str) -> _Core:
    if word in SYMBOLS:
        return _Core(word, "")
    rest = word.lstrip(_OPENING + ".,;:!?…—–-")
    lead = word[: len(word) - len(rest)]
    if rest[:1].isdigit() and lead[-1:] and lead[-1] in "-'~.":  # -5, '60s, ~40, .5
        rest, lead = lead[-1] + rest, lead[:-1]
    core = rest.rstrip(_CLOSING)
    tail = rest[len(core) :]
    opens = any(char in "([{—–" for char in lead)
    return _Core(core, _mark(tail) if core else _mark(lead + tail), opens)


def _with_dot(core: _Core, after: _Core) -> _Core:
    """An abbreviation gets its dot back, which then ends a sentence only if one begins after."""
    if core.mark != "." or not english.keeps_dot(f"{core.word}.", after.word):
        return core
    ends = english.ends_sentence(f"{core.word}.", after.word)
    return replace(core, word=f"{core.word}.", mark="." if ends else "")


def _mark(tail: str) -> str:
    """The pause that a voice makes for this punctuation; `…` where the next word decides."""
    for mark in "?!":
        if mark in tail:
            return mark
    if "…" in tail or ".." in tail:
        return "…"
    for mark in ".;:,":
        if mark in tail:
            return mark
    return "," if re.search(r"[)\]}—–]|--|^-$", tail) else ""


def _reading(core: _Core, before: _Core, after: _Core, *, in_english: bool) -> Reading:
    mark = _final_mark(core, after)
    parts = [core.word] if "/" in core.word else _INNER_BREAK.split(core.word)
    if in_english and core.word:
        parts = [
            english.say(
                english.Place(
                    word=part,
                    before="" if before.mark or number else before.word,
                    after="" if core.mark or number + 1 < len(parts) else after.word,
                    pause=bool(core.mark),
                )
            )
            for number, part in enumerate(parts)
        ]
    said = ", ".join(parts)
    return Reading(re.sub(rf"(\S{{{_LONGEST_RUN}}})(?=\S)", r"\1 ", said), mark)


def _final_mark(core: _Core, after: _Core) -> str:
    if core.mark in {"…", "."} and not after.begins_sentence:
        return ","  # a sentence does not go on in small letters
    if core.mark == "…":
        return "."
    return "," if not core.mark and after.opens else core.mark
