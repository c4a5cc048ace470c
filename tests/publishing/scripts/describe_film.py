"""The product's own script."""

from reelworks.scripts.describe_film import main

__all__ = ["main"]
