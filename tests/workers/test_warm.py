"""The warm parent by itself: what it imports, and that it forks nothing but what it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import uvloop

from reelworks.workers import warm
from reelworks.workers.tools import Briefing, ScriptEvent, ScriptResult, Scripts

HERE = Path(__file__).parent

PRELOAD = """
import sys
from pathlib import Path
from reelworks.workers import warm
warm.preload("reelworks.scripts")
import cv2
from reelworks.media import fonts
print(len(list(Path("/proc/self/task").iterdir())), cv2.getNumThreads())
print(fonts.coverage.cache_info().currsize)
print(*sorted(sys.modules))
"""


def preloaded() -> tuple[str, int, set[str]]:
    """After all imports: threads, of the process and of OpenCV; known fonts; modules."""
    ran = subprocess.run(
        [sys.executable, "-c", PRELOAD],
        env=warm.ENVIRONMENT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    threads, known, modules = ran.stdout.splitlines()
    return threads, int(known), set(modules.split())


def test_every_script_is_imported_beforehand_and_no_thread_is_started() -> None:
    threads, known, modules = preloaded()
    assert threads == "1 1"
    assert known == 2
    folder = Path(warm.__file__).parents[1] / "scripts"
    scripts = {f"reelworks.scripts.{file.stem}" for file in folder.glob("[a-z]*.py")}
    assert scripts <= modules
    assert {"numpy", "cv2", "av", "PIL.Image", "pydantic", "reelworks.media.film"} <= modules
    assert not modules & set(warm.THREADED)


def test_a_package_that_names_nothing_is_warm_at_once() -> None:
    here = (
        "import sys; from reelworks.workers import warm; warm.preload('tests.tiny.scripts');"
        "print(*sys.modules)"
    )
    root = Path(warm.__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", here], cwd=root, check=True, capture_output=True, text=True
    )
    modules = set(ran.stdout.split())
    assert "tests.tiny.scripts.write" in modules
    assert not modules & {"numpy", "cv2", "av", "reelworks.media"}


def test_library_that_starts_threads_can_be_imported_after_the_fork() -> None:
    code = (
        "from reelworks.workers import warm; warm.preload('reelworks.scripts'); import onnxruntime"
    )
    subprocess.run([sys.executable, "-c", code], env=warm.ENVIRONMENT, check=True, timeout=60)


def test_module_that_starts_a_native_thread_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "native_scripts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("import onnxruntime")
    code = "from reelworks.workers import warm; warm.THREADED = (); warm.preload('native_scripts')"
    env = {**warm.ENVIRONMENT, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, check=False, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("Importing native_scripts.one starts a thread")


def test_uvloop_serves_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HERE)

    async def ignore(event: ScriptEvent) -> None:
        pass

    async def main() -> ScriptResult:
        async with Scripts("tiny_scripts") as scripts:
            return await scripts.run(
                "make_file",
                ["--output=a.txt"],
                cwd=tmp_path,
                env={},
                briefing=Briefing(),
                on_event=ignore,
                timeout_s=30,
            )

    assert uvloop.run(main()).files[0].path == tmp_path / "a.txt"
