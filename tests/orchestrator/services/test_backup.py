"""A video half made, backed up, lost with everything, restored, and finished as if nothing was."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import tarfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from sqlalchemy import text, update

from reelworks.domain.errors import BadBackup, BadInput, Busy, NotAllowed
from reelworks.orchestrator import database, migrations
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import reconcile
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.models import saved, tables
from reelworks.orchestrator.models.tables import metadata
from reelworks.orchestrator.services import backup as backups
from reelworks.orchestrator.services import housekeeping, reviews
from reelworks.orchestrator.services import restore as restores
from reelworks.storage import archive
from reelworks.storage.local import LocalStore
from tests.orchestrator.conftest import Studio

if TYPE_CHECKING:
    from tests.conftest import Databases

KINDS = ["backup", "backup.tar"]


@pytest_asyncio.fixture
async def other(
    studio: Studio, databases: Databases, empty_dsn: str, tmp_path: Path
) -> AsyncIterator[Studio]:
    """Another machine, with nothing on it yet."""
    await migrate(empty_dsn)
    pool = database.engine(empty_dsn)
    yield Studio(
        replace(
            studio.context,
            database=pool,
            carrier=PgQueuerCarrier(lambda: database.raw_connect(empty_dsn)),
            store=LocalStore(tmp_path / "other" / "workspaces"),
        ),
        studio.source,
    )
    await pool.dispose()


async def saved_to(studio: Studio, target: Path) -> Path:
    await backups.backup(studio.context, target, {})
    return target


async def restored(other: Studio, source: Path, *, anew: bool = False) -> None:
    await restores.restore(other.context, source, other.context.store.root.parent, replace=anew)


async def half_made(studio: Studio) -> str:
    """A video whose images wait for a person, but for one that is being made again."""
    name = await studio.make(channel="gated")
    await studio.run(name)
    return name


async def approve(studio: Studio, name: str) -> None:
    view = await reviews.pending(studio.context, name)
    assert view is not None
    seen = {item.key: item.sha256 for item in view.items}
    await reviews.approve(studio.context, name, seen, "tester")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_half_made_video_goes_on_elsewhere(
    studio: Studio, other: Studio, tmp_path: Path, kind: str
) -> None:
    name = await half_made(studio)
    source = await saved_to(studio, tmp_path / kind)
    shutil.rmtree(studio.context.store.root)
    await restored(other, source)
    view = await other.status(name)
    assert view.label == "Assets Ready"
    assert (view.folder / "assets" / "1.txt").read_text() == "assets/1||"
    await approve(other, name)
    await other.run(name)
    await approve(other, name)
    done = await other.status(name)
    assert done.label == "Approved"
    film = done.files["text"].read_text()
    assert film == "final/film|||assembly/1|words||assets/1|||assembly/2|words||assets/2||"
    for step in done.steps:
        kinds = await other.kinds(name, step=step.key)
        assert kinds.count("step_started") == kinds.count("step_settled") == 1


async def test_what_was_in_flight_is_lost_with_its_worker_and_done_again(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    name = await studio.make("assets/1:sleep=2")
    async with studio.working():
        await studio.until(name, _only_the_first_image_is_in_hand)
        source = await saved_to(studio, tmp_path / "backup")
    await restored(other, source)
    view = await other.run(name)
    assert view.label == "Approved"
    lost = [s.key for s in view.steps if "step_lost" in await other.kinds(name, step=s.key)]
    assert lost == ["assets/1"]
    again = [s.key for s in view.steps if (await other.kinds(name, step=s.key)).count(
        "step_started") > 1]  # fmt: skip
    assert again == ["assets/1"]


def _only_the_first_image_is_in_hand(view: object) -> bool:
    statuses = {step.key: step.status.value for step in view.steps}  # type: ignore[attr-defined]
    return statuses.get("assets/1") == "running" and statuses.get("assembly/2") == "done"


async def test_everything_but_workers_and_chores_is_the_same_afterwards(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    name = await studio.make("assets/1:pay=0.05", channel="gated")
    await studio.run(name)
    await approve(studio, name)
    await studio.run(name)
    await restored(other, await saved_to(studio, tmp_path / "backup.tar"))
    assert await rows(other) == await rows(studio)
    fresh = await other.make("another")
    ids = [view.id for view in [await other.status(name), await other.status(fresh)]]
    assert ids[1] > ids[0]


async def rows(studio: Studio) -> dict[str, list[str]]:
    found = {}
    async with transaction(studio.context.database) as tx:
        for table in saved.names():
            lines = await tx.scalars(text(f"select t::text from {table} t order by 1"))  # noqa: S608
            found[table] = [*lines]
    return found


def test_every_table_is_carried_but_those_of_the_moment() -> None:
    of_the_moment = {"workers", "chores", "sessions", "repeats"}
    assert {*saved.names(), *of_the_moment} == {*metadata.tables}


async def test_a_backup_in_the_same_folder_becomes_the_newer_one(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    name = await half_made(studio)
    folder = await saved_to(studio, tmp_path / "backup")
    before = {p: p.stat().st_ino for p in folder.rglob("*.txt")}
    await reviews.reject(studio.context, name, "assets/1", "darker", "mara")
    await studio.run(name)
    await saved_to(studio, folder)
    assert {p: p.stat().st_ino for p in before} == before
    assert len([*(folder / "database").iterdir()]) == 1
    damaged = next(p for p in before if p.read_text() == "assets/2||")
    damaged.write_text("assets/9||")
    await saved_to(studio, folder)
    assert damaged.read_text() == "assets/2||"
    await restored(other, folder)
    view = await reviews.pending(other.context, name)
    assert view is not None
    assert [item.take for item in view.items] == [2, 1]


async def test_nothing_is_cleaned_while_a_backup_is_made(
    studio: Studio, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked from another thread, for this one is busy with the files."""
    name = await studio.make()
    await studio.run(name)
    asked: list[object] = []
    add_files = backups._add_files

    async def ask() -> None:
        pool = database.engine(dsn)
        asked.append(await housekeeping.run(replace(studio.context, database=pool)))
        await pool.dispose()

    def watched(*args: object) -> None:
        asyncio.run(ask())
        add_files(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "_add_files", watched)
    await saved_to(studio, tmp_path / "backup")
    assert asked == [None]
    assert await housekeeping.run(studio.context) is not None


