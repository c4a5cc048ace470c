"""Where an embedded server lies, and with whose rights it runs."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path

from reelworks.domain.errors import BadInput, DatabaseUnavailable
from reelworks.ops.files import write_whole
from reelworks.ops.postgres import account as accounts
from reelworks.ops.programs import Account

SYSTEM = Path("/var/lib/reelworks")  # what root's servers get: their account may enter no home
_LONGEST_SOCKET = 103  # bytes of sun_path on the tightest system (macOS); Linux has 107
_LONGEST_DATA = 900  # PostgreSQL's own limit is 1024, with room for the names below
_PLAIN = re.compile(r"/[\w./-]*", re.ASCII)  # nothing that a list of hosts or a URL splits at
SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Place:
    """`locks` holds the lock files, `cluster` what belongs to the server: data, log, rules."""

    locks: Path
    cluster: Path
    account: Account | None  # None: ours

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    @property
    def starting(self) -> Path:
        """Held while somebody starts, stops or joins."""
        return self.locks / "start.lock"

    @property
    def users(self) -> Path:
        """Held, shared, by everybody who uses the server."""
        return self.locks / "users.lock"

    @property
    def running(self) -> Path:
        """Held by the server itself and everything it forked: free means nothing of it lives."""
        return self.locks / "server.lock"


def locks_folder(home: Path) -> Path:
    """The folder `postgres` of a home, made if need be, ours and closed to others."""
    folder = home.expanduser().resolve() / "postgres"
    if len(os.fsencode(folder)) > _LONGEST_DATA:
        raise BadInput(
            f"The path of the home folder is too long for a database: {len(str(folder))} "
            f"characters ({folder.name} below {home.name}).",
            remedy="Choose a shorter REELWORKS_HOME, or set DATABASE_URL.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise DatabaseUnavailable(
            f"The database in {folder} belongs to {accounts.name_of(owner)}, and this command "
            f"runs as {accounts.name_of(os.geteuid())}.",
            remedy="Run it as the owner, or choose another REELWORKS_HOME.",
        )
    return folder


def locate(folder: Path) -> Place:
    """The place for a home's `postgres` folder. Call it with the start lock held."""
    if os.geteuid() != 0:
        return Place(folder, folder, None)
    return Place(folder, _system_folder(folder), accounts.of_the_server())


def _system_folder(folder: Path) -> Path:
    """Root's cluster for a home. Its name is kept in the home: it moves and goes with it."""
    note = folder / "cluster"
    known = SYSTEM / note.read_text() if note.exists() else None
    if known is not None and _is_for(folder, known):
        (known / "home").write_bytes(os.fsencode(folder))
        return known
    cluster = system_home() / uuid.uuid4().hex
    cluster.mkdir()
    cluster.chmod(0o711)  # whatever the umask: the server's account must get through
    (cluster / "home").write_bytes(os.fsencode(folder))
    write_whole(note, cluster.name.encode())
    return cluster


def _is_for(folder: Path, cluster: Path) -> bool:
    """Not when it is gone, nor when this home is a copy of another one that still has it."""
    home = cluster / "home"
    if not home.exists():
        return False
    other = Path(os.fsdecode(home.read_bytes())) / "cluster"
    mine = other.parent == folder
    return mine or not (other.exists() and other.read_text() == cluster.name)


def system_home() -> Path:
    """The system folder: root's, open to look into, closed to write."""
    SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    found = SYSTEM.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise DatabaseUnavailable(
            f"{SYSTEM} is not a folder that only root may write to.",
            remedy=f"Look who made it, then: chown root {SYSTEM}; chmod 755 {SYSTEM}",
        )
    SYSTEM.chmod(0o755)
    return SYSTEM


def socket_folder(place: Place) -> Path:
    """A folder for the socket that only the server's account can enter, with a short path."""
    if place.account is not None:
        return private_folder(place.cluster / "run", place.account)
    name = f"reelworks-{os.geteuid()}-{hashlib.sha256(os.fsencode(place.data)).hexdigest()[:12]}"
    return private_folder(_short_base(name) / name, Account(os.geteuid(), os.getegid()))


def _short_base(name: str) -> Path:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    fits = len(str(runtime / name / SOCKET)) <= _LONGEST_SOCKET and _PLAIN.fullmatch(str(runtime))
    if fits and _is_private(runtime, os.geteuid()):
        return runtime
    return Path("/tmp")  # nosec B108  # noqa: S108  (ours is checked and closed)


def _is_private(folder: Path, owner: int) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == owner
        and not stat.S_IMODE(found.st_mode) & 0o077
    )


def private_folder(folder: Path, owner: Account) -> Path:
    """Make a folder that only `owner` can enter; refuse one that somebody else put there."""
    try:
        folder.mkdir(mode=0o700)
        if owner.uid != os.geteuid():
            os.chown(folder, owner.uid, owner.gid)
    except FileExistsError:
        pass
    if not _is_private(folder, owner.uid):
        raise DatabaseUnavailable(
            f"{folder} should be a folder that only {accounts.name_of(owner.uid)} can enter, "
            "and is not: somebody else may have put it there.",
            remedy="Remove it and try again.",
        )
    return folder
