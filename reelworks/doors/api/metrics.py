"""Metrics: how everything stands as numbers, in the format that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from reelworks.domain.services import Health
from reelworks.doors.api.answers import RESPONSES
from reelworks.doors.api.routing import Studio, Viewer
from reelworks.doors.api.site import Site, site_of
from reelworks.orchestrator.schemas.views import Outcomes, SlateView
from reelworks.orchestrator.services import board, insight

routes = APIRouter(tags=["probes"], responses=RESPONSES)

_TEXT = {
    "text/plain": {"schema": {"type": "string"}, "example": 'reelworks_videos{label="Queued"} 3.0'}
}


@routes.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": _TEXT, "description": "Numbers, one a line."}},
)
async def show_metrics(context: Studio, who: Viewer, request: Request) -> Response:
    """How everything stands, for Prometheus: every server says the same but of its own answers."""
    view, videos = await insight.slate(context), await board.counts(context)
    found = _Found([*_slate(view), _videos(videos), *_own(site_of(request))])
    registry = CollectorRegistry(auto_describe=False)
    registry.register(found)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Found(Collector):
    """What was found, once."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = [*metrics]

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _gauge(
    name: str, about: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]
) -> Metric:
    made = GaugeMetricFamily(f"reelworks_{name}", about, labels=labels)
    for its, value in values:
        made.add_metric(its, value)
    return made


def _videos(counts: Mapping[str, int]) -> Metric:
    labelled = [((label or "Finished",), float(count)) for label, count in counts.items()]
    return _gauge("videos", "Videos by label; the finished ones under one.", ("label",), labelled)


def _slate(view: SlateView) -> Iterable[Metric]:
    yield from _services(view)
    channels = view.channels
    yield _gauge(
        "channel_steps", "Steps of a channel.", ("channel", "state"),
        [
            ((load.channel, state), float(count))
            for load in channels
            for state, count in (("waiting", load.waiting), ("active", load.active))
        ],
    )  # fmt: skip
    spent = [((load.channel,), float(load.spent_today_usd)) for load in channels]
    yield _gauge("spent_today_usd", "Spent and set aside today (UTC).", ("channel",), spent)
    stopped = float(view.spending_stopped_by is not None)
    yield _gauge("spending_stopped", "1 while nothing may be paid for.", (), [((), stopped)])
    waiting = float(len(view.for_people))
    yield _gauge("videos_for_people", "Videos that wait for a person.", (), [((), waiting)])
    yield _outcomes(view.outcomes)


def _services(view: SlateView) -> Iterable[Metric]:
    services = view.services
    yield _gauge(
        "service_steps", "Steps at a service, or on the way to it.", ("service", "state"),
        [
            ((load.name, state), float(count))
            for load in services
            for state, count in (
                ("waiting", load.waiting), ("later", load.later),
                ("unpaid", load.unpaid), ("active", load.active),
            )
        ],
    )  # fmt: skip
    slots = [((load.name,), float(load.slots)) for load in services]
    yield _gauge("service_slots", "Steps that a service may have at once.", ("service",), slots)
    units = [((load.name,), float(load.used_units)) for load in services]
    yield _gauge("service_units_used", "Units of today's quota.", ("service",), units)
    works = [
        ((load.name,), float(load.health is Health.CLOSED and not load.paused)) for load in services
    ]
    yield _gauge("service_works", "0: paused, or it fails for everyone.", ("service",), works)


def _outcomes(found: Outcomes) -> Metric:
    named = {
        "clean": found.clean,
        "recovered": found.recovered,
        "needed_a_person": found.needed_a_person,
        "failed": found.failed,
    }
    values = [((name,), float(count)) for name, count in named.items()]
    return _gauge("videos_ended_7d", "How videos ended within a week.", ("outcome",), values)


def _own(site: Site) -> Iterable[Metric]:
    """What this server alone knows."""
    answers = CounterMetricFamily(
        "reelworks_http_requests", "Requests that this server answered.", labels=("status",)
    )
    for status, count in sorted(site.tally.answers.items()):
        answers.add_metric((str(status),), count)
    yield answers
    yield CounterMetricFamily(
        "reelworks_http_seconds", "Time that it took to answer them.", value=site.tally.seconds
    )
