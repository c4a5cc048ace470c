"""Access: the roles that people and programs have, and what each may do."""

from __future__ import annotations

import re
from enum import StrEnum

from reelworks.domain.errors import BadInput

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200


class Role(StrEnum):
    """Each may do all that those before it may."""

    VIEWER = "viewer"  # look
    REVIEWER = "reviewer"  # approve, reject, edit words, choose takes
    OPERATOR = "operator"  # ask for videos, retry, cancel, limits, pauses, spending
    ADMIN = "admin"  # people, tokens, webhooks


_ORDER = tuple(Role)


def may(role: Role, needed: Role) -> bool:
    """Whether who has `role` may do what needs `needed`."""
    return _ORDER.index(role) >= _ORDER.index(needed)


def check_name(name: str) -> None:
    """Raises BadInput for what cannot be a user's name."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name!r} cannot be a user's name.",
            remedy="Use lower-case letters, digits and . _ @ -, at most 64.",
        )


def check_password(password: str) -> None:
    """Raises BadInput for a password that is too short to keep anybody out."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(
            "The password cannot be used.",
            remedy=f"Give {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
        )