async def test_a_file_that_was_lost_before_is_told_and_nothing_else_suffers(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    name = await half_made(studio)
    store = studio.context.store.root / ".store"
    (lost,) = [p for p in store.rglob("*.txt") if p.read_text() == "assets/2||"]
    (broken,) = [p for p in store.rglob("*.txt") if p.read_text() == "assets/1||"]
    lost.unlink()
    broken.chmod(0o644)
    broken.write_text("scratched")
    view = await backups.backup(studio.context, tmp_path / "backup", {})
    assert {Path(name).name for name in view.missing} == {lost.name, broken.name}
    await restored(other, tmp_path / "backup")
    await reviews.reject(other.context, name, "assets/1", "lost", "mara")
    await reviews.reject(other.context, name, "assets/2", "lost", "mara")
    assert (await other.run(name)).label == "Assets Ready"


async def test_a_home_with_videos_is_not_overwritten_unless_told(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    name = await half_made(studio)
    source = await saved_to(studio, tmp_path / "backup")
    mine = await other.make("mine")
    with pytest.raises(NotAllowed, match=r"has videos \(1\)"):
        await restored(other, source)
    assert (await other.status(mine)).name == mine
    await restored(other, source, anew=True)
    assert await rows(other) == await rows(studio)
    await approve(other, name)
    assert (await other.run(name)).label == "Final Review"


async def test_where_somebody_works_nothing_is_restored(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    source = await saved_to(studio, tmp_path / "backup")
    worker = other.worker()
    await reconcile.enlist(other.context, worker.id, 1, worker.slots)
    with pytest.raises(Busy, match="worker"):
        await restored(other, source)


async def test_a_backup_needs_a_place_of_its_own(studio: Studio, tmp_path: Path) -> None:
    mine = tmp_path / "documents"
    mine.mkdir()
    (mine / "thesis.txt").write_text("x")
    with pytest.raises(BadInput, match=r"thesis\.txt"):
        await saved_to(studio, mine)
    with pytest.raises(BadInput, match="is a file"):
        await saved_to(studio, mine / "thesis.txt")
    (tmp_path / "folder.tar").mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        await saved_to(studio, tmp_path / "folder.tar")


async def test_an_older_backup_is_brought_up_to_date(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    """Made with the first tables that there ever were."""
    async with migrations.rebuilt(studio.context.database, "0001"):
        async with transaction(studio.context.database) as tx:
            await tx.execute(text("insert into tenants (tenant_id, name) values ('default', '')"))
            await tx.execute(text("insert into channels (tenant_id, channel_id, settings)"
                                  " values ('default', 'plain', '{}')"))  # fmt: skip
            made = text(
                "insert into tasks (tenant_id, channel_id, name, title, pipeline, brief,"
                " brief_hash, settings, label) values ('default', 'plain', 'old-123456', 'Old',"
                " 'documentary', :brief, 'x', '{\"branding\": {}}', 'Queued')"
            )
            stored = studio.context.store.put(studio.source)
            source = {"sha256": stored.sha256, "suffix": stored.suffix}
            await tx.execute(made, {"brief": json.dumps({"source": source})})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backups, "NEEDED", text(
                "select brief #>> '{source,sha256}' as sha256, brief #>> '{source,suffix}' as"
                " suffix from tasks"))  # fmt: skip
            patch.setattr(housekeeping, "alone", _nobody)
            source_path = await saved_to(studio, tmp_path / "old.tar")
    await restored(other, source_path)
    async with transaction(other.context.database) as tx:
        assert await tx.scalar(text("select version_num from alembic_version")) == migrations.HEAD
        assert await tx.scalar(text("select name from tasks")) == "old-123456"
    assert other.context.store.path(stored).read_text() == studio.source.read_text()


def _nobody(_: object) -> AbstractAsyncContextManager[None]:
    return nullcontext()


def changed(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same archive with other files in it."""
    with tarfile.open(source) as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
    change(files)
    with tarfile.open(target, "w") as tar:
        for name, content in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    return target


def relisted(files: dict[str, bytes], change: Callable[[dict[str, object]], None]) -> None:
    """Another list, with the right hash: what a forger would do."""
    facts = json.loads(files[archive.LIST])
    facts.pop("sha256")
    change(facts)
    files[archive.LIST] = json.dumps({**facts, "sha256": archive._hash_of(facts)}).encode()


def forge(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """Rename a file in the archive and in its list."""

    def change(files: dict[str, bytes]) -> None:
        def in_list(facts: dict[str, object]) -> None:
            for entry in facts["files"]:  # type: ignore[attr-defined]
                if old in entry["name"]:
                    files[new] = files.pop(entry["name"])
                    entry["name"] = new

        relisted(files, in_list)

    return change


def spoil(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("store/"))
    files[name] = bytes(reversed(files[name]))


def spoil_list(files: dict[str, bytes]) -> None:
    files[archive.LIST] = files[archive.LIST].replace(b'"videos": 1', b'"videos": 2')


def drop_list(files: dict[str, bytes]) -> None:
    del files[archive.LIST]


def drop_file(files: dict[str, bytes]) -> None:
    del files[next(name for name in files if name.startswith("store/"))]


def spoil_rows(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.endswith("/tasks.copy"))
    files[name] = b"x" * len(files[name])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop_list, "list is missing"),
        (spoil_list, "list is not what it was"),
        (drop_file, "missing or cut off"),
        (spoil, "not what it was"),
        (spoil_rows, "not what it was"),
        (forge("store/", "../../outside.txt"), "where no backup writes"),
        (forge("store/", "/etc/outside.txt"), "where no backup writes"),
        (forge("store/", "channels/channels/plain/../../../x"), "where no backup writes"),
        (forge("store/", f"store/aa/{'a' * 64}.txt"), "not what its name says"),
        (lambda files: relisted(files, lambda f: f.update(format=2)), "format 2"),
        (lambda files: relisted(files, lambda f: f.update(schema="9999")), "newer Reelworks"),
        (lambda files: relisted(files, lambda f: f.update(videos="many")), "nothing sensible"),
        (lambda files: relisted(files, lambda f: f.update(tables=[])), "other tables"),
    ],
)
async def test_a_backup_that_is_not_what_was_made_is_refused(
    studio: Studio,
    other: Studio,
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
    said: str,
) -> None:
    await studio.make()
    source = await saved_to(studio, tmp_path / "backup.tar")
    bad = changed(source, tmp_path / "bad.tar", change)
    with pytest.raises(BadBackup, match=said):
        await restored(other, bad)
    assert (await rows(other))["tasks"] == []
    assert not (tmp_path / "outside.txt").exists()
    await restored(other, source)
    assert await rows(other) == await rows(studio)


async def test_a_backup_that_was_cut_off_anywhere_is_refused(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    await half_made(studio)
    whole = (await saved_to(studio, tmp_path / "backup.tar")).read_bytes()
    cut = tmp_path / "cut.tar"
    for length in range(0, len(whole.rstrip(b"\0")), len(whole) // 23):
        cut.write_bytes(whole[:length])
        with pytest.raises(BadBackup):
            await restored(other, cut)
    assert (await rows(other))["tasks"] == []


@pytest.mark.parametrize(
    "rows_of",
    [
        lambda: update(tables.tasks).values(name="../../outside"),
        lambda: update(tables.results).values(
            files={"text": {"sha256": "a" * 64, "suffix": "/../../x", "path": "a", "bytes": 1}}
        ),
        lambda: update(tables.results).values(
            files={"text": {"sha256": "a" * 64, "suffix": ".txt", "path": "../../x", "bytes": 1}}
        ),
        lambda: update(tables.steps).values(spec={"script": "os"}),
        lambda: update(tables.steps).values(
            spec={"script": "write", "args": {"a": {"$stored": ["../../../etc/passwd", ""]}}}
        ),
    ],
)
async def test_rows_that_lead_out_of_the_workspace_are_refused(
    studio: Studio, other: Studio, tmp_path: Path, rows_of: Callable[[], object]
) -> None:
    await half_made(studio)
    async with transaction(studio.context.database) as tx:
        await tx.execute(rows_of())  # type: ignore[call-overload]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backups, "NEEDED", text("select '' as sha256, '' as suffix where false"))
        source = await saved_to(studio, tmp_path / "backup")
    mine = await other.make("mine")
    with pytest.raises(BadBackup, match="rows"):
        await restored(other, source, anew=True)
    assert (await other.status(mine)).name == mine


async def test_links_in_a_folder_lead_nowhere(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    await studio.make()
    source = await saved_to(studio, tmp_path / "backup")
    (file,) = source.rglob("*.md")
    file.rename(tmp_path / "moved.md")
    file.symlink_to(tmp_path / "moved.md")
    with pytest.raises(BadBackup, match="missing or cut off"):
        await restored(other, source)


@pytest.mark.parametrize("name", ["nowhere", "notes.md", "empty", "notes.tar"])
async def test_what_is_no_backup_is_told_so(
    studio: Studio, other: Studio, tmp_path: Path, name: str
) -> None:
    (tmp_path / "notes.tar").write_text("# Notes")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadBackup):
        await restored(other, tmp_path / name)


async def test_channels_and_branding_come_along_and_overwrite_nothing(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    belongings: Mapping[str, Path] = {
        "channels/channels.yaml": tmp_path / "channels.yaml",
        "channels/channels/plain/logo mark.png": tmp_path / "logo.png",
    }
    for path in belongings.values():
        path.write_bytes(path.name.encode())
    await backups.backup(studio.context, tmp_path / "backup.tar", belongings)
    home = other.context.store.root.parent
    (home / "channels.yaml").write_text("mine")
    view = await restores.restore(other.context, tmp_path / "backup.tar", home, replace=False)
    assert view.kept == (home / "channels.yaml",)
    assert (home / "channels.yaml").read_text() == "mine"
    assert (home / "channels" / "plain" / "logo mark.png").read_text() == "logo.png"
