"""A handshake that a test gives: it keeps what a provider says, and may refuse."""

from __future__ import annotations

from dataclasses import dataclass, field

from reelworks.domain.money import Usd


@dataclass
class Hand:
    """`intents` are what was announced, in order."""

    resume: str | None = None
    unsure: bool = False
    intents: list[tuple[str, Usd]] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)

    def intent(self, service: str, estimate: Usd) -> None:
        self.intents.append((service, estimate))

    def submitted(self, job: str) -> None:
        self.jobs.append(job)

    def progress(self, done: float, note: str = "") -> None:
        assert 0 <= done <= 1
