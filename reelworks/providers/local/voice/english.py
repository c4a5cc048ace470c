"""What an English narrator says for a written word, where espeak-ng by itself would say it wrongly.

`say` goes through the rules in order; the first that knows the word decides. A word that no rule
knows is left as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reelworks.providers.local.voice import numbers
from reelworks.providers.local.voice.english_words import (
    ABBREVIATIONS,
    ACRONYMS,
    COUNTED,
    CURRENCIES,
    LETTER_WORDS,
    MONTHS,
    NOT_AFTER_A_KING,
    NUMBERED,
    RULERS,
    SCALES,
    STARTERS,
    SYMBOLS,
    UNITS,
    YEAR_WORDS,
)

_NUMBER = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_PLAIN = re.compile(rf"([-−+~]?)({_NUMBER})")
_SITE = re.compile(
    r"(?P<scheme>https?://(?:www\.)?|www\.)?"
    r"(?P<host>[\w-]+(?:\.[\w-]+)*\.(?:(?P<known>com|org|net|edu|gov|io|info|tv|uk)|[A-Za-z]{2,}))"
    r"(?:[:/?#]\S*)?"
)
_YEAR = re.compile(r"1\d{3}|20\d\d")
_RUNS = re.compile(r"\d{3}0s\b|[0-9]+|[^0-9]+")
_BEFORE_NUMBERS = frozenset({"no.", "nos.", "c.", "ca."})  # words of their own elsewhere
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}[A-Za-z]?|[A-Z]\.")
_SIGNS = {"": "", "-": "minus ", "−": "minus ", "+": "plus ", "~": "about "}


@dataclass(frozen=True, slots=True)
class Place:
    """A word where it stands. The neighbours are "" across a pause or at an end."""

    word: str  # without quotes, brackets and closing punctuation
    before: str
    after: str
    pause: bool = False  # punctuation follows


def say(place: Place) -> str:
    """The words to speak, in letters that espeak-ng reads right."""
    for rule in _RULES:
        if (said := rule(place)) is not None:
            return said
    return place.word


def keeps_dot(word: str, after: str) -> bool:
    """Whether the dot at the end of this word is part of it, given the word that follows."""
    lower = word.lower()
    if lower in _BEFORE_NUMBERS:
        return after[:1].isdigit()
    return lower in ABBREVIATIONS or bool(_INITIALS.fullmatch(word))


def ends_sentence(word: str, after: str) -> bool:
    """Whether an abbreviation stands at the end of its sentence, given the word that follows."""
    return not after or (after in STARTERS and word.lower() not in {"dr.", "mr.", "mrs.", "ms."})


def _abbreviation(place: Place) -> str | None:
    lower = place.word.lower()
    if lower == "st.":
        return "Saint" if place.after[:1].isupper() and not place.pause else "Street"
    if lower in ABBREVIATIONS:
        return ABBREVIATIONS[lower]
    if _INITIALS.fullmatch(place.word):
        return " ".join(_letter(letter) for letter in place.word if letter != ".")
    return None


def _acronym(place: Place) -> str | None:
    if place.word in {"AM", "PM"} and place.before[:1].isdigit():
        return _letters(place.word)
    return ACRONYMS.get(place.word)


def _address(place: Place) -> str | None:
    """A web or mail address: where it leads, without the rest of the path."""
    found = re.fullmatch(
        r"(?:https?://)?(?:www\.)?([\w.-]+\.[A-Za-z]{2,})(?:[/?#]\S*)?", place.word
    )
    plain = re.match(r"https?://|www\.", place.word)
    if mail := re.fullmatch(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", place.word):
        return f"{_dotted(mail[1])} at {_dotted(mail[2])}"
    if found and (
        plain or re.search(r"\.(com|org|net|edu|gov|io|info|tv|co\.uk)(/|$)", place.word)
    ):
        return _dotted(found[1])
    return None


def _dotted(name: str) -> str:
    return " dot ".join(_pieces(part) for part in name.split("."))


def _money(place: Place) -> str | None:
    found = re.fullmatch(
        rf"(?:US|A|C|NZ)?([$€£¥])({_NUMBER})([A-Za-z]*)", place.word
    ) or re.fullmatch(rf"()({_NUMBER})()([$€£¥])", place.word)
    if not found:
        return None
    unit = CURRENCIES[found[1] or found[4]]
    scale = SCALES.get(found[3].lower())
    if found[3] and scale is None:
        return None
    if place.after.lower() in SCALES.values() and not place.pause:
        return numbers.cardinal(found[2])  # the scale's own word says the currency
    return numbers.money(found[2], unit, scale or "")


def _scale_of_money(place: Place) -> str | None:
    if place.word.lower() in SCALES.values() and place.before[:1] in CURRENCIES:
        return f"{place.word} {CURRENCIES[place.before[0]][1]}"
    return None


def _clock(place: Place) -> str | None:
    found = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)(am|pm)?", place.word, re.IGNORECASE)
    if not found:
        ratio = re.fullmatch(r"(\d+):(\d+)", place.word)
        return f"{numbers.cardinal(ratio[1])} to {numbers.cardinal(ratio[2])}" if ratio else None
    if not found[3]:
        return numbers.clock(found[1], found[2])
    hour = numbers.clock(found[1], found[2]).removesuffix(" o'clock")
    return f"{hour} {_letters(found[3])}"


def _date(place: Place) -> str | None:
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", place.word)
    if not found:
        return None
    return f"{MONTHS[int(found[2]) - 1]} {numbers.ordinal(found[3])}, {numbers.year(found[1])}"


def _ordinal(place: Place) -> str | None:
    found = re.fullmatch(r"(\d[\d,]*)(st|nd|rd|th)", place.word, re.IGNORECASE)
    return numbers.ordinal(found[1].replace(",", "")) if found else None


def _decade(place: Place) -> str | None:
    found = re.fullmatch(r"(?:'?([2-9]0)|(\d{3}0))s", place.word)
    return numbers.decade(found[1] or found[2]) if found else None


def _span(place: Place) -> str | None:
    """`1914–1918`, `10-20%`, `5-10km`: from one to the other."""
    found = re.fullmatch(rf"([$€£]?(?:{_NUMBER}))[-–—−](.+)", place.word)
    if not found or not re.match(r"[$€£]?\d", found[2]) or re.search(r"\d[-–—]", found[2]):
        return None
    first, last = found[1], found[2]
    if first[0] in CURRENCIES and last[0] not in CURRENCIES:
        first, last = first[1:], first[0] + last
    ends = [say(Place(end, place.before, place.after, place.pause)) for end in (first, last)]
    return " to ".join(ends)


def _fraction(place: Place) -> str | None:
    if place.word in {"24/7", "9/11"}:
        return place.word.replace("24/7", "twenty-four seven").replace("9/11", "nine eleven")
    found = re.fullmatch(r"(\d+)[/⁄](\d+)", place.word)
    return numbers.fraction(found[1], found[2]) if found else None


def _measure(place: Place) -> str | None:
    """A number with its unit glued on: `10km`, `-5°C`, `3.5%`."""
    found = re.fullmatch(rf"([-−+~]?)({_NUMBER})([^\d\s.,]\S*)", place.word)
    if not found:
        return None
    if scale := SCALES.get(found[3].lower()) if found[3] not in {*UNITS, "b"} else None:
        return f"{_SIGNS[found[1]]}{numbers.cardinal(found[2])} {scale}"
    if found[3] not in UNITS or found[3] == "K":  # 4K is no temperature
        return None
    one, many = UNITS[found[3]]
    said = f"{_SIGNS[found[1]]}{numbers.cardinal(found[2])}"
    return f"{said} {one if found[2] == '1' else many}"


def _number(place: Place) -> str | None:
    found = _PLAIN.fullmatch(place.word)
    if not found:
        return None
    sign, digits = _SIGNS[found[1]], found[2]
    if day := _day(place):
        return day
    if _YEAR.fullmatch(digits) and not sign and _is_year(place):
        return numbers.year(digits)
    return sign + numbers.cardinal(digits)


def _day(place: Place) -> str | None:
    """`18` in `On 18 May` and in `May 18`."""
    if not re.fullmatch(r"0?[1-9]|[12]\d|3[01]", place.word):
        return None
    said = numbers.ordinal(place.word.lstrip("0"))
    if place.after in MONTHS and not place.pause:
        return f"{'' if place.before.lower() == 'the' else 'the '}{said} of"
    return said if place.before in MONTHS and place.before != "May" else None


def _is_year(place: Place) -> bool:
    """A number of four digits is a year unless it plainly counts what comes next."""
    if place.before.lower() in YEAR_WORDS:
        return True
    if place.word < "1100":
        return False
    after = place.after
    counts = after.lower() in COUNTED or after in UNITS or after.lower() in SCALES.values()
    plural = re.fullmatch(r"[a-z]{3,}[^s'us]s", after) is not None
    return place.pause or not (counts or plural)


def _unit(place: Place) -> str | None:
    """A unit after its number, or after `per`: `km` in `10 km`, `h` in `10 km per h`."""
    if place.word in UNITS and place.before == "per":
        return UNITS[place.word][0]
    if place.word not in UNITS or not re.fullmatch(rf"[-−+~]?(?:{_NUMBER})", place.before):
        return None
    one, many = UNITS[place.word]
    return one if place.before == "1" else many


def _height(place: Place) -> str | None:
    found = re.fullmatch(r"(\d+)'(\d+)", place.word)
    return f"{numbers.cardinal(found[1])} foot {numbers.cardinal(found[2])}" if found else None


def _numbered(place: Place) -> str | None:
    found = re.fullmatch(r"#(\d+)", place.word)
    return f"number {numbers.cardinal(found[1])}" if found else None


def _ruler(place: Place) -> str | None:
    """`VIII` in `Henry VIII`, `II` in `World War II`, `XIX` in `XIX century`."""
    numeral, _, owner = place.word.partition("'")
    value = numbers.roman(numeral)
    if value is None or owner not in {"", "s"}:
        return None
    said = _numeral(place, numeral, value)
    return said + "'s" if said and owner else said


def _numeral(place: Place, numeral: str, value: int) -> str | None:
    if place.after.lower() in {"century", "centuries", "dynasty"}:
        return numbers.ordinal(str(value))
    if place.before in RULERS:
        if numeral == "I" and place.after.lower() in NOT_AFTER_A_KING:
            return None
        return f"the {numbers.ordinal(str(value))}"
    if place.before in NUMBERED or (len(numeral) > 1 and place.before[:1].isupper()):
        return numbers.cardinal(str(value))
    return None


def _symbol(place: Place) -> str | None:
    return SYMBOLS.get(place.word)


def _mixed(place: Place) -> str | None:
    """Letters with digits or signs inside: `CO2`, `B-52`, `his/her`, `#climate`, `R&D`."""
    if re.fullmatch(r"[^\W\d_²³]+(?:['-][^\W\d_²³]+)*'?", place.word):
        return None
    return _pieces(place.word)


def _pieces(word: str) -> str:
    """The parts of a word one by one; short capitals by their letters."""
    spaced = "".join(char if _is_read(char) else f" {_inner(char)} " for char in word)
    spell = any(char.isdigit() or char == "&" for char in word)
    runs = [part for run in spaced.split() for part in _RUNS.findall(run)]
    return " ".join(_piece(part, spell=spell) for part in runs)


def _inner(char: str) -> str:
    return "" if char in "<>" else SYMBOLS.get(char, "")  # inside a word they mark it up


def _is_read(char: str) -> bool:
    return (char.isalnum() and char not in SYMBOLS) or char in "'."


def _piece(part: str, *, spell: bool) -> str:
    if part.isdecimal():
        return numbers.year(part) if _YEAR.fullmatch(part) else numbers.cardinal(part)
    if part[:1].isdecimal():
        return numbers.decade(part[:-1])
    if part.isupper() and len(part) <= 3 and (spell or part.lower() not in LETTER_WORDS):
        return _letters(part)
    return "point" if part == "." else part.replace(".", " ")


def _letters(word: str) -> str:
    return " ".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    """A letter by its name; a bare `a` would be read as the article."""
    return "eigh" if letter in "aA" else letter.upper()


_RULES: tuple[Callable[[Place], str | None], ...] = (
    _abbreviation,
    _acronym,
    _symbol,
    _address,
    _money,
    _scale_of_money,
    _clock,
    _date,
    _ordinal,
    _decade,
    _fraction,
    _number,
    _measure,
    _span,
    _unit,
    _height,
    _numbered,
    _ruler,
    _mixed,
)
