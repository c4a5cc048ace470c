"""What tests of paid providers share: a handshake that remembers, and a still to animate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from reelworks.domain.money import Usd


@dataclass
class Told:
    """A handshake that says go to everything and remembers it, in order."""

    resume: str | None = None
    unsure: bool = False
    said: list[tuple[str, str]] = field(default_factory=list)

    def intent(self, service: str, estimate: Usd) -> None:
        self.said.append(("intent", f"{service} {estimate.normalize()}"))

    def submitted(self, job: str) -> None:
        self.said.append(("submitted", job))

    def progress(self, done: float, note: str = "") -> None:
        assert 0 <= done <= 1


def still(path: Path, size: tuple[int, int] = (320, 180)) -> Path:
    """A picture with something in it."""
    image = Image.new("RGB", size, "#204060")
    draw = ImageDraw.Draw(image)
    draw.ellipse((size[0] // 3, size[1] // 3, size[0] // 2, size[1] // 2), fill="#f0d060")
    image.save(path)
    return path
