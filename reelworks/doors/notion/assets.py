"""Assets: every result becomes a row with its take, and something to see, hear or follow."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from reelworks.domain.errors import NotFound
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Stored, main_first
from reelworks.doors.notion import reading
from reelworks.doors.notion.desk import Desk
from reelworks.doors.notion.properties import (
    ANSWER,
    ASSETS,
    LINK,
    NAME,
    NOTE,
    PREVIEW,
    REPLACED,
    RESULT,
    STAGE,
    STEP,
    TAKE,
    VERDICT,
    VIDEO,
    WORDS,
    Kind,
    Value,
    written,
)
from reelworks.doors.notion.uploading import KINDS, File, upload
from reelworks.orchestrator.services import notion_assets
from reelworks.orchestrator.services.notion_assets import Asset

Json = Any  # what Notion takes

_WIDTH = 960  # of a picture as the board shows it
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_SPOKEN = frozenset({Stage.SCRIPT})  # stages whose words are all there is to see
_KIND: Mapping[str, Kind] = {its.name: its.kind for its in ASSETS}


async def show(desk: Desk, asset: Asset) -> None:
    """Make the row of a result, or bring it up to date. Raises what is to be tried again."""
    if asset.page_id:
        await _update(desk, asset)
        return
    await _put_poster(desk, asset)
    words = _words(asset)
    file = await _file(desk, asset)
    link = f"{desk.dashboard}/videos/{asset.task}" if desk.dashboard else ""
    limit = desk.board.upload_bytes
    too_large = file is not None and file.path.stat().st_size > limit
    why = _why(asset, file, link=link, too_large=too_large, limit=limit)
    attached = None
    if file is not None and not too_large:
        attached = (await upload(desk, asset, file), file.name)
    page = await _found(desk, asset) if asset.begun else None
    if page is None:
        await notion_assets.begin(desk.context, asset)
        values: dict[str, Value] = {WORDS: words, LINK: link, ANSWER: why}
        page = await desk.line.ask("POST", "pages", _row(desk, asset, values, attached))
    sheet = reading.sheet(page, ASSETS, desk.board.assets)
    await notion_assets.shown(desk.context, asset, sheet.page_id, sheet.values, why)
    if why:
        await notion_assets.answered(desk.context, asset, sheet.values, why)


def _words(asset: Asset) -> str:
    """What was asked for; of a story, what it says, shot by shot."""
    if asset.stage in _SPOKEN and asset.story:
        shots = asset.story.get("shots") or []
        return "\n".join(f"{shot['number']}. {shot['narration']}" for shot in shots)
    return asset.words


async def _file(desk: Desk, asset: Asset) -> File | None:
    """What people see or hear of it: pictures small, the rest as it is."""
    stored = next(iter(main_first(asset.files).values()), None)
    if stored is None or asset.stage in _SPOKEN:
        return None
    name = f"{asset.key.replace('/', '-')}-take-{asset.take}"
    if stored.suffix in _PICTURES:
        small = await desk.previews.of(stored, _WIDTH)
        if small is not None:
            return File(small, f"{name}{small.suffix}")
    return _as_it_is(desk, stored, name)


async def _put_poster(desk: Desk, asset: Asset) -> None:
    """A film's thumbnail is what the row of its video shows. Safe to repeat."""
    stored = asset.files.get("thumbnail")
    if asset.stage is not Stage.FINAL or stored is None or asset.verdict == REPLACED:
        return
    small = await desk.previews.of(stored, _WIDTH)
    name = f"{asset.task}-take-{asset.take}"
    file = _as_it_is(desk, stored, name) if small is None else File(small, f"{name}{small.suffix}")
    if file is None or file.path.stat().st_size > desk.board.upload_bytes:
        return
    attached = _attached(await upload(desk, asset, file), file.name)
    at = desk.board.videos.get(PREVIEW, PREVIEW)
    with suppress(NotFound):  # the row was deleted
        await desk.line.ask("PATCH", f"pages/{asset.video}", {"properties": {at: attached}})


def _attached(id_: str, name: str) -> Json:
    return {"files": [{"type": "file_upload", "file_upload": {"id": id_}, "name": name}]}


def _as_it_is(desk: Desk, stored: Stored, name: str) -> File | None:
    if stored.suffix not in KINDS:
        return None
    try:
        return File(desk.context.store.path(stored), f"{name}{stored.suffix}")
    except NotFound:  # cleaned away since
        return None


def _why(asset: Asset, file: File | None, *, link: str, too_large: bool, limit: int) -> str:
    """Why there is nothing to see here; "" where there is."""
    if asset.stage in _SPOKEN or link or (file is not None and not too_large):
        return ""
    elsewhere = f"Look at it with `reelworks review {asset.task}`, and approve it there."
    if too_large:
        return f"This is larger than the {limit // 2**20} MB that Notion takes. {elsewhere}"
    return f"Notion does not show files of this kind. {elsewhere}"


async def _found(desk: Desk, asset: Asset) -> Json | None:
    """The row that an earlier try may have made."""
    equals = {"property": _id(desk, RESULT), "number": {"equals": asset.result_id}}
    source = desk.board.assets_source
    said = await desk.line.ask("POST", f"data_sources/{source}/query", {"filter": equals})
    return next(iter(said.get("results") or []), None)


def _row(
    desk: Desk, asset: Asset, values: Mapping[str, Value], attached: tuple[str, str] | None
) -> Json:
    said: dict[str, Value] = {
        NAME: f"{asset.title}: {asset.key}, take {asset.take}",
        STAGE: asset.stage.value,
        STEP: asset.key,
        TAKE: float(asset.take),
        VERDICT: asset.verdict,
        NOTE: "",
        RESULT: float(asset.result_id),
        **values,
    }
    properties = {_id(desk, name): written(_KIND[name], value) for name, value in said.items()}
    properties[_id(desk, VIDEO)] = {"relation": [{"id": asset.video}]}
    if attached is not None:
        properties[_id(desk, PREVIEW)] = _attached(*attached)
    parent = {"type": "data_source_id", "data_source_id": desk.board.assets_source}
    return {"parent": parent, "properties": properties}


def _id(desk: Desk, name: str) -> str:
    return desk.board.assets.get(name, name)


async def _update(desk: Desk, asset: Asset) -> None:
    """The verdict on record, and our words to who wrote another one."""
    changes: dict[str, Value] = {}
    if asset.verdict != (asset.known.get(VERDICT) or "") and VERDICT in asset.known:
        changes[VERDICT] = asset.verdict
    if asset.answer != (asset.known.get(ANSWER) or "") and ANSWER in asset.known:
        changes[ANSWER] = asset.answer
    body = {_id(desk, name): written(_KIND[name], value) for name, value in changes.items()}
    try:
        page = await desk.line.ask("PATCH", f"pages/{asset.page_id}", {"properties": body})
    except NotFound:
        await notion_assets.gone(desk.context, asset)
        return
    sheet = reading.sheet(page, ASSETS, desk.board.assets)
    said = {name: sheet.values[name] for name in changes if name in sheet.values}
    known = {**replace(asset).known, **said}
    await notion_assets.confirmed(desk.context, asset, known)
