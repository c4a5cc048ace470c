"""Comments on pages."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.notion import files, shapes, texts
from reelworks.sandbox.notion.checking import CommentChange, NewComment, asked
from reelworks.sandbox.notion.errors import Refused, missing
from reelworks.sandbox.notion.workspace import (
    Change,
    Comment,
    Json,
    User,
    Workspace,
    made,
    new_id,
    uuid_of,
)


def routes(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/comments", name="comments.create")
    async def create(request: Request) -> Response:
        new = await asked(request, NewComment)
        found = made_comment(space, _page(space, new), _pieces(new), space.bot, new.attachments,
                             discussion=new.discussion_id or "")  # fmt: skip
        return JSONResponse(shapes.comment(space, found))

    @door.get("/v1/comments", name="comments.list")
    async def listed(request: Request) -> Response:
        query = request.query_params
        page = space.page(query.get("block_id", ""))
        found = [
            shapes.comment(space, one)
            for one in space.comments.values()
            if one.page == page.id and not one.in_trash
        ]
        return JSONResponse(shapes.part_of("comment", found, query))

    _single(door, space)


def _single(door: FastAPI, space: Workspace) -> None:
    @door.get("/v1/comments/{comment_id}", name="comments.retrieve")
    async def retrieve(comment_id: str) -> Response:
        return JSONResponse(shapes.comment(space, _comment(space, comment_id)))

    @door.patch("/v1/comments/{comment_id}", name="comments.update")
    async def update(request: Request, comment_id: str) -> Response:
        found, change = _own(space, comment_id), await asked(request, CommentChange)
        found.rich_text = _pieces(change)
        found.touched(space.bot)
        _tell(space, "comment.updated", found, space.bot)
        return JSONResponse(shapes.comment(space, found))

    @door.delete("/v1/comments/{comment_id}", name="comments.delete")
    async def delete(comment_id: str) -> Response:
        found = _own(space, comment_id)
        found.in_trash = True
        _tell(space, "comment.deleted", found, space.bot)
        return JSONResponse({"object": "comment", "id": found.id})


def made_comment(
    space: Workspace,
    page: str,
    pieces: list[dict[str, Json]],
    by: User,
    attachments: Sequence[Json] = (),
    *,
    discussion: str = "",
) -> Comment:
    """A comment, on a page or in a discussion. Raises Refused."""
    if not pieces and not attachments:
        raise Refused("body failed validation: body.rich_text should not be empty.")
    uploads = [
        files.attached(space, "body.attachments", {"id": one.get("file_upload_id", "")}).id
        for one in attachments
    ]
    kind = "user" if by.kind == "person" else "integration"
    found = Comment(
        **made({"type": "page_id", "page_id": page}, by),
        page=page,
        discussion=discussion or new_id(),
        rich_text=pieces,
        display_name={"type": kind, "resolved_name": by.name},
        files=uploads,
    )
    space.comments[found.id] = found
    _tell(space, "comment.created", found, by)
    return found


def _page(space: Workspace, new: NewComment) -> str:
    if (new.parent is None) is (new.discussion_id is None):
        raise Refused("body failed validation: give parent or discussion_id.")
    if new.parent is not None:
        return space.page(str(new.parent.get("page_id", ""))).id
    for one in space.comments.values():
        if one.discussion == new.discussion_id:
            return one.page
    raise missing("discussion", str(new.discussion_id))


def _pieces(new: NewComment | CommentChange) -> list[dict[str, Json]]:
    if (new.rich_text is None) is (new.markdown is None):
        raise Refused("body failed validation: give rich_text or markdown.")
    if new.rich_text is not None:
        return texts.written("body.rich_text", new.rich_text)
    return texts.of(new.markdown or "")


def _comment(space: Workspace, given: str) -> Comment:
    found = space.comments.get(uuid_of(given))
    if found is None or found.in_trash:
        raise missing("comment", given)
    return found


def _own(space: Workspace, given: str) -> Comment:
    found = _comment(space, given)
    if found.created_by != space.bot:
        raise Refused("Only comments of this integration can be changed by it.", status=403,
                      code="restricted_resource")  # fmt: skip
    return found


def _tell(space: Workspace, kind: str, found: Comment, by: User) -> None:
    page = space.pages[found.page]
    data = {"parent": {"id": page.id, "type": "page"}, "page_id": page.id}
    space.changed(Change(kind, ("comment", found.id), by, data, page.id))
