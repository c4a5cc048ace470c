"""What the orchestrator works with, put together in one place by `wiring`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.channels import Channel
from reelworks.domain.pipelines import Pipeline
from reelworks.domain.prices import Prices
from reelworks.domain.retention import Retention
from reelworks.domain.scripts import VERSIONS
from reelworks.orchestrator.engine.carrier import Carrier
from reelworks.storage.local import LocalStore
from reelworks.storage.s3 import Bucket


@dataclass(frozen=True, slots=True)
class Context:
    """`channels` by id; `lease_s` is how long a lease lasts.

    `speed`: how many times faster than in earnest a failed step is tried again: for rehearsals.
    """

    database: AsyncEngine
    carrier: Carrier
    store: LocalStore
    pipelines: Mapping[str, Pipeline]
    channels: dict[str, Channel]  # as channels.yaml has them now; it may change
    branding: dict[str, Mapping[str, Path]]  # channel -> use -> file; changes with the channels
    warnings: dict[str, Sequence[str]] = field(default_factory=dict)  # by channel: what it lacks
    versions: Mapping[str, str] = field(default_factory=lambda: VERSIONS)  # of the scripts
    lease_s: float = 60.0
    tenant: str = "default"
    retention: Retention = field(default_factory=Retention)
    prices: Prices = field(default_factory=Prices)
    bucket: Bucket | None = None  # where channels with `storage: s3` keep their films
    channels_file: Path | None = None  # where they are written
    prompts: Mapping[str, str] = field(default_factory=dict)  # what a language model is told
    speed: float = 1.0
