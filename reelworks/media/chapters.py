"""The chapters that a film has in itself."""

from __future__ import annotations

from pathlib import Path

import av

from reelworks.domain.errors import BadInput


def read(film: Path) -> tuple[tuple[float, str], ...]:
    """Start in seconds and title of each, in their order. Raises BadInput."""
    only = {"protocol_whitelist": "file"}
    try:
        with av.open(str(film.absolute()), format="mp4", options=only) as container:
            found = container.chapters()
    except (av.FFmpegError, OSError) as error:
        raise BadInput(f"{film} is no film that can be read: {error}.") from error
    return tuple(
        (float(one["start"] * (one["time_base"] or 0)), str(one["metadata"].get("title", "")))
        for one in found
        if one["metadata"].get("title")
    )
