"""The tables."""

from reelworks.orchestrator.models import keeping, tables

__all__ = ["keeping", "tables"]
