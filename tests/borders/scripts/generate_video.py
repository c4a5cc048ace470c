"""The product's own script."""

from reelworks.scripts.generate_video import main

__all__ = ["main"]
