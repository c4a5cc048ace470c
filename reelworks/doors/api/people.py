"""People: accounts, and the keys of their programs."""

from __future__ import annotations

from reelworks.domain.access import Role
from reelworks.doors.api import slate_shapes as shapes
from reelworks.doors.api.answers import Refused, Success, ok
from reelworks.doors.api.asks import NewToken, NewUser, UserChange
from reelworks.doors.api.routing import Admin, Id, Named, Studio, Viewer, router
from reelworks.orchestrator.services import access

routes = router("people")


@routes.get("/me")
async def who_am_i(who: Viewer) -> Success[shapes.MeShape]:
    """Who asks, and what they may do."""
    return ok(shapes.MeShape(name=who.name, role=who.role))


@routes.get("/users")
async def list_users(context: Studio, who: Admin) -> Success[list[shapes.UserShape]]:
    """Everybody who has an account."""
    return ok([shapes.UserShape.model_validate(user) for user in await access.users(context)])


@routes.post("/users", status_code=201)
async def add_user(context: Studio, who: Admin, ask: NewUser) -> Success[shapes.UserShape]:
    """Let somebody in. From the first account on, everybody must log in."""
    user = await access.add_user(context, ask.name, ask.password, ask.role, who.name)
    return ok(shapes.UserShape.model_validate(user))


@routes.patch("/users/{name}")
async def change_user(
    context: Studio, who: Admin, name: Named, ask: UserChange
) -> Success[shapes.UserShape]:
    """Give somebody another role or password, or keep them out. Their sessions end."""
    changes = ask.model_dump(exclude_none=True)
    user = await access.change_user(context, name, who.name, **changes)
    return ok(shapes.UserShape.model_validate(user))


@routes.get("/tokens")
async def list_tokens(context: Studio, who: Viewer) -> Success[list[shapes.TokenShape]]:
    """The keys of one's own programs; an admin sees everybody's."""
    mine = None if who.role is Role.ADMIN else who.name
    found = await access.tokens(context, mine)
    return ok([shapes.TokenShape.model_validate(token) for token in found])


@routes.post("/tokens", status_code=201)
async def issue_token(context: Studio, who: Viewer, ask: NewToken) -> Success[shapes.NewTokenShape]:
    """A key for a program of one's own, shown this once."""
    secret, view = await access.issue_token(context, who.name, ask.name, who.name, role=ask.role)
    plain = shapes.TokenShape.model_validate(view).model_dump()
    return ok(shapes.NewTokenShape(**plain, token=secret))


@routes.delete("/tokens/{token_id}")
async def revoke_token(context: Studio, who: Viewer, token_id: Id) -> Success[shapes.MeShape]:
    """A key opens nothing from now on."""
    mine = {token.id for token in await access.tokens(context, who.name)}
    if who.role is not Role.ADMIN and token_id not in mine:
        raise Refused(403, "That is somebody else's token.")
    await access.revoke_token(context, token_id, who.name)
    return ok(shapes.MeShape(name=who.name, role=who.role))
