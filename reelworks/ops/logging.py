"""Logs for the person at 3 a.m.: one line per event, named, with its facts, without secrets.

Events are named `{component}_{action}_{status}`: `log().warning("worker_step_failed", code=...)`.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from reelworks.ops.redaction import BORDER, HIDDEN
from reelworks.ops.settings import LogFormat, LogLevel

_SECRET_NAME = re.compile(
    r"authorization|cookie|credential|passw|secret|signature|token|(api|access|private)[-_]?key",
    re.IGNORECASE,
)


def configure(
    level: LogLevel = LogLevel.INFO,
    form: LogFormat = LogFormat.AUTO,
    *,
    secrets: Collection[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send our events, and those of the libraries we use, to standard error in one form.

    `secrets` are values (keys, passwords) that are cut out wherever they turn up.
    """
    BORDER.know(secrets)
    stream = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        Redaction(),
        _in_order,
    ]
    _route_libraries(level, stream, shared, _renderer(form, stream))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        logger_factory=lambda *_: logging.getLogger("reelworks"),
    )


def log() -> FilteringBoundLogger:
    """The logger; facts go as keywords, the name of the event first."""
    return cast(FilteringBoundLogger, structlog.get_logger())


@contextmanager
def bound(
    *,
    task: str | None = None,
    channel: str | None = None,
    worker: str | None = None,
    step: str | None = None,
) -> Iterator[None]:
    """Everything logged inside (and in tasks of the event loop begun there) carries these."""
    facts = {"task": task, "channel": channel, "worker": worker, "step": step}
    known = {name: value for name, value in facts.items() if value is not None}
    with structlog.contextvars.bound_contextvars(**known):
        yield


class Redaction:
    """Cuts out secrets: by the name of a fact, and whatever the border knows or recognises."""

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {name: self._fact(name, value) for name, value in event.items()}

    def _fact(self, name: str, value: object) -> object:
        if name.startswith("_"):  # structlog's own, never shown
            return value
        if isinstance(value, str | bytes) and _SECRET_NAME.search(name):
            return HIDDEN
        return self._value(value)

    def _value(self, value: object) -> object:
        match value:
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {str(name): self._fact(str(name), one) for name, one in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._value(one) for one in value]
            case _:
                return BORDER.text(str(value))


def _in_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    first = {name: event[name] for name in ("timestamp", "level", "event")}
    return {**first, **event}


def _renderer(form: LogFormat, stream: TextIO) -> Processor:
    pretty = stream.isatty() if form is LogFormat.AUTO else form is LogFormat.PRETTY
    if pretty:
        return structlog.dev.ConsoleRenderer(colors=stream.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _route_libraries(
    level: LogLevel, stream: TextIO, shared: list[Processor], renderer: Processor
) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library_said, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.DEBUG if level is LogLevel.DEBUG else logging.WARNING)
    logging.getLogger("reelworks").setLevel(_number(level))
    logging.captureWarnings(capture=True)


def _library_said(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A library's sentence becomes a fact of an event that has a name."""
    record: logging.LogRecord = event["_record"]
    return {
        **event,
        "event": "library_message_logged",
        "library": record.name,
        "message": event["event"],
    }


def _number(level: LogLevel) -> int:
    return logging.getLevelNamesMapping()[level.name]
