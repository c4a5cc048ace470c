"""What stands on a page below its properties: as blocks, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.notion import files, shapes, texts
from reelworks.sandbox.notion.checking import MoreBlocks, asked
from reelworks.sandbox.notion.errors import Refused, missing
from reelworks.sandbox.notion.workspace import (
    Block,
    Change,
    Database,
    Json,
    Page,
    User,
    Workspace,
    made,
    partial,
    stamp,
    uuid_of,
)

_MARKS = {"paragraph": "", "heading_1": "# ", "heading_2": "## ", "heading_3": "### ",
          "bulleted_list_item": "- ", "numbered_list_item": "1. ", "quote": "> "}  # fmt: skip
_HEADINGS = frozenset({"heading_1", "heading_2", "heading_3"})
_FILES = frozenset({"image", "video", "audio", "pdf", "file"})
_MOST = 1_000


def routes(door: FastAPI, space: Workspace) -> None:
    @door.get("/v1/blocks/{block_id}/children", name="blocks.children.list")
    async def children(request: Request, block_id: str) -> Response:
        query = request.query_params
        size = query.get("page_size", "100")
        if not size.isdecimal() or not 1 <= int(size) <= 100:
            raise Refused("query failed validation: page_size should be ≤ `100`.")
        holder = _of(space, block_id)
        found = [shown(space, space.blocks[id_]) for id_ in holder.blocks]
        found += [_inner(space, one) for one in space.databases.values() if _lies_in(one, holder)]
        return JSONResponse(shapes.part_of("block", found, request.query_params))

    @door.patch("/v1/blocks/{block_id}/children", name="blocks.children.append")
    async def more(request: Request, block_id: str) -> Response:
        new = await asked(request, MoreBlocks)
        above_it = _of(space, block_id)
        added = append(space, above_it, new.children, space.bot, after=_after(new, above_it.blocks))
        told = [shown(space, block) for block in added]
        return JSONResponse(shapes.listed("block", told, None, 100))

    @door.delete("/v1/blocks/{block_id}", name="blocks.delete")
    async def delete(block_id: str) -> Response:
        found = space.blocks.get(uuid_of(block_id))
        if found is None:
            raise missing("block", block_id)
        holder = _of(space, found.parent[found.parent["type"]])
        holder.blocks.remove(found.id)
        found.in_trash = True
        return JSONResponse(shown(space, found))


def _lies_in(database: Database, holder: Page | Block) -> bool:
    return database.parent.get("page_id") == holder.id and not database.in_trash


def _inner(space: Workspace, database: Database) -> Json:
    """A database in a page is one of its blocks, with the database's own id."""
    return {
        "object": "block",
        "id": database.id,
        "parent": database.parent,
        "created_time": stamp(database.created_at, space.desk),
        "last_edited_time": stamp(database.edited_at, space.desk),
        "created_by": partial(database.created_by),
        "last_edited_by": partial(database.edited_by),
        "has_children": False,
        "in_trash": False,
        "type": "child_database",
        "child_database": {"title": texts.plain(database.title)},
    }


def append(
    space: Workspace,
    holder: Page | Block,
    children: Sequence[Json],
    by: User,
    *,
    after: int | None = None,
) -> list[Block]:
    """Put blocks on a page, at its end or after so many. Raises Refused, and nothing is put."""
    if not children:
        return []
    if len(children) > _MOST:
        raise Refused(f"body failed validation: body.children.length should be ≤ `{_MOST}`.")
    key = "page_id" if isinstance(holder, Page) else "block_id"
    parent = {"type": key, key: holder.id}
    found = [_block(space, parent, child, by) for child in children]
    place = len(holder.blocks) if after is None else after
    holder.blocks[place:place] = [block.id for block in found]
    space.blocks |= {block.id: block for block in found}
    holder.touched(by)
    if isinstance(holder, Page) and holder.id in space.pages:
        told = [{"id": block.id, "type": "block"} for block in found]
        data = {"parent": above(space, holder.parent), "updated_blocks": told}
        space.changed(Change("page.content_updated", ("page", holder.id), by, data, holder.id))
    return found


