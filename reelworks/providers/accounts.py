"""What a script knows of the account it uses: key, address and prices, from its environment."""

from __future__ import annotations

import os
from pathlib import Path

from reelworks.domain.errors import BadInput, KeyRefused
from reelworks.domain.prices import Prices
from reelworks.ops import prices


def key(variable: str, vendor: str) -> str:
    """The key in this variable. Raises KeyRefused when there is none."""
    found = os.environ.get(variable, "").strip()
    if not found:
        raise KeyRefused(
            f"There is no key for {vendor}.",
            remedy=f"Set {variable} (docs/production.md), or rehearse with `reelworks sandbox up`.",
        )
    return found


def address(variable: str, usual: str) -> str:
    """A base URL without a slash at its end: the variable's, else the vendor's usual one."""
    return (os.environ.get(variable, "").strip() or usual).rstrip("/")


def seconds(variable: str, usual: float) -> float:
    """A time that the variable may set. Raises BadInput for what is no time."""
    text = os.environ.get(variable, "").strip()
    try:
        found = float(text) if text else usual
    except ValueError:
        found = -1.0
    if not 0 < found < 86_400:
        raise BadInput(f"{variable}={text!r} is no number of seconds.", remedy="Unset it.")
    return found


def price_table() -> Prices:
    """The prices in force, a person's own in REELWORKS_HOME before ours."""
    home = os.environ.get("REELWORKS_HOME", "").strip()
    return prices.table(Path(home) if home else None)
