"""The product's own script."""

from reelworks.scripts.publish_youtube import main

__all__ = ["main"]
