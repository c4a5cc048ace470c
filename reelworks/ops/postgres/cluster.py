"""A data folder: made whole or not at all, with the product's role and database in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.errors import DatabaseUnavailable, MachineError, ProgramFailed
from reelworks.ops import programs
from reelworks.ops.postgres import account as accounts
from reelworks.ops.postgres.binaries import ENVIRONMENT, Binaries
from reelworks.ops.postgres.place import Place

ROLE = DATABASE = "reelworks"
SUPERUSER = "postgres"
_PARTIAL = "data.new-"

# The role owns its database and may enter no other. Single-user mode takes a command per line.
_SETUP = f"""\
CREATE ROLE {ROLE} LOGIN;
CREATE DATABASE {DATABASE} OWNER {ROLE};
REVOKE ALL ON DATABASE postgres, template1, {DATABASE} FROM PUBLIC;
"""

# Who can reach the socket at all is decided by its folder (0700). Beyond that, the superuser is
# for the account that owns the server alone, checked by the kernel (peer).
_RULES = f"""\
local all {ROLE} trust
local all {SUPERUSER} peer map=owner
local all all reject
"""


def ensure(place: Place, binaries: Binaries) -> None:
    """Make the data folder if it is not there; refuse one of another version."""
    for leftover in place.cluster.glob(f"{_PARTIAL}*"):  # of somebody who was killed here
        shutil.rmtree(leftover, ignore_errors=True)
    if (place.data / "PG_VERSION").exists():
        _check_version(place.data, binaries)
    else:
        _create(place, binaries)
    _write_rules(place)


def _check_version(data: Path, binaries: Binaries) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(binaries.major):
        raise MachineError(
            f"The database in {data} was made by PostgreSQL {found}, and this Reelworks brings "
            f"PostgreSQL {binaries.major}.",
            remedy="Dump it with the Reelworks that made it (pg_dump) and load it into a new home; "
            f"or, to begin with an empty database, rename {data}.",
        )


def _create(place: Place, binaries: Binaries) -> None:
    partial = Path(tempfile.mkdtemp(dir=place.cluster, prefix=_PARTIAL))
    if place.account is not None:
        os.chown(partial, place.account.uid, place.account.gid)
    try:
        _initdb(place, binaries, partial)
        _single_user(place, binaries, partial)
        _tool(place, [binaries.folder / "initdb", "--sync-only", f"--pgdata={partial}"])
        partial.rename(place.data)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _sync(place.cluster)


def _initdb(place: Place, binaries: Binaries, data: Path) -> None:
    """The built-in locale sorts the same on every system, whatever its C library."""
    options = [
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth=reject",
        "--no-sync",  # once, when all is there
        "--set=max_connections=100",
        "--set=shared_buffers=64MB",
    ]
    _tool(place, [binaries.folder / "initdb", *options])


def _single_user(place: Place, binaries: Binaries, data: Path) -> None:
    """Without a socket: nobody else can be there before the rules are."""
    options: list[str | Path] = ["--single", "-F", "-c", "exit_on_error=on", "-D", data, SUPERUSER]
    _tool(place, [binaries.folder / "postgres", *options], stdin=_SETUP.encode())


def _tool(place: Place, command: Sequence[str | Path], stdin: bytes | None = None) -> None:
    try:
        programs.run(
            command,
            timeout_s=120,
            stdin=stdin,
            cwd=Path("/"),
            env=ENVIRONMENT,
            account=place.account,
        )
    except ProgramFailed as error:
        raise DatabaseUnavailable(
            f"A database could not be made in {place.cluster}. {error.message}",
            remedy="Mend what it names, choose another REELWORKS_HOME, or set DATABASE_URL.",
        ) from error


def _write_rules(place: Place) -> None:
    owners = {os.geteuid(), os.geteuid() if place.account is None else place.account.uid}
    names = "".join(f'owner "{accounts.name_of(uid)}" {SUPERUSER}\n' for uid in sorted(owners))
    for name, text in (("pg_hba.conf", _RULES), ("pg_ident.conf", names)):
        path = place.cluster / name
        path.write_text(text)
        path.chmod(0o644)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