def shown(space: Workspace, block: Block) -> dict[str, Json]:
    content = dict(block.content)
    if "upload" in content:
        content |= {"type": "file", "file": files.link(space, content.pop("upload"))}
    return {
        "object": "block",
        "id": block.id,
        "parent": block.parent,
        "created_time": stamp(block.created_at, space.desk),
        "last_edited_time": stamp(block.edited_at, space.desk),
        "created_by": partial(block.created_by),
        "last_edited_by": partial(block.edited_by),
        "has_children": bool(block.blocks),
        "in_trash": block.in_trash,
        "archived": block.in_trash,
        "type": block.type,
        block.type: content,
    }


def markdown(space: Workspace, page: Page) -> str:
    """The page's text."""
    found = (space.blocks[id_] for id_ in page.blocks)
    lines = [
        _MARKS[one.type] + texts.plain(one.content["rich_text"])
        for one in found
        if one.type in _MARKS
    ]
    return "\n".join(lines)


def of_markdown(text: str) -> list[dict[str, Json]]:
    """Blocks of a text, a line each."""
    marks = sorted(((mark, kind) for kind, mark in _MARKS.items()), key=lambda m: -len(m[0]))
    found = []
    for line in filter(None, text.splitlines()):
        mark, kind = next((mark, kind) for mark, kind in marks if line.startswith(mark))
        found.append({"type": kind, kind: {"rich_text": texts.of(line.removeprefix(mark))}})
    return found


def above(space: Workspace, parent: Mapping[str, Json]) -> dict[str, str]:
    """A parent as webhooks tell it."""
    match parent["type"]:
        case "data_source_id":
            told = {"id": parent["database_id"], "type": "database"}
            return {**told, "data_source_id": parent["data_source_id"]}
        case "workspace":
            return {"id": space.id, "type": "space"}
        case kind:
            return {"id": parent[kind], "type": kind.removesuffix("_id")}


def _of(space: Workspace, given: str) -> Page | Block:
    found = space.blocks.get(uuid_of(given))
    return space.page(given) if found is None else found


def _after(new: MoreBlocks, there: Sequence[str]) -> int | None:
    position = new.position or {"type": "end"}
    after = new.after if new.after is not None else position.get("after_block", {}).get("id")
    if position.get("type") == "start":
        return 0
    if after is None:
        return None
    if uuid_of(after) not in there:
        raise Refused(f"Block {after} is not a child of this one.")
    return there.index(uuid_of(after)) + 1


def _block(space: Workspace, parent: dict[str, Json], child: Json, by: User) -> Block:
    kinds = set(child) - {"object", "type"}
    kind = min(kinds, default="")
    if len(kinds) != 1 or child.get("type", kind) != kind or not isinstance(child[kind], dict):
        raise Refused("body failed validation: a block should have one type.")
    return Block(**made(parent, by), type=kind, content=_content(space, kind, child[kind]))


def _content(space: Workspace, kind: str, given: Mapping[str, Json]) -> dict[str, Json]:
    where = f"body.children.{kind}"
    if kind in _MARKS:
        pieces = texts.written(f"{where}.rich_text", given.get("rich_text", []))
        more: dict[str, Json] = {"is_toggleable": False} if kind in _HEADINGS else {}
        more |= {"icon": None} if kind == "paragraph" else {}
        return {"rich_text": pieces, "color": given.get("color", "default"), **more}
    if kind in _FILES:
        caption = texts.written(f"{where}.caption", given.get("caption", []))
        named = {"name": str(given.get("name", "file"))} if kind == "file" else {}
        if "file_upload" in given:
            upload = files.attached(space, where, given["file_upload"])
            return {"caption": caption, "upload": upload.id, **named}
        if isinstance(given.get("external"), dict):
            url = given["external"].get("url")
            return {"caption": caption, "type": "external", "external": {"url": url}, **named}
    if kind in ("bookmark", "embed") and isinstance(given.get("url"), str):
        caption = texts.written(f"{where}.caption", given.get("caption", []))
        return {"url": given["url"], "caption": caption}
    if kind == "divider":
        return {}
    raise Refused(f"body failed validation: {where} is not a block this stand-in knows.")
