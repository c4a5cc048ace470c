"""Webhooks: who is told of events, what was told, and how it went."""

from __future__ import annotations

from fastapi import Request

from reelworks.doors.api import slate_shapes as shapes
from reelworks.doors.api.answers import Page, Success, ok
from reelworks.doors.api.asks import NewWebhook, WebhookChange
from reelworks.doors.api.routing import Admin, Before, Id, Limit, Studio, router
from reelworks.doors.api.site import site_of
from reelworks.orchestrator.services import webhooks
from reelworks.orchestrator.services.tasks import channel_of

routes = router("webhooks")


@routes.get("/webhooks")
async def list_webhooks(context: Studio, who: Admin) -> Success[list[shapes.WebhookShape]]:
    """Who is told, and how much of it waits or fails."""
    return ok([shapes.WebhookShape.model_validate(h) for h in await webhooks.webhooks(context)])


@routes.post("/webhooks", status_code=201)
async def add_webhook(
    context: Studio, who: Admin, ask: NewWebhook, request: Request
) -> Success[shapes.NewWebhookShape]:
    """Tell somebody of what happens from now on.

    Each event is posted as JSON with `Reelworks-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA256
    of `<seconds>.<body>` under the secret, which is shown this once. What is not answered with 2xx
    is sent again after 10 s, 1, 5 and 15 min, 1, 4, 12 and 24 h; the order is kept only roughly.
    """
    site = site_of(request)
    channel = None if ask.channel is None else channel_of(context, ask.channel).id
    secret, view = await webhooks.add(
        context,
        ask.url,
        ask.kinds,
        channel,
        who.name,
        secret=site.webhook_secret,
        private=site.private_webhooks,
    )
    plain = shapes.WebhookShape.model_validate(view).model_dump()
    return ok(shapes.NewWebhookShape(**plain, secret=secret))


@routes.patch("/webhooks/{webhook_id}")
async def change_webhook(
    context: Studio, who: Admin, webhook_id: Id, ask: WebhookChange
) -> Success[list[shapes.WebhookShape]]:
    """Keep what happens for later, or tell it now."""
    await webhooks.pause(context, webhook_id, who.name, paused=ask.paused)
    return await list_webhooks(context, who)


@routes.delete("/webhooks/{webhook_id}")
async def remove_webhook(
    context: Studio, who: Admin, webhook_id: Id
) -> Success[list[shapes.WebhookShape]]:
    """Tell nobody there any more."""
    await webhooks.remove(context, webhook_id, who.name)
    return await list_webhooks(context, who)


@routes.get("/webhooks/{webhook_id}/deliveries")
async def list_deliveries(
    context: Studio, who: Admin, webhook_id: Id, limit: Limit = 50, before: Before = None
) -> Success[list[shapes.DeliveryShape]]:
    """What was told there, the newest first."""
    found = await webhooks.deliveries(context, webhook_id, limit=limit, before=before)
    told = [shapes.DeliveryShape.model_validate(one) for one in found]
    following = str(found[-1].id) if len(found) == limit else None
    return Success(data=told, page=Page(limit=limit, next=following))


@routes.post("/webhooks/{webhook_id}/test")
async def test_webhook(
    context: Studio, who: Admin, webhook_id: Id
) -> Success[list[shapes.WebhookShape]]:
    """Tell something there that is only a test; its log says how it went."""
    await webhooks.test(context, webhook_id, who.name)
    return await list_webhooks(context, who)


@routes.post("/deliveries/{delivery_id}/again")
async def redeliver(
    context: Studio, who: Admin, delivery_id: Id
) -> Success[list[shapes.WebhookShape]]:
    """Send something again."""
    await webhooks.redeliver(context, delivery_id, who.name)
    return await list_webhooks(context, who)
