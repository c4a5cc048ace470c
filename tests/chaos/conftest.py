"""The undisturbed film, which every disturbed one is compared with."""

from tests.acceptance.film import undisturbed

__all__ = ["undisturbed"]
