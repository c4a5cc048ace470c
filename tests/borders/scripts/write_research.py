"""The product's own script."""

from reelworks.scripts.write_research import main

__all__ = ["main"]
