"""The desk: what everything that is done with the board needs, and who is there to Notion."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from reelworks.domain.errors import KeyRefused, NotFound, ReelworksError
from reelworks.domain.steps import Stored
from reelworks.doors.notion.client import Line
from reelworks.doors.notion.properties import clean
from reelworks.doors.notion.reading import bare
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services.notion_board import Board

log = structlog.get_logger("notion")

NOBODY = "somebody"  # as who asks, where no person is known: never enough for a final gate


class Previews(Protocol):
    """Small pictures of large files."""

    async def of(self, stored: Stored, width: int) -> Path | None:
        """A WebP of this width at most; None where the file has no picture."""


class NoPreviews:
    """Nobody makes any: files are shown as they are."""

    async def of(self, stored: Stored, width: int) -> Path | None:
        return None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a delivery tells beside the page: who changed it, and when, by Notion's clock."""

    person: str = ""
    at: datetime | None = None


@dataclass(slots=True)
class Desk:
    """`dashboard`: where it is for those who look at the board; "": nowhere."""

    line: Line
    board: Board
    previews: Previews = field(default_factory=NoPreviews)
    dashboard: str = ""
    _names: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        return self.line.context

    def is_us(self, user: str) -> bool:
        return bare(user) == self.board.bot_id

    async def name_of(self, user: str) -> str:
        """Who a person is, for the record; NOBODY for a program, or where nobody can be named."""
        if not user or self.is_us(user):
            return NOBODY
        if user not in self._names:
            self._names[user] = await self._asked(user)
        return self._names[user]

    async def _asked(self, user: str) -> str:
        try:
            said = await self.line.ask("GET", f"users/{user}", hurry=True)
        except (KeyRefused, NotFound) as error:  # without the right to see names
            log.warning("notion_user_unknown", reason=str(error))
            return f"Notion user {user[:8]}"
        if said.get("type") != "person":
            return NOBODY
        name = clean(str(said.get("name") or "")).strip()
        return f"{name or user[:8]} (Notion)"


def words_of(error: ReelworksError) -> str:
    """An error as it stands on a row."""
    return f"{error.message} {error.remedy}".strip()
