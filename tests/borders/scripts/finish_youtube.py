"""The product's own script."""

from reelworks.scripts.finish_youtube import main

__all__ = ["main"]
