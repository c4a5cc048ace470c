"""Words, their stems, and what little grammar the writer needs to know about them."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set: how lists of words are written here."""
    return frozenset(words.split())


DETERMINERS = word_set(
    """the a an this that these those his her its their our my your each every some any no both
    all many several few most another such two three four five six seven eight nine ten
    twelve hundreds thousands millions"""
)
PRONOUNS = word_set("it he she they we you i this that these those one")
POSSESSIVES = word_set("its his her their")
PREPOSITIONS = word_set(
    """of in on at by for from with to into onto over under through across around along against
    among between behind beyond above below near beside during after before since until
    within without as about toward towards off up down out like per than despite upon
    inside outside"""
)
RELATIVES = word_set("who which whose whom where that when what whether how why")
STOPWORDS = (
    DETERMINERS
    | PRONOUNS
    | PREPOSITIONS
    | RELATIVES
    | word_set(
        """and or but so yet nor if because while although though whereas is are was were be been
        being am has have had having do does did not can could will would shall should
        may might must also just only even still very too more less much there here
        then now them him us me who whom its own same other others again once ever
        never almost about not it's let made make makes making became become"""
    )
)
_SUFFIXES = (
    ("ational", "ate"), ("ization", "ize"), ("fulness", "ful"), ("iveness", "ive"),
    ("ingly", ""), ("edly", ""), ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ches", "ch"),
    ("shes", "sh"), ("xes", "x"), ("ing", ""), ("ed", ""), ("ly", ""), ("s", ""),
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """The words, as written."""
    return _WORD.findall(text)


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words."""
    return _UNSPACED.match(word) is not None


def length(text: str) -> int:
    """How many words long a narrator finds it; two letters of a script without spaces make one."""
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return sum(any(letter.isalnum() for letter in word) for word in text.split())
    return len(_UNSPACED.sub(" ", text).split()) // 2 + (unspaced + 1) // 2


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its case, possessive and commonest endings: `towers'` and `tower` agree."""
    word = re.sub(r"['’](?:s|S)?$", "", word).lower()
    for suffix, replacement in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            if suffix == "s" and word.endswith(("ss", "us", "is")):
                continue
            word = word[: len(word) - len(suffix)] + replacement
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [
        stem(word)
        for word in words_of(text)
        if word.lower() not in STOPWORDS and (len(word) > 1 or not word.isascii())
    ]


def is_plural(noun_phrase: str) -> bool:
    """Whether the phrase's head noun looks like a plural."""
    lowered = noun_phrase.lower()
    head = re.split(r"\s(?:of|in|on|at|for|from|with|to|by|near)\s", lowered)[0]
    if " and " in head:
        return True
    words = words_of(head)
    last = words[-1] if words else ""
    if last in ("people", "men", "women", "children", "sheep", "cattle", "police", "they", "these"):
        return True
    singular = ("ss", "us", "is", "'s", "ics", "lens")
    return last.endswith("s") and not last.endswith(singular) and last not in ("its", "always")


def capitalised(text: str) -> str:
    """With the first letter a capital, wherever it stands."""
    for at, letter in enumerate(text):
        if letter.isalpha():
            return text[:at] + letter.upper() + text[at + 1 :]
        if letter.isdigit():
            return text
    return text


def ended(text: str) -> str:
    """With one mark at the end: a full stop, or the question mark that was there.

    A quotation mark stands before a full stop, so that every statement ends in one.
    """
    text = text.rstrip(" ,;:-–—")
    if re.search(r"[。｡？」』।॥։۔؟]$", text) or re.search(r"\w\?[\"']?$", text):
        return text
    text = re.sub(r"！+$", "。", text)
    if text.endswith("。"):
        return text
    match = re.search(r"[.!?…\s]*([\"']?)[.!?…\s]*$", text)
    quote, kept = (match[1], text[: match.start()]) if match else ("", text)
    return f"{kept}{quote}."
