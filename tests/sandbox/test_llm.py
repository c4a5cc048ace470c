"""The stand-in for a language model, met by the product's own writer over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    KeyRefused,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ports.write import ResearchRequest, SourceKind, StoryRequest
from reelworks.providers import registry
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.llm import loose
from reelworks.sandbox.server import Sandbox
from tests.providers import writers
from tests.providers.hand import Hand

MODEL = "gpt-5-mini"


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["openai"], speed=10_000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setenv("REELWORKS_SECRETS", "/nowhere")
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    up.ledger.charges.clear()
    yield up
    up.desks["openai"].faults.clear()
    up.desks["openai"].dials.update(up.vendors[0].dials)


def research(hand: Hand | None = None) -> Decimal:
    request = ResearchRequest(writers.NOTES, SourceKind.NOTES, model=MODEL)
    found, spend = registry.writer("openai").research(request, hand or Hand())
    assert found.facts
    return spend.cost


@pytest.mark.parametrize(
    "behaviour",
    [
        writers.a_story_is_sound_and_has_exactly_its_shots,
        writers.a_script_is_kept_word_for_word,
        writers.a_title_that_was_asked_for_is_the_title,
    ],
    ids=lambda behaviour: behaviour.__name__,  # type: ignore[no-any-return]
)
def test_the_writer_writes_a_film_with_it(sandbox: Sandbox, behaviour: object) -> None:
    assert callable(behaviour)
    behaviour(registry.writer("openai"), MODEL)


def test_its_bill_is_what_the_writer_says_it_spent(sandbox: Sandbox) -> None:
    writer, spent = registry.writer("openai"), research()
    found = writers.research_of(registry.writer("local"), writers.NOTES, SourceKind.NOTES)
    _, spend = writer.story(StoryRequest(found, 3, 1, model=MODEL), Hand())
    assert sandbox.ledger.total("openai") == spent + spend.cost
    assert spend.cost > 0


FAULTS: dict[Fault, type[ReelworksError]] = {
    Fault.BUSY: RateLimited,
    Fault.BUSY_WAIT: RateLimited,
    Fault.QUOTA: QuotaExhausted,
    Fault.EXPIRED: KeyRefused,
    Fault.MAINTENANCE: VendorUnavailable,
    Fault.ERROR_IN_OK: VendorUnavailable,
    Fault.HTML: VendorUnavailable,
    Fault.REFUSED: ContentRefused,
    Fault.PARTIAL: BadInput,
    Fault.EMPTY: BadAnswer,
    Fault.TORN: OutcomeUnknown,
    Fault.RESET: OutcomeUnknown,
    Fault.REFUSED_LINE: OutcomeUnknown,  # from here it cannot be told from a reset
}


@pytest.mark.parametrize(("fault", "kind"), FAULTS.items(), ids=str)
def test_its_bad_days_are_named(sandbox: Sandbox, fault: Fault, kind: type[ReelworksError]) -> None:
    sandbox.desks["openai"].faults.order(fault, "completion", times=2)
    with pytest.raises(ReelworksError) as failed:
        research()
    assert type(failed.value) is kind
    total = sandbox.ledger.total("openai")
    if fault in {Fault.TORN, Fault.RESET}:  # answered and charged, and the answer never came
        assert total > failed.value.spent == 0
    else:
        assert total == failed.value.spent


def test_a_slow_answer_is_waited_for(sandbox: Sandbox) -> None:
    sandbox.desks["openai"].faults.order(Fault.SLOW, "completion")
    assert research() == sandbox.ledger.total("openai")


def test_without_credit_it_does_nothing(sandbox: Sandbox) -> None:
    sandbox.desks["openai"].dials["credit_usd"] = 0
    with pytest.raises(QuotaExhausted):
        research()
    assert sandbox.ledger.total("openai") == 0


def test_too_much_to_read_is_refused(sandbox: Sandbox) -> None:
    sandbox.desks["openai"].dials["context_tokens"] = 100
    with pytest.raises(BadInput, match="maximum context length"):
        research()


GOOD = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}]}
WRONG: dict[str, tuple[dict[str, object], int, str]] = {
    "an unknown field": ({**GOOD, "temprature": 1}, 400, "temprature"),
    "no messages": ({**GOOD, "messages": []}, 400, "messages"),
    "an unknown role": ({**GOOD, "messages": [{"role": "bard", "content": "a"}]}, 400, "role"),
    "a stream": ({**GOOD, "stream": True}, 400, "stream"),
    "an unknown model": ({**GOOD, "model": "gpt-2"}, 404, "gpt-2"),
    "a loose schema": (
        {
            **GOOD,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": "A",
                    "strict": True,
                    "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
                },
            },
        },
        400,
        "additionalProperties",
    ),
}


@pytest.mark.parametrize(("body", "status", "words"), WRONG.values(), ids=WRONG)
def test_requests_are_checked_strictly(
    sandbox: Sandbox, body: dict[str, object], status: int, words: str
) -> None:
    desk = sandbox.desks["openai"]
    headers = {"authorization": f"Bearer {desk.key}"}
    answer = httpx.post(f"{desk.url}/v1/chat/completions", json=body, headers=headers)
    assert answer.status_code == status
    assert words in json.dumps(answer.json()["error"])
    assert sandbox.ledger.charges == []


@pytest.mark.parametrize("path", ["chat/completions", "models"])
def test_without_its_key_nothing_is_answered(sandbox: Sandbox, path: str) -> None:
    url = f"{sandbox.desks['openai'].url}/v1/{path}"
    method = "GET" if path == "models" else "POST"
    answer = httpx.request(method, url, headers={"authorization": "Bearer other"})
    assert answer.status_code == 401


def test_who_asks_for_no_film_is_told_so(sandbox: Sandbox) -> None:
    desk = sandbox.desks["openai"]
    headers = {"authorization": f"Bearer {desk.key}"}
    answer = httpx.post(f"{desk.url}/v1/chat/completions", json=GOOD, headers=headers).json()
    assert "stand-in" in answer["choices"][0]["message"]["content"]


def test_a_schema_that_leaves_something_open_is_found_deep_inside() -> None:
    shut = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    assert loose(shut) == ""
    inner = {"type": "object", "properties": {"b": {}}, "additionalProperties": False}
    deep = {**shut, "properties": {"a": {"items": inner}}, "required": ["a"]}
    assert "required" in loose(deep)
