"""Imports only go down: the contracts hold, and each is seen to catch what it forbids."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

DOWN = "Imports only go down"
DOMAIN = "The domain touches no world"
DATABASE = "Scripts know no database"
NOBODY = "Nobody imports a script"
REACH = "Only scripts reach providers, media and publishers"
PROGRAMS = "Processes start in few places"

# contract, where the violation is put, what is imported there
SEEDS = (
    (DOWN, "domain", "reelworks.ports.spend"),
    (DOWN, "ports", "reelworks.ops.files"),
    (DOWN, "ops", "reelworks.storage.local"),
    (DOWN, "storage", "reelworks.orchestrator.context"),
    (DOWN, "media", "reelworks.providers.registry"),
    (DOWN, "orchestrator", "reelworks.workers.worker"),
    (DOWN, "doors", "reelworks.wiring"),
    (DOWN, "pipelines", "reelworks.orchestrator.database"),
    (DOWN, "providers", "reelworks.pipelines.documentary"),
    (DOWN, "doors", "reelworks.workers.worker"),
    (DOWN, "media", "reelworks.storage.local"),
    (DOMAIN, "domain", "os"),
    (DOMAIN, "domain", "random"),
    (DOMAIN, "domain", "sqlalchemy"),
    (DATABASE, "scripts", "asyncpg"),
    (DATABASE, "scripts", "sqlalchemy"),
    (DATABASE, "scripts", "reelworks.orchestrator.database"),
    (NOBODY, "workers", "reelworks.scripts.protocol"),
    (NOBODY, "doors", "reelworks.scripts.render_shot"),
    (REACH, "workers", "reelworks.media.layers"),
    (REACH, "orchestrator", "reelworks.providers.registry"),
    (PROGRAMS, "media", "subprocess"),
    (PROGRAMS, "doors", "subprocess"),
)


def test_every_contract_holds() -> None:
    broken, said = check(ROOT)
    assert broken == set(), said


@pytest.mark.parametrize(("contract", "layer", "imported"), SEEDS)
def test_violation_is_caught(copy: Path, contract: str, layer: str, imported: str) -> None:
    seeded = copy / "reelworks" / layer / "seeded.py"
    seeded.write_text(f"import {imported}\n", encoding="utf-8")
    broken, said = check(copy)
    seeded.unlink()
    assert contract in broken, said


def test_new_package_without_a_layer_is_caught(copy: Path) -> None:
    folder = copy / "reelworks" / "seeded"
    folder.mkdir()
    (folder / "__init__.py").touch()
    broken, said = check(copy)
    shutil.rmtree(folder)
    assert DOWN in broken, said


def test_no_contract_goes_unseeded() -> None:
    assert contracts() == {contract for contract, _, _ in SEEDS}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / ".importlinter", folder)
    shutil.copytree(
        PACKAGE, folder / "reelworks", ignore=shutil.ignore_patterns("__pycache__", "*.sql")
    )
    return folder


def contracts() -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return {
        config[section]["name"]
        for section in config.sections()
        if section.startswith("importlinter:contract:")
    }


def check(folder: Path) -> tuple[set[str], str]:
    """The names of the broken contracts, and all that was said."""
    checked = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
            "--no-logo",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = checked.stdout + checked.stderr
    told = {f"{contract} BROKEN": contract for contract in contracts()}
    broken = {contract for line, contract in told.items() if line in said}
    assert broken or checked.returncode == 0, said
    return broken, said
