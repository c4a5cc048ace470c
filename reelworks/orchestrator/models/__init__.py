"""The tables."""

from reelworks.orchestrator.models import access, connecting, keeping, notifying, tables

__all__ = ["access", "connecting", "keeping", "notifying", "tables"]
