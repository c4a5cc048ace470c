"""Dates and periods as a page writes them, and the adverbial that a narrator makes of them."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_MONTH_NAME = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_MONTHS = _MONTH_NAME.split("|")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)$")
_ERA = r"(?:\s?(?:BC|AD|BCE|CE))"
_YEAR = rf"\d{{1,4}}{_ERA}?"
_DAY = re.compile(
    rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH})(?:\s\d{{4}})?$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:the\s)?(?:(?:early|mid|late)[\s-])?(?:\d{3,4}s"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)|\w+(?:th|rst|ond|ird))\scentur(?:y|ies){_ERA}?)$",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"({_YEAR})\s(?:to|until)\s({_YEAR})$")
_MOMENT = re.compile(
    rf"(?:(?:{_MONTH}|spring|summer|autumn|fall|winter|early|mid|late)\s)?\d{{3,4}}{_ERA}?$"
    rf"|\d{{1,5}}{_ERA}$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(in|on|by|since|from|around|about|after|before|until)\s(.*\d.*)$", re.IGNORECASE
)
_SMALL = ("early", "mid", "late", "spring", "summer", "autumn", "fall", "winter")


def when(text: str) -> str | None:
    """The adverbial that a date stands for ("In 1611", "On 5 September 1977"); None: no date."""
    date = text.strip(" .,:")
    if date.lower() in ("today", "now", "nowadays"):
        return "Today"
    if led := _LED.match(date):
        return f"{led[1].capitalize()} {led[2]}" if when(led[2]) else None
    if iso := _ISO.match(date):
        month = _MONTHS[int(iso[2]) - 1] if 1 <= int(iso[2]) <= 12 else ""
        return f"On {int(iso[3])} {month} {iso[1]}" if month else None
    if _DAY.match(date):
        return f"On {date}"
    if match := _RANGE.match(date):
        return f"From {match[1]} to {match[2]}"
    if re.fullmatch(_MONTH_NAME, date):
        return f"In {date}"
    if _PERIOD.match(date):
        return f"In the {_small(re.sub(r'^the ', '', date, flags=re.IGNORECASE))}"
    return f"In {_small(date)}" if _MOMENT.match(date) else None


def _small(date: str) -> str:
    head = date.split(maxsplit=1)[0].split("-", maxsplit=1)[0].lower()
    small = head in _SMALL or re.match(r"[a-z]+(?:th|rst|ond|ird)$", head)
    return date[0].lower() + date[1:] if small else date
