"""Keys lie outside the repository, for their owner's eyes only, and the same for everybody."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput
from reelworks.ops import settings
from reelworks.ops.sealing import Keys, Seal, is_sealed, keys, new_key


def test_a_sealed_text_comes_back_and_says_nothing(tmp_path: Path) -> None:
    seal = Seal(Keys((), tmp_path / "secret.keys"))
    sealed = seal.seal("marked-secret")
    assert is_sealed(sealed)
    assert "marked" not in sealed
    assert seal.open(sealed) == "marked-secret"
    assert not is_sealed("job-1")
    assert not is_sealed(None)


def test_the_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "config" / "secret.keys"
    Seal(Keys((), path)).seal("a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [*path.parent.iterdir()] == [path]


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    Seal(Keys((), path)).seal("a")
    path.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        Seal(Keys((), path)).seal("a")


def test_no_key_is_made_in_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(BadInput, match="repository"):
        Seal(Keys((), tmp_path / "deep" / "secret.keys")).seal("a")
    assert not (tmp_path / "deep").exists()


async def test_many_who_make_it_at_once_have_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    found = await asyncio.gather(*(asyncio.to_thread(Keys((), path).read) for _ in range(20)))
    assert len(set(found)) == 1


def test_what_is_no_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="reelworks secrets new"):
        Seal(Keys(("no-key",), tmp_path)).seal("a")


def test_given_keys_are_never_changed_here(tmp_path: Path) -> None:
    given = Keys((new_key(),), tmp_path / "none")
    for change in (given.add, given.forget):
        with pytest.raises(BadInput, match="REELWORKS_SECRET_KEY"):
            change()


def test_the_environment_gives_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWORKS_SECRET_KEY", "marked-one, marked-two")
    found = settings.read()
    assert keys(found).given == ("marked-one", "marked-two")
    assert {"marked-one", "marked-two"} <= settings.secret_values(found, {})
    assert "marked" not in f"{found!r} {keys(found)!r}"
