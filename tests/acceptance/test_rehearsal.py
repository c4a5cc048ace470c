"""One small film through the rehearsal that `make rehearsal` plays: everything holds there too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from examples.rehearsal.__main__ import rehearse
from examples.rehearsal.wishes import SHORT
from reelworks.ops import postgres

pytestmark = pytest.mark.slow


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Path]:
    """Where the rehearsal plays by itself: inside a repository."""
    (tmp_path / ".git").mkdir()
    yield tmp_path / "place"
    postgres.remove(tmp_path / "place" / "home")


async def test_a_film_is_published_and_paid_once_though_a_tenth_of_all_calls_go_wrong(
    home: Path,
) -> None:
    found = await rehearse(SHORT, home)
    assert [finding for finding in found.findings if not finding.ok] == []
    assert sum(account.charged_usd for account in found.accounts) > 0
