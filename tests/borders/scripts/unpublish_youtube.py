"""The product's own script."""

from reelworks.scripts.unpublish_youtube import main

__all__ = ["main"]
