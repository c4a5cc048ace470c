"""The tables."""

from reelworks.orchestrator.models import access, keeping, tables

__all__ = ["access", "keeping", "tables"]
