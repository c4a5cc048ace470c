"""The `services` of channels.yaml: what each may be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reelworks.domain.services import Limits, is_zone, usual
from reelworks.ops.sections import Section

_COUNTS = ("concurrency", "per_channel", "per_second", "units_per_day")
_MOST = 100_000_000


def read(root: Section) -> Mapping[str, Limits]:
    """The limits by service; what is left out keeps its usual value."""
    entries = root.section("services")
    if entries is None:
        return {}
    found = {name: _limits(entries, name) for name in entries.names()}
    entries.close()
    return found


def _limits(entries: Section, name: str) -> Limits:
    known = usual(name)
    entry = entries.section(name)
    if entry is None:
        return known
    given = {key: entry.whole(key, 0, low=0, high=_MOST) for key in _COUNTS if entry.has(key)}
    zone = entry.text("zone", known.zone)
    if not is_zone(zone):
        entry.fault("zone", f"cannot be {zone!r}: name a time zone such as America/Los_Angeles")
    entry.close()
    return replace(known, **given, zone=zone)
