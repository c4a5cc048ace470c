"""The tables."""

from reelworks.orchestrator.models import access, keeping, notifying, tables

__all__ = ["access", "keeping", "notifying", "tables"]
