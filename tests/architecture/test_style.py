"""The parts of our style that a machine can hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, Function, functions, modules, name, tracked, tree

MOST_LINES = 400
MOST_FUNCTION_LINES = 30
DEEPEST_FOLDER = 4  # reelworks/providers/local/painter

# Views and figures with a function a little longer: coordinates in the order they are painted,
# with no logic to divide, read best in one piece.
PAINTER = "reelworks/providers/local/painter/"
MOST_DRAWN_LINES = 45
DRAWINGS = {
    f"{PAINTER}{module}.py"
    for module in ("animals", "beyond", "cavern", "haven", "stamp", "vessels", "wilds")
}

NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "info"}

# Where a process may be started or replaced; subprocess itself is held by .importlinter.
STARTERS = re.compile(
    r"(fork\w*|exec[lv]\w*|spawn\w*|posix_spawn\w*|system|popen|"
    r"create_subprocess_\w+|subprocess_(exec|shell)|ProcessPoolExecutor)"
)
MAY_START = {
    "reelworks/ops/programs.py",
    "reelworks/workers/tools.py",
    "reelworks/workers/warm.py",
    "reelworks/workers/process.py",
}


def long_functions(path: Path) -> dict[str, int]:
    """Functions beyond the limit, with their lines; a docstring is not counted."""
    lengths = {f"{name(path)}:{node.name}": length(node) for node in functions(path)}
    most = MOST_DRAWN_LINES if name(path) in DRAWINGS else MOST_FUNCTION_LINES
    return {where: lines for where, lines in lengths.items() if lines > most}


def length(node: Function) -> int:
    first = node.body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def test_functions_are_short() -> None:
    found = {where: lines for path in modules() for where, lines in long_functions(path).items()}
    assert found == {}


def test_modules_are_short() -> None:
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    found = {where: count for where, count in lines.items() if count > MOST_LINES}
    assert found == {}


def test_every_drawing_needs_its_limits() -> None:
    longest = {
        name(path): max(length(node) for node in functions(path))
        for path in modules()
        if name(path) in DRAWINGS
    }
    assert set(longest) == DRAWINGS
    assert [where for where, lines in longest.items() if lines <= MOST_FUNCTION_LINES] == []


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    first = {
        name(path): (ast.get_docstring(tree(path)) or "").split("\n\n")[0] for path in modules()
    }
    assert [where for where, said in first.items() if not said.endswith((".", ":", "?"))] == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in modules()}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_folders_are_not_deep() -> None:
    deep = [
        name(path) for path in modules() if len(path.relative_to(PACKAGE).parts) > DEEPEST_FOLDER
    ]
    assert deep == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name(path) for path in modules() if path.stem in NAMELESS] == []


def test_nothing_is_left_to_do() -> None:
    left = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|NotImplementedError")
    assert [name(path) for path in modules() if left.search(path.read_text("utf-8"))] == []


def test_processes_start_in_few_places() -> None:
    found = {
        f"{name(path)}:{node.lineno}"
        for path in modules()
        if name(path) not in MAY_START
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and STARTERS.fullmatch(node.attr)
    }
    assert found == set()


def domain() -> list[Path]:
    return [path for path in modules() if PACKAGE / "domain" in path.parents]


def test_domain_takes_only_pure_paths() -> None:
    taken = {
        alias.name
        for path in domain()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "pathlib"
        for alias in node.names
    }
    assert taken <= {"PurePath", "PurePosixPath"}
    assert not any(
        alias.name == "pathlib"
        for path in domain()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        for alias in node.names
    )


def test_domain_reads_no_clock() -> None:
    clocks = {"now", "utcnow", "today"}
    assert [
        f"{name(path)}:{node.lineno}"
        for path in domain()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
    ] == []


@pytest.mark.parametrize("suffix", [".md", ".py", ".sql", ".yaml", ".toml"])
def test_files_end_with_one_newline(suffix: str) -> None:
    ends = {name(path): path.read_bytes()[-2:] for path in tracked() if path.suffix == suffix}
    wrong = [where for where, end in ends.items() if end and (end[-1:] != b"\n" or end == b"\n\n")]
    assert wrong == []
