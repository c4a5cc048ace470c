"""People: the page where an admin lets people in, makes keys, and says who is told."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reelworks.domain.access import Role
from reelworks.domain.errors import BadInput, ReelworksError
from reelworks.doors.api.routing import Admin, Id, Named, Studio
from reelworks.doors.api.site import site_of
from reelworks.doors.dashboard.forms import Form, Sent
from reelworks.doors.dashboard.view import back, page
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import access, webhooks

routes = APIRouter(include_in_schema=False)

_LOG = 8  # of what was told last, for each webhook


@routes.get("/people")
async def show_people(request: Request, context: Studio, who: Admin) -> Response:
    """Accounts, keys, webhooks."""
    return await _shown(request, context)


async def _shown(request: Request, context: Context, what: str = "", secret: str = "") -> Response:
    hooks = await webhooks.webhooks(context)
    facts = {
        "users": await access.users(context),
        "tokens": await access.tokens(context),
        "webhooks": hooks,
        "logs": {h.id: await webhooks.deliveries(context, h.id, limit=_LOG) for h in hooks},
        "what": what,
        "secret": secret,
        "path": "/people",
    }
    return page(request, "people.html", facts)


@routes.post("/people")
async def let_in(context: Studio, who: Admin, form: Form) -> Response:
    async def doing() -> str:
        name = form.text("name").strip()
        role = _role(form.text("role"))
        await access.add_user(context, name, form.text("password"), role, who.name)
        return f"{name} may come in as {role.value}."

    return await form.done(doing(), "/people")


def _role(text: str) -> Role:
    if text not in {role.value for role in Role}:
        raise BadInput("Which role?")
    return Role(text)


@routes.post("/people/{name}/{what}")
async def change(context: Studio, who: Admin, name: Named, what: Named, form: Form) -> Response:
    async def doing() -> str:
        match what:
            case "role":
                role = _role(form.text("role"))
                await access.change_user(context, name, who.name, role=role)
            case "disable" | "enable":
                out = what == "disable"
                await access.change_user(context, name, who.name, disabled=out)
            case _:
                raise BadInput(f"{what!r} is not to be done with somebody.")
        return f"Changed: {name}."

    return await form.done(doing(), "/people")


@routes.post("/tokens")
async def make_key(request: Request, context: Studio, who: Admin, form: Form) -> Response:
    """The key is in this one answer and nowhere else."""
    try:
        secret, view = await access.issue_token(
            context, form.text("user"), form.text("name"), who.name
        )
    except ReelworksError as error:
        return back(request, "/people", str(error))
    return await _shown(request, context, f"The key for {view.name}.", secret)


@routes.post("/tokens/{token_id}/revoke")
async def revoke(context: Studio, who: Admin, token_id: Id, form: Form) -> Response:
    async def doing() -> str:
        await access.revoke_token(context, token_id, who.name)
        return "Revoked."

    return await form.done(doing(), "/people")


@routes.post("/webhooks")
async def add_webhook(request: Request, context: Studio, who: Admin, form: Form) -> Response:
    try:
        secret = await _added(request, context, who.name, form)
    except ReelworksError as error:
        return back(request, "/people", str(error))
    return await _shown(request, context, "What signs the messages.", secret)


async def _added(request: Request, context: Context, actor: str, form: Sent) -> str:
    site = site_of(request)
    kinds = [kind.strip() for kind in form.text("kinds").split(",") if kind.strip()]
    secret, _ = await webhooks.add(
        context,
        form.text("url").strip(),
        kinds,
        None,
        actor,
        secret=site.webhook_secret,
        private=site.private_webhooks,
    )
    return secret


@routes.post("/deliveries/{delivery_id}/again")
async def redeliver(context: Studio, who: Admin, delivery_id: Id, form: Form) -> Response:
    async def doing() -> str:
        await webhooks.redeliver(context, delivery_id, who.name)
        return "It is sent again."

    return await form.done(doing(), "/people")


@routes.post("/webhooks/{webhook_id}/{what}")
async def change_webhook(
    context: Studio, who: Admin, webhook_id: Id, what: Named, form: Form
) -> Response:
    async def doing() -> str:
        match what:
            case "pause" | "resume":
                paused = what == "pause"
                await webhooks.pause(context, webhook_id, who.name, paused=paused)
                return "Paused: what happens is kept for later." if paused else "It goes on."
            case "test":
                await webhooks.test(context, webhook_id, who.name)
                return "A test is on its way; its log says what came of it."
            case "remove":
                await webhooks.remove(context, webhook_id, who.name)
                return "Removed."
        raise BadInput(f"{what!r} is not to be done with a webhook.")

    return await form.done(doing(), "/people")
