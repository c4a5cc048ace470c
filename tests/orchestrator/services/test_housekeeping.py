"""What is cleaned away and what never is, and that a cleaned video can always go on."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from reelworks.domain import edits as rewriting
from reelworks.domain.errors import Busy, NotAllowed
from reelworks.domain.retention import PASSING_EVENTS, Retention
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.claim import claim
from reelworks.orchestrator.models import keeping, tables
from reelworks.orchestrator.services import edits, films, housekeeping, reviews, tasks
from reelworks.orchestrator.services.backup import backup

if TYPE_CHECKING:
    from reelworks.orchestrator.schemas.views import TaskView
    from tests.orchestrator.conftest import Studio

AT_ONCE = Retention(
    workspace=timedelta(), events=timedelta(), carrier_log=timedelta(), grace=timedelta()
)


@pytest.fixture
def studio(studio: Studio) -> Studio:
    """Everything is old the moment it is over."""
    studio.context = replace(studio.context, retention=AT_ONCE)
    return studio


def stored(studio: Studio) -> set[str]:
    """The contents of the store."""
    files = (studio.context.store.root / ".store").rglob("*")
    return {path.read_text() for path in files if path.is_file()}


def tree(view: TaskView) -> list[str]:
    """The files in a video's folder."""
    return sorted(str(p.relative_to(view.folder)) for p in view.folder.rglob("*") if p.is_file())


def whole(studio: Studio) -> Mapping[str, bytes]:
    """Every file of the workspace by its path, with what it holds."""
    root = studio.context.store.root
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


async def deliver(studio: Studio, name: str, folder: Path) -> dict[str, Path]:
    """Copy the film out, as `make --output` does."""
    copies = {}
    for role, path in (await studio.status(name)).files.items():
        copies[role] = folder / f"{name}-{path.name}"
        copies[role].write_bytes(path.read_bytes())
    await films.delivered(studio.context, name, copies, "tester")
    return copies


NOTES = "# Notes\nSome words."
FILM = "final/film|||assembly/1|words||assets/1|||assembly/2|words||assets/2||"


async def test_all_but_film_and_notes_of_a_finished_video_goes(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    view = await housekeeping.clean(studio.context)
    assert view.videos == (name,)
    assert stored(studio) == {NOTES, FILM}
    after = await studio.status(name)
    assert tree(after) == ["final/film.txt"]
    assert after.files["text"].read_text() == FILM
    assert after.cleaned_at is not None
    (note,) = view.notes
    assert f"clean --safe {name}" in note


async def test_a_film_that_was_copied_out_whole_goes_too(studio: Studio, tmp_path: Path) -> None:
    name = await studio.make()
    await studio.run(name)
    await deliver(studio, name, tmp_path)
    view = await housekeeping.clean(studio.context)
    assert stored(studio) == {NOTES}
    after = await studio.status(name)
    assert after.label == "Approved"
    assert dict(after.files) == {}
    assert tree(after) == []
    assert view.notes == ()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("other")])
