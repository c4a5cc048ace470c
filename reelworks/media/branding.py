"""A channel's font, mark and colour: what cannot be used is told and left out."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.media import fonts, segment
from reelworks.media.fonts import Face

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def colour(text: str) -> str:
    """A script's option: a colour like #FFD84A, or nothing."""
    if text and not _COLOUR.fullmatch(text):
        raise ArgumentTypeError(f"{text!r} is no colour: write it like #FFD84A")
    return text


def font(path: Path | None, warnings: list[str]) -> Face | None:
    try:
        return fonts.own(path) if path else None
    except BadInput as error:
        warnings.append(f"{error.message} The film goes on with our own.")
        return None


def watermark(path: Path | None, warnings: list[str]) -> Path | None:
    try:
        return segment.watermark(path) if path else None
    except BadInput as error:
        warnings.append(f"{error.message} The film goes on without a watermark.")
        return None
