"""Sealing: what must not be read in the database is encrypted with keys that lie elsewhere.

The keys come from REELWORKS_SECRET_KEY (several by commas, the first one seals), else from a file
of their own outside the repository, which is made at first use. Every key opens what it sealed.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reelworks.domain.errors import BadInput, MachineError
from reelworks.ops.settings import Settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_MARK = "sealed:"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Where the keys are: given, or in a file."""

    given: tuple[str, ...]
    file: Path

    def read(self) -> tuple[str, ...]:
        """The keys, the one that seals first. A file that is not there yet is made."""
        if self.given:
            return self.given
        if not self.file.exists():
            _make(self.file)
        return _read(self.file)

    def add(self) -> None:
        """From now on a new key seals; the others go on to open. Raises BadInput for given keys."""
        self._check_own()
        _write(self.file, (new_key(), *self.read()))

    def forget(self) -> None:
        """Only the key that seals is kept. Raises BadInput for given keys."""
        self._check_own()
        _write(self.file, self.read()[:1])

    def _check_own(self) -> None:
        if self.given:
            raise BadInput(
                "The keys come from REELWORKS_SECRET_KEY, which only you can change.",
                remedy="Put a new key before the old ones (`reelworks secrets new` makes one), "
                "restart, and run `reelworks secrets rotate`; then the old ones may go.",
            )


def keys(settings: Settings) -> Keys:
    """The keys of this machine."""
    given = settings.secret_key.get_secret_value() if settings.secret_key else ""
    parts = tuple(key.strip() for key in given.split(",") if key.strip())
    return Keys(parts, settings.secret_key_file)


def new_key() -> str:
    """A key nobody has."""
    from cryptography.fernet import Fernet  # noqa: PLC0415  (takes 50 ms)

    return Fernet.generate_key().decode()


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """Seals and opens texts with the keys as they are at that moment."""

    keys: Keys

    def seal(self, text: str) -> str:
        return _MARK + self._fernet().encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises BadInput when none of our keys opens it."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415  (the same)

        try:
            return self._fernet().decrypt(sealed.removeprefix(_MARK).encode()).decode()
        except InvalidToken:
            raise BadInput(
                "A secret in the database was sealed with a key that is not here.",
                remedy="Give this machine the key of the one that sealed it: REELWORKS_SECRET_KEY, "
                f"or the file {self.keys.file}. Or connect the channel again.",
            ) from None

    def again(self, sealed: str) -> str:
        """The same secret, sealed with the newest key."""
        return self.seal(self.open(sealed))

    def _fernet(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  (the same)

        try:
            return MultiFernet([Fernet(key) for key in self.keys.read()])
        except ValueError:
            raise BadInput(
                "A key in REELWORKS_SECRET_KEY or its file is none.",
                remedy="`reelworks secrets new` makes one.",
            ) from None


def is_sealed(text: str | None) -> bool:
    return text is not None and text.startswith(_MARK)


def _make(path: Path) -> None:
    """Whoever is first makes it; everybody then reads the same."""
    if any((folder / ".git").exists() for folder in path.resolve().parents):
        raise BadInput(
            f"The key would lie in a repository: {path}.",
            remedy="Name another place with REELWORKS_SECRET_KEY_FILE.",
        )
    partial = _written(path, (new_key(),))
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def _write(path: Path, found: Sequence[str]) -> None:
    _written(path, found).replace(path)


def _written(path: Path, found: Sequence[str]) -> Path:
    """A file beside it that only its owner may read, with these keys."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        with os.fdopen(descriptor, "w") as file:
            file.write("".join(f"{key}\n" for key in found))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise MachineError(
            f"The key cannot be kept in {path}: {error.strerror}.",
            remedy="Name another place with REELWORKS_SECRET_KEY_FILE, or give the key itself: "
            "REELWORKS_SECRET_KEY.",
        ) from error
    return Path(name)


def _read(path: Path) -> tuple[str, ...]:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadInput(
                f"Others may read the keys in {path}.", remedy=f"chmod 600 {path}, then try again."
            )
        return tuple(path.read_text().split())
    except OSError as error:
        raise MachineError(
            f"The keys in {path} cannot be read: {error.strerror}.",
            remedy="Make it readable for the user that runs Reelworks.",
        ) from error