async def test_a_film_whose_copy_is_gone_or_changed_stays(
    studio: Studio, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    name = await studio.make()
    await studio.run(name)
    copies = await deliver(studio, name, tmp_path)
    harm(copies["text"])
    await housekeeping.clean(studio.context)
    assert stored(studio) == {NOTES, FILM}


async def test_a_copy_on_another_machine_is_no_proof(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await studio.make()
    await studio.run(name)
    await deliver(studio, name, tmp_path)
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    await housekeeping.clean(studio.context)
    assert stored(studio) == {NOTES, FILM}


async def test_a_film_delivered_after_the_cleaning_goes_with_the_next(
    studio: Studio, tmp_path: Path
) -> None:
    name = await studio.make()
    await studio.run(name)
    await housekeeping.clean(studio.context)
    assert (await housekeeping.clean(studio.context)).videos == ()
    await deliver(studio, name, tmp_path)
    await deliver(studio, name, tmp_path)
    assert (await housekeeping.clean(studio.context)).videos == (name,)
    assert stored(studio) == {NOTES}
    assert (await studio.kinds(name)).count("film_delivered") == 1


async def test_a_film_that_a_person_has_elsewhere_goes(studio: Studio) -> None:
    name = await studio.make()
    with pytest.raises(NotAllowed, match="not finished"):
        await films.said_safe(studio.context, name, "mara")
    await studio.run(name)
    await films.said_safe(studio.context, name, "mara")
    await housekeeping.clean(studio.context)
    assert stored(studio) == {NOTES}


async def test_nothing_goes_before_its_time(studio: Studio, tmp_path: Path) -> None:
    name = await studio.make()
    await studio.run(name)
    await deliver(studio, name, tmp_path)
    studio.context = replace(studio.context, retention=replace(AT_ONCE, workspace=timedelta(1)))
    before = whole(studio)
    assert (await housekeeping.clean(studio.context)).files == 0
    studio.context = replace(studio.context, retention=replace(AT_ONCE, workspace=None))
    assert (await housekeeping.clean(studio.context)).files == 0
    assert whole(studio) == before


async def test_an_unfinished_video_is_never_touched(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    before = whole(studio)
    view = await housekeeping.clean(studio.context)
    assert (view.videos, view.files, view.bytes) == ((), 0, 0)
    assert whole(studio) == before


async def test_the_intermediates_of_a_cancelled_video_go(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    await tasks.cancel(studio.context, name, "tester")
    assert (await housekeeping.clean(studio.context)).videos == (name,)
    assert stored(studio) == {NOTES}


async def test_bytes_that_another_video_needs_stay(studio: Studio, tmp_path: Path) -> None:
    other = await studio.make(channel="gated", seed=2)  # its images are the same, byte for byte
    await studio.run(other)
    name = await studio.make()
    await studio.run(name)
    await deliver(studio, name, tmp_path)
    await housekeeping.clean(studio.context)
    assert {"assets/1||", "assets/2||"} <= stored(studio)
    assert "assembly/1|words||assets/1||" not in stored(studio)
    await _approve(studio, other)
    assert (await studio.run(other)).label == "Final Review"
    started = [kind for kind in await studio.kinds(other, step="assets/1") if kind.endswith("ed")]
    assert started.count("step_recalled") == 0


async def test_what_a_person_gave_for_a_shot_stays_and_is_backed_up(
    studio: Studio, tmp_path: Path
) -> None:
    name = await studio.make()
    await studio.run(name)
    own = tmp_path / "own.png"
    own.write_text("drawn by hand")
    change = edits.change_of(studio.context, edits.Wanted(image=own))
    rewrite = partial(rewriting.changed, number=1, change=change)
    await edits.edit(studio.context, name, rewrite, "mara")
    await studio.run(name)
    await films.said_safe(studio.context, name, "mara")
    await housekeeping.clean(studio.context)
    assert stored(studio) == {NOTES, "drawn by hand"}
    view = await backup(studio.context, tmp_path / "backup", {})
    assert view.missing == ()
    kept = {path.read_bytes() for path in (tmp_path / "backup" / "store").rglob("*.*")}
    assert kept == {NOTES.encode(), b"drawn by hand"}


async def _approve(studio: Studio, name: str) -> None:
    view = await reviews.pending(studio.context, name)
    assert view is not None
    seen = {item.key: item.sha256 for item in view.items}
    await reviews.approve(studio.context, name, seen, "tester")


async def test_a_cleaned_video_goes_on_after_a_rejection(studio: Studio) -> None:
    """What the rejected step's dependents need and is gone is made again, and nothing else."""
    name = await studio.make(channel="gated")
    await studio.run(name)
    await _approve(studio, name)
    await studio.run(name)
    await _approve(studio, name)
    assert (await studio.status(name)).finished_at is not None
    await housekeeping.clean(studio.context)
    await reviews.reject(studio.context, name, "assets/1", "darker", "mara")
    view = await studio.run(name)
    assert view.label == "Assets Ready"
    takes = {step.key: (step.take, step.approved) for step in view.steps}
    assert takes["assets/1"] == (2, False)
    assert takes["assets/2"] == (1, True)
    await _approve(studio, name)
    view = await studio.run(name)
    assert view.label == "Final Review"
    assert view.files["text"].read_text() == FILM.replace("assets/1||", "assets/1||darker")
    recalled = [step.key for step in view.steps if "step_recalled" in await _of(studio, step.key)]
    assert recalled == ["assets/2", "assembly/2"]
    attempts = {step.key: step.attempt for step in view.steps}
    assert attempts["assembly/2"] == 2  # made twice: waiting for its image was no attempt


async def test_a_step_waits_for_what_is_made_again_for_another(studio: Studio) -> None:
    """Two steps are made from one image: the second is claimed when the first has recalled it."""
    name = await studio.make()
    await studio.run(name)
    await films.said_safe(studio.context, name, "mara")
    await housekeeping.clean(studio.context)
    assert await films.called_back(studio.context, name, "mara")
    t, later = tables.steps.c, datetime.now(UTC) + timedelta(hours=1)
    standing = {
        "assets/1": {"status": "ready", "next_at": later},
        "assembly/1": {"status": "released"},
        "final/film": {"status": "waiting"},
    }
    async with transaction(studio.context.database) as tx:
        for key, values in standing.items():
            await tx.execute(update(tables.steps).where(t.key == key).values(**values))
        second = await tx.scalar(select(t.id).where(t.key == "assembly/1"))
    assert await claim(studio.context, second, uuid4(), uuid4()) is None
    statuses = {step.key: step.status.value for step in (await studio.status(name)).steps}
    assert (statuses["assets/1"], statuses["assembly/1"]) == ("ready", "waiting")
    async with transaction(studio.context.database) as tx:
        due = update(tables.steps).where(t.key == "assets/1").values(next_at=func.now())
        await tx.execute(due)
    view = await studio.run(name)
    assert view.files["text"].read_text() == FILM
    assert await _of(studio, "assets/1") == ["step_started", "step_settled"]  # not recalled twice


async def test_nothing_waits_for_what_was_cancelled(studio: Studio) -> None:
    """It would wait for ever; begun, it says which file is missing."""
    name = await studio.make()
    await studio.run(name)
    await films.said_safe(studio.context, name, "mara")
    await housekeeping.clean(studio.context)
    t = tables.steps.c
    async with transaction(studio.context.database) as tx:
        for key, status in {"assets/1": "cancelled", "assembly/1": "released"}.items():
            await tx.execute(update(tables.steps).where(t.key == key).values(status=status))
        step = await tx.scalar(select(t.id).where(t.key == "assembly/1"))
    assert await claim(studio.context, step, uuid4(), uuid4()) is not None


async def _of(studio: Studio, key: str) -> list[str]:
    (name,) = [line.name for line in await tasks.lines(studio.context)]
    return await studio.kinds(name, step=key)


async def test_what_comes_out_other_bytes_must_be_approved_again(studio: Studio) -> None:
    """As with a vendor: the same take of another day is another picture."""
    name = await studio.make(channel="gated")
    await studio.run(name)
    await _approve(studio, name)
    await studio.run(name)
    await _approve(studio, name)
    await housekeeping.clean(studio.context)
    async with transaction(studio.context.database) as tx:
        await tx.execute(
            update(tables.results)
            .where(tables.results.c.files_removed_at.is_not(None))
            .values(sha256="of another day")
        )
    await reviews.reject(studio.context, name, "assets/1", "darker", "mara")
    await studio.run(name)
    await _approve(studio, name)
    view = await studio.run(name)
    assert view.label == "Assets Ready"
    assert {step.key: step.approved for step in view.steps if step.stage == "assets"} == {
        "assets/1": True,
        "assets/2": False,
    }


async def test_a_cleaned_film_that_is_asked_for_again_is_made_again(
    studio: Studio, tmp_path: Path
) -> None:
    name = await studio.make()
    await studio.run(name)
    assert not await films.called_back(studio.context, name, "mara")
    await deliver(studio, name, tmp_path)
    await housekeeping.clean(studio.context)
    assert await films.called_back(studio.context, name, "mara")
    view = await studio.run(name)
    assert view.label == "Approved"
    assert view.files["text"].read_text() == FILM
    assert len(tree(view)) == 5  # all but the story, which no file of the film was made from
    assert {step.take for step in view.steps} == {1}


async def test_a_file_that_was_lost_is_an_error_that_says_what_to_do(studio: Studio) -> None:
    """It was not cleaned away: a disk that is not there must not buy everything again."""
    name = await studio.make(channel="gated")
    await studio.run(name)
    (asset,) = [p for p in (studio.context.store.root / ".store").rglob("*.txt")
                if p.read_text() == "assets/2||"]  # fmt: skip
    view = await reviews.pending(studio.context, name)
    assert view is not None
    asset.unlink()
    seen = {item.key: item.sha256 for item in view.items}
    await reviews.approve(studio.context, name, seen, "tester")
    failed = await studio.run(name)
    (step,) = [step for step in failed.steps if step.error]
    assert step.key == "assembly/2"
    assert step.error is not None
    assert "assets/2" in step.error.message
    assert "reelworks reject" in step.error.remedy
    await reviews.reject(studio.context, name, "assets/2", "lost", "mara")
    await studio.run(name)
    await _approve(studio, name)
    assert (await studio.run(name)).label == "Final Review"


async def test_a_dry_run_says_what_a_run_does(studio: Studio, tmp_path: Path) -> None:
    one, two = await studio.make(), await studio.make("other", seed=2)
    await studio.run(one)
    await studio.run(two)
    await deliver(studio, one, tmp_path)
    left = studio.context.store.work_folder("plain", one, str(uuid4()))
    (left / "half.mp4").write_bytes(b"half")
    (tmp_path / "orphan.bin").write_bytes(b"nobody's")
    studio.context.store.put(tmp_path / "orphan.bin")
    before = whole(studio)
    told = await housekeeping.clean(studio.context, dry_run=True)
    assert whole(studio) == before
    assert told.files > 5
    done = await housekeeping.clean(studio.context)
    assert done == told
    after = await housekeeping.clean(studio.context, dry_run=True)
    assert (after.videos, after.files, after.bytes, after.events) == ((), 0, 0, 0)


async def test_leftovers_of_the_interrupted_go_when_they_are_old(
    studio: Studio, tmp_path: Path
) -> None:
    name = await studio.make()
    view = await studio.run(name)
    store = studio.context.store
    shelf = next((store.root / ".store").iterdir())
    left = [
        shelf / f".{uuid4().hex}",
        view.folder / "assets" / ".1.partial.txt",
        view.folder / "review" / "assets.jpg",
        view.folder / "review" / "assets.seen.json",
        store.work_folder("plain", name, str(uuid4())) / "half.txt",
    ]
    mine = [view.folder / "my own.txt", view.folder / "review" / "mine.txt"]
    for path in [*left, *mine]:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    studio.context = replace(studio.context, retention=replace(AT_ONCE, grace=timedelta(hours=1)))
    await housekeeping.clean(studio.context)
    assert all(path.exists() for path in [*left, *mine])
    await films.said_safe(studio.context, name, "tester")
    an_hour_ago = time.time() - 3700
    for path in [*left, left[-1].parent]:
        os.utime(path, (an_hour_ago, an_hour_ago))
    await housekeeping.clean(studio.context)
    assert [path for path in left if path.exists()] == []
    assert all(path.exists() for path in mine)


async def test_what_a_worker_has_in_hand_is_left_alone(studio: Studio) -> None:
    name = await studio.make("assets/1:sleep=4")
    async with studio.working():
        await studio.until(name, _only_the_first_image_is_in_hand)
        async with asyncio.timeout(5):
            while len(folders := studio.context.store.work_folders()) != 1:
                await asyncio.sleep(0.02)
        view = await housekeeping.clean(studio.context)
        assert (view.files, view.videos) == (0, ())
        assert studio.context.store.work_folders() == folders
        done = await studio.until(name, lambda view: view.finished_at is not None)
    assert done.label == "Approved"


def _only_the_first_image_is_in_hand(view: TaskView) -> bool:
    """Everything that does not need it is done, so nothing else begins or ends for a while."""
    statuses = {step.key: step.status.value for step in view.steps}
    return statuses.get("assets/1") == "running" and statuses.get("assembly/2") == "done"


async def test_files_of_another_database_are_never_removed(studio: Studio, tmp_path: Path) -> None:
    name = await studio.make()
    await studio.run(name)
    studio.context.store.task_folder("plain", "made-elsewhere-123456")
    before = whole(studio)
    view = await housekeeping.clean(studio.context)
    assert whole(studio) == before
    (note,) = view.notes
    assert "made-elsewhere-123456" in note
    assert view == replace(await housekeeping.clean(studio.context, dry_run=True),
                           events=view.events, log_lines=view.log_lines)  # fmt: skip


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(moment: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The process is gone just before it changes the disk or commits for the `moment`th time."""
    count = [0]

    def watched(act: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: object, **more: object) -> Any:
            count[0] += 1
            if count[0] == moment:
                raise Killed
            return act(*args, **more)

        return wrapped

    with monkeypatch.context() as patch:
        for name in ("unlink", "rename", "rmdir"):
            patch.setattr(Path, name, watched(getattr(Path, name)))
        for module in ("cleaning", "sweeping", "pruning", "housekeeping"):
            where = f"reelworks.orchestrator.services.{module}.transaction"
            patch.setattr(where, watched(transaction))
        yield count


@pytest.mark.slow
async def test_killed_at_any_moment_it_is_done_by_the_next_run(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await studio.make(channel="gated", seed=2)
    await studio.run(other)
    needed = whole(studio)
    name = await studio.make()
    moment, finished = 1, False
    while not finished:
        await films.called_back(studio.context, name, "tester")
        await studio.run(name)
        await deliver(studio, name, tmp_path)
        with killed_at(moment, monkeypatch) as count:
            try:
                await housekeeping.clean(studio.context)
                finished = count[0] < moment
            except Killed:
                pass
        await housekeeping.clean(studio.context)
        assert tree(await studio.status(name)) == []
        assert needed.items() <= whole(studio).items()
        assert stored(studio) == {content.decode() for content in needed.values()}
        moment += 4
    assert moment > 20


async def test_many_workers_ask_and_one_does_it_once_a_period(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    views = await asyncio.gather(*[housekeeping.run(studio.context) for _ in range(4)])
    (view,) = [view for view in views if view is not None]
    assert view.videos == (name,)
    assert await housekeeping.run(studio.context) is None
    async with transaction(studio.context.database) as tx:
        chore = update(keeping.chores).values(begun_at=func.now() - timedelta(hours=2))
        await tx.execute(chore)
    assert await housekeeping.run(studio.context) is not None


async def test_what_is_too_much_for_one_run_is_done_by_the_next(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_VIDEOS", 1)
    monkeypatch.setattr(housekeeping, "_FILES", 3)
    films_made = {await studio.make(f"film {number}") for number in range(2)}
    for name in films_made:
        await studio.run(name)
        await films.said_safe(studio.context, name, "tester")
    orphans = [studio.source.with_name(f"{number}.bin") for number in range(9)]
    for path in orphans:
        path.write_text(path.name)
        studio.context.store.put(path)
    views = []
    while view := await housekeeping.run(studio.context):
        views.append(view)
    assert {name for view in views for name in view.videos} == films_made
    assert max(len(view.videos) for view in views) == 1
    assert len(views) >= 3
    assert stored(studio) == {NOTES}


async def test_who_would_clean_waits_for_the_one_who_does(studio: Studio) -> None:
    async with housekeeping.alone(studio.context):
        with pytest.raises(Busy):
            async with housekeeping.alone(studio.context, patience_s=0.3):
                pass
        assert await housekeeping.run(studio.context) is None
    async with housekeeping.alone(studio.context, patience_s=5):
        pass


async def test_passing_events_go_and_all_that_is_asked_about_later_stays(studio: Studio) -> None:
    name = await studio.make("assets/1:pay=0.05", channel="gated")
    await studio.run(name)
    for _ in range(2):
        await _approve(studio, name)
        await studio.run(name)
    before = await studio.kinds(name)
    assert (await housekeeping.clean(studio.context)).events > 10
    after = await studio.kinds(name)
    assert [kind for kind in before if kind not in PASSING_EVENTS] == [
        kind for kind in after if kind != "files_cleaned"
    ]
    assert {"step_approved", "gate_opened", "task_created", "task_finished"} <= set(after)
    async with transaction(studio.context.database) as tx:
        kept = [
            await tx.scalar(select(func.count()).select_from(table))
            for table in (tables.costs, tables.reviews, tables.results)
        ]
    assert kept == [1, 3, 6]
    assert str((await studio.status(name)).cost_usd) == "0.050000"


async def test_attempts_that_went_well_go_but_for_the_last_of_each_service(
    studio: Studio,
) -> None:
    await studio.run(await studio.make())
    broken = await studio.make("assets/1:bad")
    await studio.run(broken)
    await tasks.cancel(studio.context, broken, "tester")
    before = await _attempts(studio)
    await housekeeping.clean(studio.context)
    last = {service: at for at, service, outcome in before if outcome == "done"}
    kept = [one for one in before if one[2] != "done" or last[one[1]] == one[0]]
    assert await _attempts(studio) == kept
    assert len(kept) < len(before)
    assert {outcome for *_, outcome in kept} == {"done", "permanent"}


async def test_events_of_a_video_that_goes_on_are_pruned_when_it_ends_again(
    studio: Studio,
) -> None:
    name = await studio.make()
    await studio.run(name)
    await housekeeping.clean(studio.context)
    assert (await housekeeping.clean(studio.context)).events == 0
    await reviews.reject(studio.context, name, "assets/1", "darker", "mara")
    assert (await housekeeping.clean(studio.context)).events == 0
    await studio.run(name)
    assert (await housekeeping.clean(studio.context)).events > 5


async def test_the_carriers_log_is_pruned(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    async with transaction(studio.context.database) as tx:
        lines = await tx.scalar(text("select count(*) from engine.pgqueuer_log"))
    assert lines > 5
    told = await housekeeping.clean(studio.context, dry_run=True)
    view = await housekeeping.clean(studio.context)
    assert view.log_lines >= told.log_lines == lines
    async with transaction(studio.context.database) as tx:
        assert await tx.scalar(text("select count(*) from engine.pgqueuer_log")) == 0


async def _attempts(studio: Studio) -> list[tuple[int, str, str]]:
    """Every attempt on record, oldest first: its id, its service, how it ended."""
    a = tables.attempts.c
    async with transaction(studio.context.database) as tx:
        rows = await tx.execute(select(a.id, a.service, a.outcome).order_by(a.id))
        return [(row.id, row.service, row.outcome) for row in rows]
