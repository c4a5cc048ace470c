"""The repository as its tests read it: tracked files, modules, functions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "reelworks"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository; of an unpacked copy without git, every file not made by us."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not _made(path.relative_to(ROOT))]
    return tuple(sorted(path for path in paths if path.is_file()))


def _made(path: Path) -> bool:
    return path.parts[0] in {".venv", ".reelworks", "build"} or "__pycache__" in path.parts


@cache
def modules() -> tuple[Path, ...]:
    """The Python files of the package."""
    return tuple(path for path in tracked() if path.suffix == ".py" and PACKAGE in path.parents)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a module, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def name(path: Path) -> str:
    """How a test names a file: relative to the repository."""
    return path.relative_to(ROOT).as_posix()
