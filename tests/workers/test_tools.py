"""Scripts run by the runner: real processes, from the outside."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    OutcomeUnknown,
    QuotaExhausted,
    ReelworksError,
    ScriptBroken,
    ScriptLost,
    TimedOut,
    VendorUnavailable,
)
from reelworks.domain.money import usd
from reelworks.workers import process
from reelworks.workers.tools import (
    Briefing,
    Intent,
    OnEvent,
    Progress,
    ScriptEvent,
    ScriptResult,
    Scripts,
    Submitted,
)

HERE = Path(__file__).parent
RESULT = json.dumps({"event": "result", "files": [], "facts": {}, "cost_usd": "0"})


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scripts() -> AsyncIterator[Scripts]:
    with importable(HERE):
        async with Scripts("tiny_scripts") as running:
            yield running


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))


async def ignore(event: ScriptEvent) -> None:
    pass


async def run(
    scripts: Scripts,
    script: str,
    *argv: str,
    cwd: Path,
    on_event: OnEvent = ignore,
    timeout_s: float = 30,
    env: dict[str, str] | None = None,
    resume: str | None = None,
    limit: int = 1_000_000,
) -> ScriptResult:
    return await scripts.run(
        script,
        argv,
        cwd=cwd,
        env={"PATH": os.environ["PATH"]} if env is None else env,
        briefing=Briefing(resume),
        on_event=on_event,
        timeout_s=timeout_s,
        output_limit_bytes=limit,
    )


async def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        await asyncio.sleep(0.01)


def lives(group: int) -> bool:
    """Something of this process group is there and is not merely unburied."""
    for one in psutil.process_iter():
        try:
            if os.getpgid(one.pid) == group and one.status() != psutil.STATUS_ZOMBIE:
                return True
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return False


async def lingering(
    scripts: Scripts, folder: Path, *argv: str, timeout_s: float = 30
) -> tuple[asyncio.Task[ScriptResult], int]:
    """A script that waits, and its process group."""
    task = asyncio.create_task(run(scripts, "linger", *argv, cwd=folder, timeout_s=timeout_s))
    await until(lambda: (folder / "group").exists() or task.done())
    return task, int((folder / "group").read_text())


def lone_worker(folder: Path, *argv: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "lone_worker.py"), str(folder), *argv]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(HERE)})


async def parent_of(scripts: Scripts, cwd: Path) -> int:
    shown = await run(scripts, "show", cwd=cwd)
    return int(str(shown.facts["parent"]))


async def test_result_carries_files_facts_and_cost(scripts: Scripts, tmp_path: Path) -> None:
    heard: list[ScriptEvent] = []

    async def hear(event: ScriptEvent) -> None:
        heard.append(event)

    output = tmp_path / "a.txt"
    made = await run(
        scripts,
        "make_file",
        "--text=hello",
        f"--output={output}",
        cwd=tmp_path,
        on_event=hear,
        resume="job-3",
    )
    [file] = made.files
    assert (file.role, file.path, file.bytes) == ("text", output, 5)
    assert file.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert made.facts == {"letters": 5, "resume": "job-3"}
    assert (made.cost, made.request_id) == (usd("0.04"), "request-1")
    assert 0 < made.cpu_s < 5
    assert heard == [Progress(0.5, "half")]


async def test_what_libraries_and_children_print_is_no_event(
    scripts: Scripts, tmp_path: Path
) -> None:
    made = await run(scripts, "make_file", "--noisy", "--output=a.txt", cwd=tmp_path)
    assert [file.path for file in made.files] == [tmp_path / "a.txt"]


async def test_script_waits_until_the_event_is_on_record(scripts: Scripts, tmp_path: Path) -> None:
    heard: list[ScriptEvent] = []

    async def slow_commit(event: ScriptEvent) -> None:
        heard.append(event)
        mark = {1: "after-intent", 2: "after-submitted"}[len(heard)]
        await asyncio.sleep(0.3)
        assert not (tmp_path / mark).exists()

    await run(scripts, "buy", cwd=tmp_path, on_event=slow_commit)
    assert heard == [Intent("kling", usd("0.21")), Submitted("job-7")]
    assert (tmp_path / "after-submitted").exists()


async def test_nothing_is_bought_when_the_record_fails(scripts: Scripts, tmp_path: Path) -> None:
    async def no_database(event: ScriptEvent) -> None:
        raise ConnectionError("the database is gone")

    with pytest.raises(ConnectionError, match="the database is gone"):
        await run(scripts, "buy", cwd=tmp_path, on_event=no_database)
    assert not (tmp_path / "after-intent").exists()


async def test_time_limit_of_the_record_is_not_the_scripts(
    scripts: Scripts, tmp_path: Path
) -> None:
    async def slow_database(event: ScriptEvent) -> None:
        raise TimeoutError("the database is slow")

    with pytest.raises(TimeoutError, match="the database is slow"):
        await run(scripts, "buy", cwd=tmp_path, on_event=slow_database)


@pytest.mark.parametrize(
    "error", [BadInput, ContentRefused, OutcomeUnknown, QuotaExhausted, VendorUnavailable]
)
async def test_reported_error_is_raised_as_what_it_was(
    scripts: Scripts, tmp_path: Path, error: type[ReelworksError]
) -> None:
    with pytest.raises(ReelworksError) as raised:
        await run(scripts, "fail", f"--error={error.__name__}", cwd=tmp_path)
    assert type(raised.value) is error
    assert (raised.value.message, raised.value.remedy) == ("It went wrong.", "Do this.")


async def test_bug_in_a_script_carries_its_last_words(scripts: Scripts, tmp_path: Path) -> None:
    with pytest.raises(ScriptBroken, match="RuntimeError: It went wrong") as raised:
        await run(scripts, "fail", "--error=RuntimeError", cwd=tmp_path)
    assert "Traceback" not in str(raised.value)
    assert "words before the end" in raised.value.details
    assert 'raise RuntimeError("It went wrong.")' in raised.value.details


@pytest.mark.parametrize(
    ("argv", "how"),
    [
        (["--error=oh no"], "exit code 0 with no result. Its last words: oh no"),
        (["--exit=70"], "exit code 70 with no result"),
        ([f"--out={RESULT}", "--exit=1"], "exit code 1 with a result"),
        ([f"--out={RESULT}", f"--out={RESULT}"], "it went on after its result"),
        (["--out=Loading model..."], "it wrote 'Loading model...' where only events may be"),
        (["--out={}"], "where only events may be"),
        (['--out={"event": "progress", "done": 3}'], "where only events may be"),
        (["--out="], "where only events may be"),
        (["--no-such-option"], "exit code 2 with no result"),
        (["--signal=11"], "it crashed (SIGSEGV)"),
        (["--flood=out"], "it wrote more than 1,000,000 bytes"),
        (["--flood=line"], "it wrote more than 1,000,000 bytes"),
        (["--flood=error"], "it wrote more than 1,000,000 bytes"),
    ],
)
async def test_breach_of_the_protocol_is_told(
    scripts: Scripts, tmp_path: Path, argv: Sequence[str], how: str
) -> None:
    with pytest.raises(ScriptBroken) as raised:
        await run(scripts, "say", *argv, cwd=tmp_path)
    assert how in f"{raised.value.message} Its last words: {raised.value.details}"


async def test_script_that_is_not_there_is_told(scripts: Scripts, tmp_path: Path) -> None:
    with pytest.raises(ScriptBroken, match="nowhere is broken") as raised:
        await run(scripts, "nowhere", cwd=tmp_path)
    assert "No module named 'tiny_scripts" in raised.value.details
    with pytest.raises(ScriptBroken, match="no script's name"):
        await run(scripts, "../nowhere", cwd=tmp_path)


async def test_error_with_exit_code_zero_is_a_breach(scripts: Scripts, tmp_path: Path) -> None:
    error = {"code": "bad_input", "kind": "permanent", "message": "No.", "remedy": ""}
    line = json.dumps({"event": "result", "error": error})
    with pytest.raises(ScriptBroken, match="exit code 0 with an error"):
        await run(scripts, "say", f"--out={line}", cwd=tmp_path)


@pytest.mark.parametrize(
    ("file", "how"),
    [
        ({"path": "../secret", "bytes": 6}, "lies outside its folder"),
        ({"path": "link", "bytes": 6}, "lies outside its folder"),
        ({"path": "absent", "bytes": 6}, "not the file it says"),
        ({"path": "present", "bytes": 7}, "not the file it says"),
    ],
)
async def test_files_must_be_what_and_where_the_script_says(
    scripts: Scripts, tmp_path: Path, file: dict[str, object], how: str
) -> None:
    (tmp_path / "secret").write_text("secret")
    work = tmp_path / "work"
    work.mkdir()
    (work / "present").write_text("secret")
    (work / "link").symlink_to(tmp_path / "secret")
    line = {"event": "result", "files": [{"role": "a", "sha256": "0" * 64, **file}]}
    with pytest.raises(ScriptBroken, match=how):
        await run(scripts, "say", f"--out={json.dumps(line)}", cwd=work)


async def test_script_killed_from_outside_is_tried_again(scripts: Scripts, tmp_path: Path) -> None:
    with pytest.raises(ScriptLost, match="killed from outside"):
        await run(scripts, "say", "--signal=9", cwd=tmp_path)


async def test_time_limit_ends_the_script_and_its_children(
    scripts: Scripts, tmp_path: Path
) -> None:
    task, group = await lingering(scripts, tmp_path, timeout_s=1)
    with pytest.raises(TimedOut, match=r"linger took longer than 1 s"):
        await task
    assert not lives(group)


@pytest.mark.parametrize("argv", [[], ["--deaf"]])
async def test_cancelling_leaves_nothing_running(
    scripts: Scripts, tmp_path: Path, argv: list[str]
) -> None:
    task, group = await lingering(scripts, tmp_path, *argv)
    assert lives(group)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()  # an impatient caller changes nothing
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not lives(group)


async def test_child_left_behind_ends_with_its_script(scripts: Scripts, tmp_path: Path) -> None:
    task, group = await lingering(scripts, tmp_path, "--leave")
    await task
    assert not lives(group)


async def test_cancelling_while_the_script_starts_leaves_nothing(
    scripts: Scripts, tmp_path: Path
) -> None:
    parent = await parent_of(scripts, tmp_path)
    for turn in range(12):
        task = asyncio.create_task(run(scripts, "linger", cwd=tmp_path))
        await asyncio.sleep(turn * 0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await until(lambda: psutil.Process(parent).children(recursive=True) == [])
    assert await parent_of(scripts, tmp_path) == parent


async def test_scripts_end_with_their_context(tmp_path: Path) -> None:
    with importable(HERE):
        async with Scripts("tiny_scripts") as scripts:
            parent = await parent_of(scripts, tmp_path)
            task, group = await lingering(scripts, tmp_path, "--deaf")
    with pytest.raises(ScriptLost):
        await task
    await until(lambda: not lives(group))
    assert not psutil.pid_exists(parent)


@pytest.mark.parametrize("argv", [[], ["--deaf"]])
async def test_scripts_die_with_their_worker(tmp_path: Path, argv: list[str]) -> None:
    worker = lone_worker(tmp_path, *argv)
    try:
        await until(lambda: (tmp_path / "group").exists() or worker.poll() is not None)
        group = int((tmp_path / "group").read_text())
        parent = psutil.Process(group).ppid()
        assert lives(group)
    finally:
        worker.kill()
        worker.wait()
    await until(lambda: not lives(group), seconds=2)
    await until(lambda: not psutil.pid_exists(parent), seconds=2)


async def test_lost_warm_parent_ends_its_scripts_and_is_replaced(
    scripts: Scripts, tmp_path: Path
) -> None:
    parent = await parent_of(scripts, tmp_path)
    task, group = await lingering(scripts, tmp_path)
    os.kill(parent, signal.SIGKILL)
    with pytest.raises(ScriptLost, match="linger was lost"):
        await task
    await until(lambda: not lives(group), seconds=2)
    assert await parent_of(scripts, tmp_path) != parent


async def test_warm_parent_killed_between_scripts_is_not_missed(
    scripts: Scripts, tmp_path: Path
) -> None:
    parent = await parent_of(scripts, tmp_path)
    os.kill(parent, signal.SIGKILL)  # and the loop has had no turn to notice
    assert await parent_of(scripts, tmp_path) != parent


async def test_frozen_warm_parent_is_replaced(
    scripts: Scripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_KILL_S", 0.3)
    parent = await parent_of(scripts, tmp_path)
    task, group = await lingering(scripts, tmp_path, timeout_s=1)
    os.kill(parent, signal.SIGSTOP)
    with pytest.raises(TimedOut):
        await task
    await until(lambda: not lives(group), seconds=2)
    assert await parent_of(scripts, tmp_path) != parent


async def test_orders_that_must_wait_can_be_cancelled(scripts: Scripts, tmp_path: Path) -> None:
    parent = await parent_of(scripts, tmp_path)
    os.kill(parent, signal.SIGSTOP)
    tasks = [asyncio.create_task(run(scripts, "show", cwd=tmp_path)) for _ in range(300)]
    await asyncio.sleep(0.5)
    for task in tasks:
        task.cancel()
    os.kill(parent, signal.SIGCONT)
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    assert await parent_of(scripts, tmp_path) == parent


async def test_too_many_open_files_are_told_and_leave_none_open(
    scripts: Scripts, tmp_path: Path
) -> None:
    await parent_of(scripts, tmp_path)
    before = psutil.Process().num_fds()
    lowest_free = os.dup(0)
    os.close(lowest_free)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for more in range(6):  # a script takes six
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + more, hard))
        try:
            with pytest.raises(ScriptLost, match="Too many open files"):
                await run(scripts, "show", cwd=tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    await until(lambda: psutil.Process().num_fds() == before)
    await parent_of(scripts, tmp_path)


async def test_warm_parent_that_cannot_start_says_why(tmp_path: Path) -> None:
    package = tmp_path / "threaded_scripts"
    package.mkdir()
    begin = "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()"
    (package / "__init__.py").write_text(f"import threading, time\n{begin}\n")
    with importable(tmp_path):
        async with Scripts("threaded_scripts") as scripts:
            with pytest.raises(ScriptBroken, match="did not start") as raised:
                await run(scripts, "anything", cwd=tmp_path)
            assert "threaded_scripts starts a thread" in raised.value.details


async def test_fifty_at_once_do_not_mix(scripts: Scripts, tmp_path: Path) -> None:
    async def one(number: int) -> str:
        folder = tmp_path / str(number)
        folder.mkdir()
        argv = (f"--text={number}", "--output=a.txt")
        made = await run(scripts, "make_file", *argv, cwd=folder, timeout_s=120)
        return made.files[0].path.read_text()

    assert await asyncio.gather(*map(one, range(50))) == [str(number) for number in range(50)]


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines\r\n",
        "--output=elsewhere",
        "-",
        "x" * 200_000,
        "“quotes” 'and' \"more\" %s {braces} \\ ; $(rm) `ls` 🎬",
        "",
    ],
)
async def test_arguments_arrive_as_they_were_given(
    scripts: Scripts, tmp_path: Path, text: str
) -> None:
    shown = await run(scripts, "show", f"--text={text}", "--text=b", cwd=tmp_path, limit=2**21)
    assert shown.facts["texts"] == [text, "b"]


async def test_script_has_its_own_environment_and_nothing_else(
    scripts: Scripts, tmp_path: Path
) -> None:
    secret = {"PATH": "/bin", "GEMINI_API_KEY": "marked-secret"}
    first, second = await asyncio.gather(
        run(scripts, "show", cwd=tmp_path, env=secret),
        run(scripts, "show", cwd=tmp_path, env={"PATH": "/bin"}),
    )
    assert first.facts["environ"] == {**secret, "REELWORKS_SUPERVISED": "1"}
    assert second.facts["environ"] == {"PATH": "/bin", "REELWORKS_SUPERVISED": "1"}
    for shown in (first, second):
        assert "marked-secret" not in str(shown.facts["parent_memory"])
        assert "marked-secret" not in str(shown.facts["own_memory"])


async def test_secrets_of_the_worker_stay_with_it(
    scripts: Scripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTION_TOKEN", "marked-secret")
    shown = await run(scripts, "show", cwd=tmp_path)
    assert "marked-secret" not in json.dumps(dict(shown.facts))


async def test_script_finds_itself_as_if_started_by_hand(scripts: Scripts, tmp_path: Path) -> None:
    shown = (await run(scripts, "show", "--text=a", cwd=tmp_path)).facts
    assert shown["argv"] == [str(HERE / "tiny_scripts" / "show.py"), "--text=a"]
    assert shown["cwd"] == str(tmp_path)
    assert shown["name"] == "show"
    assert shown["leads"]
    assert shown["interrupt"]
    assert shown["threads"] == 2  # its own, and the one that listens to the worker
    assert shown["parent_threads"] == 1
    assert shown["heavy"] == ["numpy", "cv2", "av", "PIL.Image"]
    assert len(shown["open"]) <= 6  # type: ignore[arg-type]  # 0-2, the protocol's own, two in use
