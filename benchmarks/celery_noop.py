"""A Celery application with one task that does nothing, on the Redis that an environment names."""

from __future__ import annotations

import os

import celery

SOCKET = "NOOP_REDIS_SOCKET"


def app(socket: str) -> celery.Celery:
    """Acknowledged late and fetched one by one, as work is that must not be lost."""
    made = celery.Celery("noop", broker=f"redis+socket://{socket}")
    made.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True)
    made.task(name="noop")(_nothing)
    return made


def _nothing() -> None:
    """Nothing."""


served = app(os.environ.get(SOCKET, ""))
