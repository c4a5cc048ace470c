"""The GPL part of the voice stays a program of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import reelworks

PACKAGE = Path(reelworks.__file__).parent


def test_nothing_of_ours_imports_piper() -> None:
    for source in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.partition(".")[0] == "piper" for name in names), source


def test_speaking_loads_nothing_of_piper_into_our_process(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from reelworks.scripts import generate_audio\n"
        "code = generate_audio.main(['--text=Hello there.', '--output=a.wav', '--words=w.json'])\n"
        "loaded = [n for n in sys.modules if n.startswith('piper') or 'espeak' in n]\n"
        "maps = [l for l in open('/proc/self/maps') if 'espeak' in l] if sys.platform == 'linux' "
        "else []\n"
        "sys.exit(code or bool(loaded or maps))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "a.wav").stat().st_size > 10_000
