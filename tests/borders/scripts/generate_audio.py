"""The product's own script."""

from reelworks.scripts.generate_audio import main

__all__ = ["main"]
