"""Pages, databases, comments and the rest as Notion shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reelworks.sandbox.notion import files, texts, values
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import (
    Comment,
    Database,
    Json,
    Page,
    Source,
    Thing,
    Upload,
    User,
    View,
    Workspace,
    partial,
    stamp,
    uuid_of,
)

_MOST = 100
_LARGEST_FILE = 1024 * 1024  # what the dial counts in
_KINDS = {"audio": "audio", "image": "image", "video": "video"}


def page(space: Workspace, found: Page, only: Iterable[str] = ()) -> dict[str, Json]:
    return {
        "object": "page",
        **_thing(space, found),
        **_whose(found),
        **_trash(found),
        "is_archived": found.in_trash,
        "is_locked": found.locked,
        "url": _url(space, found.id),
        "public_url": None,
        "properties": _properties(space, found, frozenset(only)),
        "icon": found.icon,
        "cover": found.cover,
    }


def _properties(space: Workspace, found: Page, only: frozenset[str]) -> dict[str, Json]:
    if found.source:
        return values.shown(space, space.sources[found.source], found, only)
    title = {"id": "title", "type": "title", "title": texts.of(found.title)}
    return {"title": title}


def database(space: Workspace, found: Database) -> dict[str, Json]:
    sources = [space.sources[id_] for id_ in found.sources]
    return {
        "object": "database",
        **_thing(space, found),
        **_trash(found),
        "title": found.title,
        "description": found.description,
        "is_inline": found.inline,
        "is_locked": found.locked,
        "data_sources": [
            {"id": one.id, "name": texts.plain(one.title)} for one in sources if not one.in_trash
        ],
        "icon": found.icon,
        "cover": found.cover,
        "url": _url(space, found.id),
        "public_url": None,
    }


def source(space: Workspace, found: Source) -> dict[str, Json]:
    above = space.databases[found.database]
    return {
        "object": "data_source",
        **_thing(space, found),
        **_whose(found),
        **_trash(found),
        "title": found.title,
        "description": found.description,
        "database_parent": above.parent,
        "is_inline": above.inline,
        "properties": {config["name"]: config for config in found.schema.values()},
        "icon": found.icon,
        "cover": above.cover,
        "url": _url(space, found.database),
        "public_url": None,
    }


def comment(space: Workspace, found: Comment) -> dict[str, Json]:
    plain = {
        "object": "comment",
        **_thing(space, found),
        "created_by": partial(found.created_by),
        "discussion_id": found.discussion,
        "rich_text": found.rich_text,
        "display_name": found.display_name,
    }
    if not found.files:
        return plain
    attachments = [
        {"category": _category(space.uploads[id_]), "file": files.link(space, id_)}
        for id_ in found.files
    ]
    return {**plain, "attachments": attachments}


def upload(space: Workspace, found: Upload) -> dict[str, Json]:
    base = f"{space.desk.url}/v1/file_uploads/{found.id}"
    shown = {
        "object": "file_upload",
        "id": found.id,
        "created_time": stamp(found.created_at),
        "created_by": {"id": found.created_by.id, "type": found.created_by.kind},
        "last_edited_time": stamp(found.created_at),
        "in_trash": False,
        "archived": False,
        "expiry_time": None if found.expires_at is None else stamp(found.expires_at),
        "status": found.status,
        "filename": found.filename or None,
        "content_type": found.content_type or None,
        "content_length": found.length or None,
    }
    if found.status == "pending":
        shown["upload_url"] = f"{base}/send"
    if found.mode == "multi_part":
        shown["number_of_parts"] = {"total": found.parts_wanted, "sent": len(found.parts)}
        if found.status == "pending":
            shown["complete_url"] = f"{base}/complete"
    return shown


def view(space: Workspace, found: View) -> dict[str, Json]:
    return {
        "object": "view",
        **_thing(space, found),
        **_whose(found),
        "name": found.name,
        "type": found.type,
        "url": f"{_url(space, found.database)}?v={found.id.replace('-', '')}",
        "data_source_id": found.source,
        "filter": found.filter,
        "sorts": found.sorts,
        "quick_filters": found.quick_filters,
        "configuration": found.configuration,
    }


def user(space: Workspace, found: User) -> dict[str, Json]:
    shown = {"object": "user", "id": found.id, "name": found.name, "avatar_url": None}
    if found.kind == "person":
        mail = f"{found.name.lower().replace(' ', '.')}@example.com"
        return {**shown, "type": "person", "person": {"email": mail}}
    most = int(space.desk.dials["largest_file_mb"] * _LARGEST_FILE)
    bot = {
        "owner": {"type": "workspace", "workspace": True},
        "workspace_id": space.id,
        "workspace_limits": {"max_file_upload_size_in_bytes": most},
        "workspace_name": "Studio",
    }
    return {**shown, "type": "bot", "bot": bot}


def part_of(kind: str, found: Sequence[Json], query: Mapping[str, str]) -> dict[str, Json]:
    """The part of a list that a GET asks for. Raises Refused."""
    size = query.get("page_size", "100")
    if not size.isdecimal() or not 1 <= int(size) <= _MOST:
        raise Refused(f"query failed validation: query.page_size should be ≤ `{_MOST}`.")
    return listed(kind, found, query.get("start_cursor"), int(size))


def listed(kind: str, found: Sequence[Json], cursor: str | None, size: int) -> dict[str, Json]:
    """One part of a list: what comes at the cursor and after it. Raises Refused."""
    ids = [one["id"] for one in found]
    first = 0
    if cursor is not None:
        if uuid_of(cursor) not in ids:
            raise Refused(
                f"body failed validation: body.start_cursor is not valid, instead was `{cursor}`."
            )
        first = ids.index(uuid_of(cursor))
    part, more = found[first : first + size], len(found) > first + size
    return {
        "object": "list",
        "results": list(part),
        "next_cursor": ids[first + size] if more else None,
        "has_more": more,
        "type": kind,
        kind: {},
    }


def _thing(space: Workspace, found: Thing) -> dict[str, Json]:
    return {
        "id": found.id,
        "parent": found.parent,
        "created_time": stamp(found.created_at, space.desk),
        "last_edited_time": stamp(found.edited_at, space.desk),
    }


def _whose(found: Thing) -> dict[str, Json]:
    return {"created_by": partial(found.created_by), "last_edited_by": partial(found.edited_by)}


def _trash(found: Thing) -> dict[str, Json]:
    return {"in_trash": found.in_trash, "archived": found.in_trash}


def _url(space: Workspace, id_: str) -> str:
    return f"{space.desk.url}/p/{id_.replace('-', '')}"


def _category(found: Upload) -> str:
    if found.content_type == "application/pdf":
        return "pdf"
    return _KINDS.get(found.content_type.partition("/")[0], "productivity")
