"""Shapes of the slate: services, channels, money, people, webhooks, as the API answers them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import Field

from reelworks.domain.access import Role
from reelworks.domain.channels import Gate
from reelworks.domain.services import Health
from reelworks.domain.stages import Stage
from reelworks.doors.api.shapes import Shape, Usd


class LimitsShape(Shape):
    concurrency: int | None = None
    per_channel: int | None = None
    per_second: int | None = None
    units_per_day: int | None = None
    zone: str


class ServiceShape(Shape):
    name: str = Field(examples=["kling"])
    limits: LimitsShape
    slots: int
    active: int
    waiting: int
    later: int
    unpaid: int
    used_units: int
    paused: bool
    health: Health
    until: datetime | None = None


class LoadShape(Shape):
    channel: str
    waiting: int
    active: int
    share: float
    spent_today_usd: Usd
    budget_per_day_usd: Usd | None = None
    dominates: bool


class OutcomesShape(Shape):
    clean: int
    recovered: int
    needed_a_person: int
    failed: int
    transient_failures: int
    transient_recovered: int
    unaided: float | None = None


class AlertShape(Shape):
    at: datetime
    kind: str
    message: str
    task: str | None = None
    channel: str


class LineShape(Shape):
    id: int
    name: str
    channel: str
    title: str
    label: str
    created_at: datetime
    finished_at: datetime | None = None


class SlateShape(Shape):
    services: list[ServiceShape]
    channels: list[LoadShape]
    for_people: list[LineShape]
    alerts: list[AlertShape]
    outcomes: OutcomesShape
    spent_today_usd: Usd
    budget_per_day_usd: Usd | None = None
    spending_stopped_by: str | None = None


class DayShape(Shape):
    day: date
    channel: str
    usd: Usd


class ChannelShape(Shape):
    id: str
    name: str
    language: str
    voice: str
    brand: str
    shots: int
    quality: str
    privacy: str
    youtube_channel: str | None = None
    storage: str
    pipeline: str
    profile: str
    captions: str
    transition: str
    gates: dict[Stage, Gate]
    providers: dict[str, str]
    missing: list[str] = Field(default_factory=list)


class UserShape(Shape):
    id: int
    name: str = Field(examples=["mara"])
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None


class TokenShape(Shape):
    id: int
    name: str = Field(examples=["n8n"])
    user: str
    role: Role
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class NewTokenShape(TokenShape):
    """`token` is shown this once."""

    token: str = Field(examples=["rw_..."])


class MeShape(Shape):
    name: str
    role: Role


class WebhookShape(Shape):
    id: int
    url: str = Field(examples=["https://hooks.example.com/reelworks"])
    kinds: list[str]
    channel: str
    paused: bool
    created_at: datetime
    created_by: str
    waiting: int
    failing: int


class NewWebhookShape(WebhookShape):
    """`secret` signs what is sent; it is shown this once."""

    secret: str


class DeliveryShape(Shape):
    id: int
    event_id: int
    kind: str
    attempt: int
    status: int | None = None
    error: str
    created_at: datetime
    next_at: datetime | None = None
    delivered_at: datetime | None = None


def missing_of(warnings: Mapping[str, Any], channel: str) -> list[str]:
    """What a channel lacks, in words."""
    return [str(warning) for warning in warnings.get(channel, ())]
