"""A preview: a small picture of a picture or of a clip, for pages."""

from __future__ import annotations

from pathlib import Path

import av
from PIL import Image

from reelworks.domain.errors import BadInput, NotSupported
from reelworks.media import pictures
from reelworks.ops.files import whole

_CLIPS = (".mp4", ".mov", ".webm", ".mkv")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_INTO_S = 1.0  # a clip may begin dark
_QUALITY = 82


def write(source: Path, output: Path, width: int) -> None:
    """Write a WebP of at most this width. Raises NotSupported, BadInput."""
    suffix = source.suffix.lower()
    if suffix in _PICTURES:
        image = Image.fromarray(pictures.load(source))
    elif suffix in _CLIPS:
        image = _frame(source)
    else:
        raise NotSupported(f"A {suffix or 'nameless'} file has no picture.")
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))))
    with whole(output) as partial:
        image.save(partial, "WEBP", quality=_QUALITY, method=2)


def _frame(source: Path) -> Image.Image:
    """The first frame after a second, or the last of a clip that is shorter."""
    found = None
    try:
        with av.open(str(source), format="mov" if source.suffix != ".webm" else None) as file:
            for frame in file.decode(video=0):
                found = frame
                if frame.time is not None and frame.time >= _INTO_S:
                    break
    except av.error.FFmpegError as error:
        raise BadInput(f"{source.name} cannot be read as a clip: {error}") from error
    if found is None:
        raise BadInput(f"{source.name} has no picture.")
    return Image.fromarray(found.to_ndarray(format="rgb24"))
