"""The film that tests of publishing make."""

from tests.publishing.scripts.film import main

__all__ = ["main"]
