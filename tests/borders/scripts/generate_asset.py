"""The product's own script."""

from reelworks.scripts.generate_asset import main

__all__ = ["main"]
