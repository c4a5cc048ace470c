"""The system account that runs the server for root: PostgreSQL refuses to run as root itself."""

from __future__ import annotations

import pwd
import shutil
from pathlib import Path

from reelworks.domain.errors import DatabaseUnavailable, ProgramFailed
from reelworks.ops import programs
from reelworks.ops.programs import Account

NAME = "reelworks-postgres"
_REMEDY = (
    f"Make the account (useradd --system {NAME}), or run as a user who is not root, "
    "or set DATABASE_URL."
)


def of_the_server() -> Account:
    """The account, made when it is not there yet."""
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    if entry.pw_uid == 0:
        raise DatabaseUnavailable(f"The account {NAME} is root itself.", remedy=_REMEDY)
    return Account(entry.pw_uid, entry.pw_gid)


def name_of(uid: int) -> str:
    """For people."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _create() -> None:
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin") or "/bin/false"
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home"],
        ["adduser", "-S", "-D", "-H"],  # BusyBox
    ):
        program = shutil.which(command[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
        if program is None:
            continue
        shell, home = ("--shell", "--home-dir") if command[0] == "useradd" else ("-s", "-h")
        options = [*command[1:], shell, nologin, home, "/nonexistent", NAME]
        try:
            programs.run([Path(program), *options], timeout_s=30)
        except ProgramFailed as error:
            if _exists():  # another command made it just now
                return
            raise DatabaseUnavailable(
                f"PostgreSQL does not run as root, and an account for it could not be made: "
                f"{error.message}",
                remedy=_REMEDY,
            ) from error
        return
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and this system has no useradd to make an account "
        "for it.",
        remedy=_REMEDY,
    )


def _exists() -> bool:
    try:
        return pwd.getpwnam(NAME).pw_uid > 0
    except KeyError:
        return False
