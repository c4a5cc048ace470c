"""Characters that a voice can say something for: everything else in a word is silent."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'", "\u00ad": None, "\u00a0": " "})
_SIGNS = frozenset("²³°µ…—–−×÷±≈≠≤≥→∞√§€£¥‰⁄“”„«»¡¿")
_FRACTIONS = {
    "½": ("one half", "a half"),
    "⅓": ("one third", "a third"),
    "⅔": ("two thirds", "two thirds"),
    "¼": ("one quarter", "a quarter"),
    "¾": ("three quarters", "three quarters"),
    "⅛": ("one eighth", "an eighth"),
}
_RAISED = re.compile("[⁻⁰¹⁴⁵⁶⁷⁸⁹][⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*|[²³][⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "−01234567890123456789")
_GREEK_NAME = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER ([A-Z]+)")
_SOUNDS = {
    letter: sound
    for letters, sounds in (
        ("αβγδεζηθικλμ", "a v g d e z i th i k l m"),
        ("νξοπρσςτυφχψω", "n x o p r s s t y f ch ps o"),
        ("абвгдеёжзийкл", "a b v g d e yo zh z i y k l"),
        ("мнопрстуфхцчш", "m n o p r s t u f kh ts ch sh"),
        ("щыэюяіїєґ", "shch y e yu ya i yi ye g"),
    )
    for letter, sound in zip(letters, sounds.split(), strict=True)
}


def audible(word: str, *, latin_only: bool) -> str:
    """The word in characters that have a sound, normalised; "" when it has none.

    `latin_only`: Greek and Cyrillic letters are spelled in Latin ones, other scripts are silent.
    """
    for sign, (alone, after_number) in _FRACTIONS.items():
        word = re.sub(rf"(?<=\d){sign}", f" and {after_number}", word).replace(sign, alone)
    word = _RAISED.sub(lambda found: "^" + found[0].translate(_LOWERED), word)
    word = unicodedata.normalize("NFC", re.sub("μ(?=[a-zA-Z])", "µ", word)).translate(_PLAIN)
    word = word.translate(_LOWERED_ONLY)
    named = latin_only and len(re.findall("[Α-ω]", word)) == 1
    return "".join(_sound(char, latin_only=latin_only, named=named) for char in word).strip()


def unreadable_share(text: str) -> float:
    """How many of the letters of a text have no sound in Latin letters, from 0 to 1."""
    letters = [char for char in text if char.isalpha()]
    mute = [char for char in letters if not _sound(char, latin_only=True, named=False)]
    return len(mute) / len(letters) if letters else 0.0


_LOWERED_ONLY = {key: value for key, value in _LOWERED.items() if chr(key) >= "₀"}


def _sound(char: str, *, latin_only: bool, named: bool) -> str:
    if char.isascii() or char in _SIGNS:
        return char if char.isprintable() else " "
    if latin_only and (plain := unicodedata.normalize("NFKC", char)).isascii():  # 𝔘, ｆ, ﬁ
        return plain
    category, name = unicodedata.category(char), unicodedata.name(char, "")
    if category[0] not in "LMN" or char in "\ufe0f\u20e3":
        return ""
    if not latin_only or name.startswith("LATIN") or category == "Mn":
        return char
    if named and (greek := _GREEK_NAME.match(name)):
        return greek[1].capitalize()
    return _in_latin(char)


def _in_latin(char: str) -> str:
    plain = unicodedata.normalize("NFD", char)[0]
    sound = _SOUNDS.get(char.lower()) or _SOUNDS.get(plain.lower(), "")
    return sound.capitalize() if char.isupper() else sound
