"""What is rehearsed: how many films of what size, and what goes wrong meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NOTES = Path(__file__).parents[1] / "notes"
_FILMS = ("salmon", "coffee", "zero", "bread", "venice", "voyager", "lighthouse", "cordouan")
_CHANNELS = ("tides", "harvest", "orbit", "atlas")


@dataclass(frozen=True, slots=True)
class Outage:
    """A vendor's stand-in that is down for a while, from its first request on.

    `seconds` are the vendor's own: `Rehearsal.speed` shortens them. None: for the whole run, until
    everything that does not need it is done.
    """

    vendor: str
    seconds: float | None = 600.0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The usual one by default. `faults`: the part of all calls that go wrong, by chance."""

    channels: int = 3
    videos: int = 6
    shots: int = 4
    size: str = "640x360"
    speed: float = 60.0
    faults: float = 0.1
    outage: Outage | None = Outage("gemini")
    seed: int = 1
    patience_s: float = 1800.0

    def channel_names(self) -> tuple[str, ...]:
        return _CHANNELS[: self.channels]

    def films(self) -> tuple[tuple[str, Path, int], ...]:
        """Channel, notes and seed of each film; the notes come round again after eight."""
        names, found = self.channel_names(), []
        for number in range(self.videos):
            notes = NOTES / f"{_FILMS[number % len(_FILMS)]}.md"
            found.append((names[number % len(names)], notes, 1 + number // len(_FILMS)))
        return tuple(found)


USUAL = Rehearsal()
FULL = Rehearsal(shots=18, size="1920x1080", patience_s=4 * 3600.0)
SHORT = Rehearsal(channels=1, videos=1, shots=2, size="320x180", outage=None, patience_s=300.0)
