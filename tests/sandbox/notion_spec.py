"""What Notion publishes of its API, fetched once: `python -m tests.sandbox.notion_spec`."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.architecture.source import ROOT

PINS = ROOT / "requirements" / "notion.txt"
FOLDER = ROOT / ".venv" / "notion"
_PATIENCE_S = 120
_BRIEFLY = ("--fetch-retries=1", "--fetch-timeout=20000")


def pins() -> list[tuple[str, str, str]]:
    """Name, version and sha512 of each package."""
    lines = [line.split() for line in PINS.read_text("utf-8").splitlines()]
    return [(line[0], line[1], line[2]) for line in lines if line and line[0] != "#"]


def fetch() -> None:
    """Every package, compared with its pin and unpacked under the last part of its name."""
    for name, version, sha512 in pins():
        with tempfile.TemporaryDirectory() as folder:
            asked = ["npm", "pack", "--silent", *_BRIEFLY, "--pack-destination", folder]
            asked.append(f"{name}@{version}")
            subprocess.run(asked, check=True, cwd=folder, timeout=_PATIENCE_S, capture_output=True)
            (packed,) = Path(folder).glob("*.tgz")
            found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
            if found != sha512:
                raise SystemExit(f"{name} {version} is not what was pinned: {found}")
            with tarfile.open(packed) as archive:
                archive.extractall(folder, filter="data")
            there = FOLDER / name.rpartition("/")[2]
            shutil.rmtree(there, ignore_errors=True)
            shutil.move(Path(folder) / "package", there)


def main() -> int:
    """Where npm is missing or reaches nothing, that is said, and the comparison is left out."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        fetch()
    except (OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"The stand-in for Notion is not compared with its types: {error}\n")
        return 0
    FOLDER.with_name(".notion").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
