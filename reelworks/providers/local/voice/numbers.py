"""Numbers as an English narrator says them."""

from __future__ import annotations

import re
from decimal import Decimal

from num2words import num2words

_LONGEST = 15  # digits that are still read as one number
_PLURALS = {"y": "ies", "x": "xes"}
_FRACTIONS = {2: "half", 4: "quarter"}


def cardinal(digits: str) -> str:
    """`1,234.50` as words; longer digit strings are read out one by one."""
    plain = digits.replace(",", "")
    whole, _, decimals = plain.partition(".")
    if len(whole) > _LONGEST or (len(whole) > 1 and whole.startswith("0")):
        return spelled(whole) + (f" point {spelled(decimals)}" if decimals else "")
    said = _said(int(whole or "0"))
    return f"{said} point {spelled(decimals)}" if decimals else said


def ordinal(digits: str) -> str:
    """`21` as twenty-first."""
    if len(digits) > _LONGEST:
        return spelled(digits)
    return str(num2words(int(digits), to="ordinal")).replace(",", "")


def spelled(digits: str) -> str:
    """Digit by digit."""
    return " ".join(_said(int(digit)) for digit in digits)


def year(digits: str) -> str:
    """`1858` as eighteen fifty-eight; also 1100 to 2099 in general."""
    number = int(digits)
    century, rest = divmod(number, 100)
    if number % 1000 < 10 and century % 10 == 0:  # 2000 to 2009
        return cardinal(digits)
    if not rest:
        return f"{_said(century)} hundred"
    return f"{_said(century)} {f'oh {_said(rest)}' if rest < 10 else _said(rest)}"


def decade(digits: str) -> str:
    """`1860` (of 1860s) as eighteen sixties, `60` (of '60s) as sixties."""
    said = year(digits) if len(digits) == 4 else cardinal(digits)
    return said[:-1] + _PLURALS.get(said[-1], f"{said[-1]}s")


def clock(hours: str, minutes: str) -> str:
    """`10:05` as ten oh five."""
    hour = _said(int(hours))
    if int(minutes) == 0:
        return f"{hour} o'clock" if 1 <= int(hours) <= 12 else f"{hour} hundred hours"
    return f"{hour} {'oh ' if int(minutes) < 10 else ''}{_said(int(minutes))}"


def fraction(above: str, below: str) -> str:
    """`3/4` as three quarters."""
    if not 2 <= int(below) <= 100 or len(above) > 4:
        return f"{cardinal(above)} over {cardinal(below)}"
    name = _FRACTIONS.get(int(below)) or ordinal(below)
    if int(above) == 1:
        return f"one {name}"
    return f"{cardinal(above)} {'halves' if name == 'half' else name + 's'}"


def money(amount: str, unit: tuple[str, str, str], scale: str) -> str:
    """`5.50` of (dollar, dollars, cents) as five dollars and fifty cents; `scale` is million."""
    one, many, small = unit
    if scale:
        return f"{cardinal(amount)} {scale} {many}"
    whole, _, part = amount.replace(",", "").partition(".")
    if re.fullmatch(r"\d\d", part) and small:
        said = f"{cardinal(whole)} {one if whole == '1' else many}"
        return said if part == "00" else f"{said} and {cardinal(part.lstrip('0'))} {small}"
    return f"{cardinal(amount)} {one if Decimal(amount.replace(',', '')) == 1 else many}"


def roman(numeral: str) -> int | None:
    """The value of a canonical roman numeral, None for anything else."""
    if not re.fullmatch(
        r"(?=.)X{0,3}(IX|IV|V?I{0,3})|XL(IX|IV|V?I{0,3})|L(X{0,3})(IX|IV|V?I{0,3})", numeral
    ):
        return None
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _said(number: int) -> str:
    return str(num2words(number)).replace(",", "").replace(" and ", " ")
