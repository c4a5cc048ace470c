"""What a provider says before and while it spends: the script's side of never paying twice."""

from __future__ import annotations

from typing import Protocol

from reelworks.domain.money import Usd


class Handshake(Protocol):
    """Given to every provider. Free providers only report progress."""

    @property
    def resume(self) -> str | None:
        """The vendor's job id of an earlier attempt, if any: wait for it, buy nothing."""

    @property
    def unsure(self) -> bool:
        """An earlier attempt may have bought this: look for it at the vendor before buying it.

        Only told to scripts whose steps are `askable`.
        """

    def intent(self, service: str, estimate: Usd) -> None:
        """About to pay or publish. Returns once that is on record; raises when told to stop."""

    def submitted(self, job: str) -> None:
        """The vendor gave this job id. Returns once it is on record."""

    def progress(self, done: float, note: str = "") -> None:
        """`done` is 0..1. Never waits."""
