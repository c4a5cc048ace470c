"""The same notes and seed give the same film on one machine, however the work was shared out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import homes
from tests.acceptance.film import Undisturbed, wish
from tests.acceptance.probing import stream_hash

pytestmark = pytest.mark.slow


def test_another_home_makes_the_same_film(undisturbed: Undisturbed, tmp_path: Path) -> None:
    with homes.home_in(tmp_path / "another home", REELWORKS_CPU_SLOTS="3") as home:
        film = home.film_of(home.run(*wish(home)))
        assert stream_hash(film) == undisturbed.hash
        for suffix in (".srt", ".vtt", ".txt", ".jpg"):
            ours, theirs = film.with_suffix(suffix), undisturbed.film.beside(suffix)
            assert ours.read_bytes() == theirs.read_bytes()
