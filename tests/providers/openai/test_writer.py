"""The writer that asks a model: what it sends, what it takes, and what it makes of bad answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    FailureKind,
    KeyRefused,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ops import prompts
from reelworks.ports.write import Research, ResearchRequest, SourceKind, StoryRequest, Writer
from reelworks.providers import registry
from tests.providers import writers
from tests.providers.hand import Hand
from tests.providers.loopback import Asked, Loopback, Say, Saying, loopback

MODEL = "gpt-5-mini"  # 0.25 and 2 USD a million
RESEARCH = {
    "title": "The tower",
    "language": "en",
    "facts": [{"text": "The tower was built in 1611.", "heading": "The tower"}],
}


def completion(text: object, **more: Any) -> dict[str, Any]:
    content = text if isinstance(text, str) else json.dumps(text)
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    usage = {"prompt_tokens": 1_000, "completion_tokens": 500, "total_tokens": 1_500}
    return {"choices": [{**choice, "finish_reason": "stop", **more}], "usage": usage}


def story(count: int, **more: Any) -> dict[str, Any]:
    """A story as a model would write it."""
    told = [
        {
            "narration": f"The tower stood there for {n} years.",
            "place": "sea",
            "character": "keeper" if n == 1 else None,
            "placement": "left",
            "motion": "Waves break on the rock, slow push in.",
            "sound": "Wind and waves.",
            "chapter": "The tower" if n == 1 else None,
        }
        for n in range(1, count + 1)
    ]
    return {
        "title": "The Tower",
        "description": "A tower in the sea.",
        "tags": ["#tower", "sea"],
        "headline": "Alone for years",
        "atmosphere": "Oil painting, grey dawn, slate and amber.",
        "music": "Slow strings, hopeful.",
        "places": [{"key": "sea", "prompt": "A tower on a rock in a grey sea"}],
        "characters": [{"key": "keeper", "looks": "An old keeper in a dark coat"}],
        "shots": told,
        **more,
    }


def good(asked: Asked) -> Say:
    """What a well-behaved model answers, whatever it is asked."""
    given = json.loads(asked.body["messages"][1]["content"])
    if "notes" in given:
        return Say(completion(RESEARCH), headers={"x-request-id": "req-7"})
    return Say(completion(story(given["shots"])), headers={"x-request-id": "req-8"})


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Loopback]:
    with served(monkeypatch, tmp_path, good) as vendor:
        yield vendor


def served(monkeypatch: pytest.MonkeyPatch, home: Path, *script: Saying) -> Any:
    opened = loopback(*script)
    monkeypatch.setenv("REELWORKS_HOME", str(home))
    monkeypatch.setenv("REELWORKS_SECRETS", str(home / "none"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-marked-key")

    class Served:
        def __enter__(self) -> Loopback:
            vendor = opened.__enter__()
            monkeypatch.setenv("OPENAI_BASE_URL", f"{vendor.url}/v1")
            return vendor

        def __exit__(self, *ended: Any) -> None:
            opened.__exit__(*ended)

    return Served()


@pytest.fixture(params=["local", "openai"])
def writer(request: pytest.FixtureRequest, model: Loopback) -> Writer:
    return registry.writer(request.param)


@pytest.mark.parametrize(
    "behaviour",
    [
        writers.a_story_is_sound_and_has_exactly_its_shots,
        writers.a_script_is_kept_word_for_word,
        writers.a_title_that_was_asked_for_is_the_title,
    ],
    ids=lambda behaviour: behaviour.__name__,
)
def test_every_writer(writer: Writer, behaviour: Any) -> None:
    behaviour(writer, MODEL)


def research(hand: Hand | None = None, **more: Any) -> Research:
    request = ResearchRequest(writers.NOTES, SourceKind.NOTES, model=MODEL, **more)
    return registry.writer("openai").research(request, hand or Hand())[0]


def test_a_question_is_asked_as_documented_and_priced_before(model: Loopback) -> None:
    hand = Hand()
    request = ResearchRequest(writers.NOTES, SourceKind.NOTES, model=MODEL, note="more dates")
    _, spend = registry.writer("openai").research(request, hand)
    (asked,) = model.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["authorization"] == "Bearer sk-marked-key"
    assert asked.body["model"] == MODEL
    assert asked.body["stream"] is False
    system, user = asked.body["messages"]
    assert system == {"role": "system", "content": prompts.in_force()["research"]}
    assert json.loads(user["content"])["notes"] == writers.NOTES
    assert "more dates" in user["content"]
    assert spend.cost == Decimal("0.00125")  # 1,000 tokens in, 500 out
    assert spend.request_id == "req-7"
    ((service, estimate),) = hand.intents
    assert service == "openai"
    assert estimate > spend.cost


def test_the_schema_is_as_strict_as_servers_want_it(model: Loopback) -> None:
    research()
    form = model.asked[0].body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    check_strict(form["json_schema"]["schema"])


def check_strict(schema: Any) -> None:
    if isinstance(schema, list):
        for one in schema:
            check_strict(one)
    elif isinstance(schema, dict):
        if "properties" in schema:
            assert schema["additionalProperties"] is False
            assert schema["required"] == [*schema["properties"]]
        assert not {"minLength", "maxLength", "default", "minItems"} & set(schema)
        for value in schema.values():
            check_strict(value)


def test_no_model_is_asked_to_read_a_script(model: Loopback) -> None:
    writers.research_of(registry.writer("openai"), writers.SCRIPT, SourceKind.SCRIPT, model=MODEL)
    assert model.asked == []


def test_the_words_of_a_script_are_given_and_none_are_asked_for(model: Loopback) -> None:
    writers.a_script_is_kept_word_for_word(registry.writer("openai"), MODEL)
    (asked,) = model.asked
    assert json.loads(asked.body["messages"][1]["content"])["lines"] == writers.SPOKEN
    assert "narration" not in json.dumps(asked.body["response_format"])


def test_a_persons_prompts_are_told_instead_of_ours(model: Loopback, tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "research.md").write_text("Be brief.", "utf-8")
    research()
    research(prompts={"research": "As it was when the video was begun."})
    told = [asked.body["messages"][0]["content"] for asked in model.asked]
    assert told == ["Be brief.", "As it was when the video was begun."]


def test_tags_headline_and_unused_pictures_are_tidied(model: Loopback) -> None:
    model.script = [
        Say(
            completion(
                story(
                    2,
                    headline="A headline that is far longer than any thumbnail has room for",
                    places=[
                        {"key": "unused", "prompt": "Nobody goes there"},
                        {"key": "sea", "prompt": "A tower on a rock"},
                    ],
                )
            )
        )
    ]
    made = writers.story_of(registry.writer("openai"), found(), 2, model=MODEL)
    assert made.tags == ("tower", "sea")
    assert made.headline == ""
    assert [asset.key for asset in made.assets] == ["environment-01", "character-01"]


def found() -> Research:
    return writers.research_of(registry.writer("local"), writers.NOTES, SourceKind.NOTES)


WRAPPED = {
    "in a fence": "Here it is:\n```json\n%s\n```\nDone.",
    "after thoughts": '<think>{"title": "not this"} hm</think>%s',
    "before more": '%s\n{"title": "a second one"}',
    "after a loose brace": "{ so to speak: %s",
}


@pytest.mark.parametrize("around", WRAPPED.values(), ids=WRAPPED)
def test_the_first_object_is_taken_whatever_stands_around_it(model: Loopback, around: str) -> None:
    model.script = [Say(completion(around % json.dumps(RESEARCH)))]
    assert research().title == "The tower"
    assert len(model.asked) == 1


@pytest.mark.parametrize(("refusals", "form"), [(1, "json_object"), (2, None)])
def test_a_server_without_schemas_is_asked_in_words(
    model: Loopback, refusals: int, form: str | None
) -> None:
    no = Say({"error": {"message": "'response_format.type' must be 'text'"}}, 400)
    model.script = [*[no] * refusals, good]
    research()
    last = model.asked[-1].body
    assert (last.get("response_format") or {"type": None})["type"] == form
    assert '"facts"' in last["messages"][0]["content"]


BAD_STORIES: Mapping[str, tuple[dict[str, Any], str]] = {
    "too few shots": (story(2), "exactly 3 shots, not 2"),
    "an unknown place": (story(3, places=[{"key": "moon", "prompt": "The moon"}]), "'sea'"),
    "an unknown character": (story(3, characters=[]), "no character of characters: 'keeper'"),
    "a key twice": (story(3, characters=[{"key": "sea", "looks": "A sea"}]), "used 2 times"),
    "no shots": (story(0), "shots"),
    "no atmosphere": (story(3, atmosphere=""), "atmosphere"),
    "silence": (
        story(3, shots=[{**shot, "narration": " "} for shot in story(3)["shots"]]),
        "narration",
    ),
    "a speech": (
        story(3, shots=[{**shot, "narration": "word " * 200} for shot in story(3)["shots"]]),
        "narration",
    ),
}


@pytest.mark.parametrize(("bad", "words"), BAD_STORIES.values(), ids=BAD_STORIES)
def test_a_bad_answer_is_mended_once_by_the_validators_words(
    model: Loopback, bad: dict[str, Any], words: str
) -> None:
    model.script = [Say(completion(bad)), good]
    request = StoryRequest(found(), 3, 1, model=MODEL)
    made, spend = registry.writer("openai").story(request, Hand())
    assert len(made.shots) == 3
    assert len(model.asked) == 2
    assistant, objection = model.asked[1].body["messages"][2:]
    assert json.loads(assistant["content"]) == bad
    assert words in objection["content"]
    assert spend.cost == 2 * Decimal("0.00125")


def test_silence_is_not_repeated_to_the_model(model: Loopback) -> None:
    model.script = [Say(completion(" ")), good]
    assert research().title == "The tower"
    roles = [message["role"] for message in model.asked[1].body["messages"]]
    assert roles == ["system", "user", "user"]


def test_a_second_bad_answer_is_tried_later_and_was_paid_for(model: Loopback) -> None:
    model.script = [Say(completion("I would rather talk about something else."))]
    with pytest.raises(BadAnswer, match="no JSON object") as failed:
        research()
    assert failed.value.kind is FailureKind.TRANSIENT
    assert failed.value.spent == 2 * Decimal("0.00125")
    assert len(model.asked) == 2


def error(message: str, **more: object) -> dict[str, object]:
    return {"error": {"message": message, **more}}


PAGE = "<html><head><title>502 Bad Gateway</title></head></html>"
NOT_ANSWERS: Mapping[str, tuple[Say, type[ReelworksError], str]] = {
    "a wrong key": (
        Say(error("Incorrect API key provided", code="invalid_api_key"), 401), KeyRefused, "401",
    ),
    "a key that may not": (Say(error("no access"), 403), KeyRefused, "no access"),
    "no credit": (Say(error("Payment required"), 402), QuotaExhausted, "402"),
    "quota": (
        Say(error("You exceeded your current quota", type="insufficient_quota"), 429),
        QuotaExhausted,
        "current quota",
    ),
    "too fast": (
        Say(error("Slow down", code="rate_limit_exceeded"), 429), RateLimited, "Slow down",
    ),
    "overloaded": (Say(PAGE, 502, {"content-type": "text/html"}), VendorUnavailable, "502"),
    "down": (Say("", 503), VendorUnavailable, "503"),
    "a page where JSON was expected": (Say(PAGE), VendorUnavailable, "no completion"),
    "an error in a 200": (Say(error("upstream", code=429)), RateLimited, "upstream"),
    "a nameless error in a 200": (Say(error("upstream fell over")), VendorUnavailable, "fell over"),
    "Gemini's way of errors": (Say([error("bad key", code=401)], 401), KeyRefused, "bad key"),
    "too long": (
        Say(
            error("maximum context length is 8192", code="context_length_exceeded"), 400
        ),
        BadInput,
        "maximum context length",
    ),
    "no such model": (
        Say(error("The model does not exist", code="model_not_found"), 404), BadInput, "not exist",
    ),
    "a bad request": (Say(error("'messages' is wrong"), 400), BadInput, "messages"),
    "no choices": (Say({"choices": []}), VendorUnavailable, "no completion"),
    "JSON that is no answer": (Say([1, 2]), VendorUnavailable, "no completion"),
    "out of room": (Say(completion("{", finish_reason="length")), BadInput, "no room"),
    "refused": (
        Say(completion("", message={"content": None, "refusal": "I cannot help with that"})),
        ContentRefused,
        "I cannot help with that",
    ),
    "filtered": (
        Say(completion("", finish_reason="content_filter")), ContentRefused, "content filter",
    ),
    "torn": (Say(completion(RESEARCH), how="torn"), OutcomeUnknown, "did not answer"),
    "dead": (Say(how="dead"), OutcomeUnknown, "did not answer"),
    "moved": (Say("", 302, {"location": "http://127.0.0.1:1/"}), BadInput, "302"),
}  # fmt: skip


@pytest.mark.parametrize(("say", "kind", "words"), NOT_ANSWERS.values(), ids=NOT_ANSWERS)
def test_what_is_no_answer_is_named_for_what_it_is(
    model: Loopback, say: Say, kind: type[ReelworksError], words: str
) -> None:
    model.script = [say]
    with pytest.raises(ReelworksError) as failed:
        research()
    assert type(failed.value) is kind
    assert words in failed.value.message
    assert failed.value.remedy or kind is OutcomeUnknown
    assert "sk-marked-key" not in str(failed.value)
    assert len(model.asked) == 1


def test_a_servers_endless_words_are_cut_short(model: Loopback) -> None:
    model.script = [Say(error("busy\n" * 100_000), 503)]
    with pytest.raises(VendorUnavailable) as failed:
        research()
    assert len(failed.value.message) < 1_000
    assert "\n" not in failed.value.message


def test_letters_that_are_none_do_not_reach_the_story(model: Loopback) -> None:
    odd = {**RESEARCH, "title": "The \ud800 tow\u0000er\n"}
    model.script = [Say(completion(json.dumps(odd)))]
    assert research().title == "The tow er"


def test_a_slow_answer_is_an_answer(model: Loopback) -> None:
    model.script = [Say(completion(RESEARCH), how="drip")]
    assert research().title == "The tower"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7),
        ({"x-ratelimit-reset-requests": "1m2s", "retry-after": "3"}, 62),
        ({"x-ratelimit-reset-tokens": "120ms"}, 0.12),
        ({}, None),
    ],
)
def test_the_servers_word_on_when_to_come_back_is_kept(
    model: Loopback, headers: dict[str, str], wait: float | None
) -> None:
    model.script = [Say(error("Slow down"), 429, headers)]
    with pytest.raises(RateLimited) as failed:
        research()
    assert failed.value.retry_after_s == pytest.approx(wait)


def test_a_refused_answer_was_paid_for(model: Loopback) -> None:
    model.script = [NOT_ANSWERS["refused"][0]]
    with pytest.raises(ContentRefused) as failed:
        research()
    assert failed.value.spent == Decimal("0.00125")


def test_tokens_are_guessed_where_a_server_does_not_count(model: Loopback) -> None:
    model.script = [Say({"choices": completion(RESEARCH)["choices"]})]
    request = ResearchRequest(writers.NOTES, SourceKind.NOTES, model=MODEL)
    _, spend = registry.writer("openai").research(request, Hand())
    assert Decimal("0.0001") < spend.cost < Decimal("0.01")


def test_nobody_listening_is_a_busy_vendor(
    model: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    with pytest.raises(VendorUnavailable, match="cannot be reached"):
        research()


def test_without_a_key_nothing_is_sent_to_openai(
    model: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.delenv("OPENAI_BASE_URL")
    hand = Hand()
    with pytest.raises(KeyRefused, match="OPENAI_API_KEY is not set"):
        research(hand)
    assert hand.intents == []


def test_a_server_of_ones_own_needs_no_key(
    model: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    research()
    assert "authorization" not in model.asked[0].headers


def test_a_model_without_a_price_is_never_asked(model: Loopback) -> None:
    request = ResearchRequest(writers.NOTES, SourceKind.NOTES, model="unheard-of")
    with pytest.raises(BadInput, match="no price for openai unheard-of"):
        registry.writer("openai").research(request, Hand())
    assert model.asked == []


@pytest.mark.parametrize("text", ["", " \n", "--- ***"])
def test_empty_notes_are_refused_before_anything_is_paid(model: Loopback, text: str) -> None:
    request = ResearchRequest(text, SourceKind.NOTES, model=MODEL)
    with pytest.raises(BadInput):
        registry.writer("openai").research(request, Hand())
    assert model.asked == []


@pytest.mark.parametrize("shots", [-1, 61])
def test_a_film_of_no_size_is_refused(model: Loopback, shots: int) -> None:
    with pytest.raises(BadInput, match="shots cannot be made"):
        writers.story_of(registry.writer("openai"), found(), shots, model=MODEL)
    assert model.asked == []
