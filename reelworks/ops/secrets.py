"""Secrets: keys from the environment or from one file, and who may have which of them.

The file (`REELWORKS_SECRETS`, else `secrets.env` in the user's folder for configuration) has lines
`NAME=value`. It belongs to the user alone, or it is not read. The environment wins over it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path

from reelworks.domain.errors import BadInput

FILE = "REELWORKS_SECRETS"
_LARGEST_FILE = 100_000
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_SECRET_NAME = re.compile(
    r"(KEYS?|TOKEN|SECRET|PASSWORD|CREDENTIALS?|USERHASH|WEBHOOK|WEBHOOK_URL)$"
)
_URLS = frozenset({"DATABASE_URL", "REELWORKS_SMTP_URL"})  # with passwords in them

# What a provider's scripts may know, and nothing else: its key, and where it is to be found.
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "gemini": ("GEMINI_API_KEY", "GEMINI_BASE_URL", "GEMINI_API_VERSION"),
    # its tokens are the channel's: the worker hands them out
    "youtube": ("YOUTUBE_BASE_URL", "YOUTUBE_CHUNK_BYTES", "YOUTUBE_POLL_SECONDS"),
    "kling": (
        *("KIE_API_KEY", "KIE_BASE_URL", "KIE_UPLOAD_URL", "KIE_POLL_SECONDS"),
        *("KIE_CALLBACK_URL",),
        *("REELWORKS_IMAGE_HOST", "CATBOX_USERHASH", "CATBOX_URL"),
        *("HOST_S3_BUCKET", "HOST_S3_ENDPOINT", "HOST_S3_REGION"),
        *("HOST_S3_ACCESS_KEY", "HOST_S3_SECRET_KEY"),
    ),
    "elevenlabs": ("ELEVENLABS_API_KEY", "ELEVENLABS_BASE_URL"),
    "notion": ("NOTION_TOKEN", "NOTION_BASE_URL", "NOTION_VERSION", "NOTION_POLL_SECONDS"),
    "kling-official": (
        "KLING_API_KEY",
        "KLING_ACCESS_KEY",
        "KLING_SECRET_KEY",
        "KLING_BASE_URL",
        "KLING_POLL_SECONDS",
    ),
}


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Every variable that may hold a key, by name; `repr` shows none of them."""

    values: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self.values))})"

    def of(self, provider: str) -> Mapping[str, str]:
        """What a script of this provider is given."""
        return _picked(self.values, provider)

    def hidden(self) -> frozenset[str]:
        """The values that must never be shown."""
        found = {value for name, value in self.values.items() if _SECRET_NAME.search(name)}
        return frozenset(found - {""})


def read(environment: Mapping[str, str] | None = None) -> Secrets:
    """All that is set. Raises BadInput for a file that others may read, or that is none."""
    known = os.environ if environment is None else environment
    return Secrets({**in_file(path(known)), **{name: v for name, v in known.items() if v}})


def without(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment with no key, token or password in it: what other people's programs get."""
    return {n: v for n, v in environment.items() if not _SECRET_NAME.search(n) and n not in _URLS}


def _picked(values: Mapping[str, str], provider: str) -> Mapping[str, str]:
    return {name: values[name] for name in VARIABLES.get(provider, ()) if values.get(name)}


def path(environment: Mapping[str, str]) -> Path:
    """Where the file is, or would be."""
    named = environment.get(FILE)
    return Path(named).expanduser() if named else user_config_path("reelworks") / "secrets.env"


def in_file(file: Path) -> Mapping[str, str]:
    """What the file says; nothing where there is none."""
    try:
        with file.open("rb") as opened:
            _check(file, os.fstat(opened.fileno()))
            content = opened.read(_LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > _LARGEST_FILE:
        raise BadInput(f"{file} is far too large for a file of keys.")
    return _parsed(file, content)


def _check(file: Path, about: os.stat_result) -> None:
    """A file of keys is its owner's alone."""
    if not stat.S_ISREG(about.st_mode):
        raise BadInput(f"{file} is not a file.", remedy=f"Correct {FILE}.")
    if about.st_uid not in {os.geteuid(), 0}:
        raise BadInput(f"{file} belongs to somebody else.", remedy="Make one of your own.")
    if about.st_mode & 0o077:
        mode = stat.S_IMODE(about.st_mode)
        raise BadInput(
            f"{file} holds keys, and others may read it (mode {mode:o}).",
            remedy=f"chmod 600 {file}",
        )


def _parsed(file: Path, content: bytes) -> Mapping[str, str]:
    found: dict[str, str] = {}
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8.", remedy="Save it as UTF-8.") from error
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:  # the line itself may be a key: it is not repeated
            raise BadInput(f"{file}, line {number} is not NAME=value.")
        found[match[1]] = _unquoted(match[2].strip())
    return found


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
