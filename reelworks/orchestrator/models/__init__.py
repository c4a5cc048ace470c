"""The tables."""

from reelworks.orchestrator.models import (
    access,
    connecting,
    keeping,
    notifying,
    notion_board,
    notion_inbox,
    tables,
)

__all__ = ["access", "connecting", "keeping", "notifying", "notion_board", "notion_inbox", "tables"]
