"""Where sentences end: abbreviations, decimals, initials, quotes, ellipses, several scripts."""

from __future__ import annotations

import re

from reelworks.providers.local.writer.lexis import word_set

_ABBREVIATIONS = word_set(
    """dr mr mrs ms prof st sr jr vs no nos vol ch fig figs p pp ed eds gen col lt sgt capt cmdr
    adm gov sen rep rev hon pres sec dept univ inc ltd co corp bros mt ft ave blvd rd etc
    eg ie cf al approx est c ca jan feb mar apr jun jul aug sep sept oct nov dec mon tue
    wed thu fri sat sun op art abs bzw usw z.b d.h u.a nr str hr fr hl s ca jh jhd bsp
    evtl ggf inkl vgl mme mlle m av env n.o núm sra srta dña dn ing lic pág págs tel dott
    sig sigg g gg г г.г т.е т.д т.п ул им н.э в вв тыс млн млрд руб a.m p.m u.s u.k u.n
    e.g i.e"""
)
_NEVER_LAST = word_set(
    """dr mr mrs ms prof st no nos vol fig gen col lt sgt capt cmdr adm gov sen rep rev hon mt eg
    ie e.g i.e cf c ca approx vs nr hl mme mlle núm sra ул им"""
)
_END = re.compile(
    r"""(?P<mark>[.!?…‽]+|[。！？｡؟۔।॥։።]+)(?P<close>["'”’»」』）)\]]*)(?P<gap>\s+|$)?"""
)
_LONGEST_QUOTED = 160  # letters
_WIDE = "。！？｡؟۔।॥։።"


def split(text: str) -> list[str]:
    """The sentences of a text without line breaks, in order, their marks kept.

    What is quoted is not parted from those words that say who said it.
    """
    found, start = [], 0
    for match in _END.finditer(text):
        if not _ends(text, start, match) or _quoting(text, start, match):
            continue
        found.append(text[start : match.end("close")].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _quoting(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a short quotation is open here: `This is it!" was his last message.`"""
    if match["close"] and text[match.end() : match.end() + 1].islower():
        return True
    opened = text.count('"', start, match.end("close")) % 2
    return bool(opened) and text.find('"', match.end("close"), start + _LONGEST_QUOTED) > 0


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    mark, after = match["mark"], text[match.end() :]
    if mark[0] in _WIDE:
        return True
    if not match["gap"] and after:  # a decimal, an address, a missing space
        return False
    if not after:
        return True
    if mark == ".":
        return _full_stop_ends(text[start : match.start()], after, closed=bool(match["close"]))
    if mark.startswith(("...", "…")) or match["close"]:
        return not after.lstrip("\"'“‘«(")[:1].islower()
    return True


def _full_stop_ends(before: str, after: str, *, closed: bool) -> bool:
    opening = after.lstrip("\"'“‘«([")[:1]
    if opening.islower():
        return False
    if closed:
        return True
    word = re.split(r"[\s(\[\"'“‘«-]", before)[-1]
    bare = word.lower()
    if bare in _NEVER_LAST:
        return bare in ("no", "st", "c") and not opening.isdigit() and not opening.isupper()
    if len(word) == 1 and word.isalpha():  # an initial: "A. Fresnel", "z. B."
        return word == "I" or (opening.isupper() and _starts_sentence(after))
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):  # U.S., a.m.: last only before a new start
        return opening.isupper() and _starts_sentence(after)
    if bare in _ABBREVIATIONS:
        return opening.isupper() and _starts_sentence(after)
    return not (word.isdigit() and len(word) <= 2 and before.strip() == word)  # "3. Item"


_STARTERS = word_set(
    """the a an it he she they we you i this that these those in on at by for from with when
    while after before but and so yet then there here its his her their our as if today
    now later some many most each every no one two three until since although however der
    die das es ein eine le la les un une el los las il lo en im au"""
)


def _starts_sentence(after: str) -> bool:
    return after.split(maxsplit=1)[0].lower().strip("\"'“‘«(,") in _STARTERS
