"""The table of prices, read from the package's prices.yaml and a person's own."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from reelworks.domain.errors import BadInput
from reelworks.domain.prices import Price, Prices

PACKAGED = Path(str(files("reelworks"))) / "data" / "prices.yaml"
_OWN = "prices.yaml"  # in REELWORKS_HOME
_LARGEST_FILE = 1_000_000
_PRICE = TypeAdapter(Price)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prices: Annotated[list[dict[str, object]], Field(min_length=1)]


def table(home: Path | None = None) -> Prices:
    """The prices in force. Raises BadInput, naming the entry, for a table that is none."""
    own = None if home is None else home / _OWN
    return _packaged() if own is None or not own.is_file() else _packaged().merged(_read(own))


@cache
def _packaged() -> Prices:
    return _read(PACKAGED)


def _read(path: Path) -> Prices:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise BadInput(f"{path} is far too large for a table of prices.")
        text = path.read_text("utf-8")
        entries = _File.model_validate(YAML(typ="safe", pure=True).load(text)).prices
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError) as error:
        raise _refusal(path, "", error) from error
    found = Prices(tuple(_price(path, number, entry) for number, entry in enumerate(entries, 1)))
    if len({price.key for price in found.entries}) != len(found.entries):
        raise BadInput(f"{path} prices something twice.", remedy="Keep one entry of each.")
    return found


def _price(path: Path, number: int, entry: dict[str, object]) -> Price:
    if unknown := sorted(set(entry) - {field.name for field in fields(Price)}):
        raise BadInput(f"{path}, entry {number}: {unknown[0]!r} is nothing that a price has.")
    try:
        price = _PRICE.validate_python(entry)
    except ValidationError as error:
        raise _refusal(path, f", entry {number}", error) from error
    if price.usd < 0 or not price.usd.is_finite() or price.per < 1:
        raise BadInput(f"{path}, entry {number}: {price.usd} for {price.per} is no price.")
    return price


def _refusal(path: Path, where: str, error: Exception) -> BadInput:
    said = str(error)
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        said = f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}"
    return BadInput(
        f"{path}{where} cannot be used: {said}",
        remedy="docs/production.md shows what an entry looks like.",
    )
