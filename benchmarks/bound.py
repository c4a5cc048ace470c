"""What no scheduler can beat: a service's work on its slots, and the longest chain of a video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """One step: its service, how long it takes, what it waits for (keys of the same video)."""

    key: str
    service: str
    seconds: float
    needs: tuple[str, ...] = ()


def bound(videos: Sequence[Sequence[Work]], slots: Mapping[str, int]) -> dict[str, float]:
    """Seconds that it takes at least, by what demands it: each service, and the longest chain.

    A service's work cannot begin before the shortest way to it has been gone, its slots cannot do
    more than all they are, and after its last step the shortest way to an end is still to go.
    """
    heads = [_heads(video) for video in videos]
    tails = [_tails(video) for video in videos]
    found: dict[str, float] = {}
    for service, count in slots.items():
        its = [(v, work) for v, video in enumerate(videos) for work in video
               if work.service == service]  # fmt: skip
        if its:
            first = min(heads[v][work.key] for v, work in its)
            last = min(tails[v][work.key] for v, work in its)
            found[service] = first + sum(work.seconds for _, work in its) / count + last
    found["longest chain"] = max(
        heads[v][work.key] + work.seconds + tails[v][work.key]
        for v, video in enumerate(videos)
        for work in video
    )
    return found


def _heads(video: Sequence[Work]) -> dict[str, float]:
    """The earliest start of each step; steps come after what they need."""
    ends: dict[str, float] = {}
    starts: dict[str, float] = {}
    for work in video:
        starts[work.key] = max((ends[key] for key in work.needs), default=0.0)
        ends[work.key] = starts[work.key] + work.seconds
    return starts


def _tails(video: Sequence[Work]) -> dict[str, float]:
    """How long it takes at least from the end of each step to the end of its video."""
    tails = {work.key: 0.0 for work in video}
    for work in reversed(video):
        for key in work.needs:
            tails[key] = max(tails[key], work.seconds + tails[work.key])
    return tails
