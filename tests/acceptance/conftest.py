"""The film that acceptance tests share."""

from tests.acceptance.film import undisturbed

__all__ = ["undisturbed"]
