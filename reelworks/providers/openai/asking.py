"""A question to a model until its answer can be used: ways of asking, one repair, what it cost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from reelworks.domain.errors import BadAnswer, BadInput, ContentRefused, ReelworksError
from reelworks.domain.money import FREE, Usd
from reelworks.domain.prices import Prices, Unit
from reelworks.ports.spend import Spend
from reelworks.providers.openai.client import Answer, Chat, FormatUnsupported, Message

SERVICE = "openai"
LETTERS_PER_TOKEN = 4  # a guess, where a server does not count
_MOST_FAULTS = 12  # that one repair is told
_MOST_TRIES = 200  # places where an object may begin
_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
# Of JSON Schema: pydantic checks these after all.
_BOUNDS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum")
_UNKNOWN_TO_STRICT = frozenset({"title", "default", "format", "pattern", *_BOUNDS})

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked, and of what kind the answer is. `faults` says what pydantic cannot see."""

    told: str
    given: Mapping[str, object]
    answer: type[T]
    faults: Callable[[T], Sequence[str]] = field(default=lambda _: ())


@dataclass
class Account:
    """What the calls of one question cost together."""

    prices: Prices
    model: str
    cost: Usd = FREE
    request_id: str | None = None

    def add(self, answer: Answer, asked: Sequence[Message]) -> None:
        letters = sum(len(message["content"]) for message in asked)
        used = {
            Unit.INPUT_TOKEN: answer.read or letters // LETTERS_PER_TOKEN,
            Unit.OUTPUT_TOKEN: answer.written or len(answer.text) // LETTERS_PER_TOKEN,
        }
        self.cost = Usd(self.cost + self.prices.cost(SERVICE, self.model, used))
        self.request_id = answer.request_id or self.request_id

    def spend(self) -> Spend:
        return Spend(self.cost, self.request_id)


def ask(chat: Chat, question: Question[T], account: Account) -> T:
    """The answer, checked. Raises ContentRefused, BadAnswer, BadInput; all say what they cost."""
    try:
        return _ask(chat, question, account)
    except ReelworksError as error:
        error.spent = account.cost
        raise


def _ask(chat: Chat, question: Question[T], account: Account) -> T:
    messages, way = _messages(question), _Way(chat, question.answer)
    text = _said(way, messages, account)
    found, faults = _read(question, text)
    if found is not None:
        return found
    said = [{"role": "assistant", "content": text}] if text.strip() else []
    again = [*messages, *said, {"role": "user", "content": _repair(faults)}]
    mended, left = _read(question, _said(way, again, account))
    if mended is not None:
        return mended
    raise BadAnswer(
        f"The language model's answer cannot be used, nor what it made of our objections: "
        f"{'; '.join(left[:3])}.",
        remedy="It is tried again; a larger model under `models: {write: ...}` may do better.",
    )


def _said(way: _Way, messages: Sequence[Message], account: Account) -> str:
    asked, answer = way.ask(messages)
    account.add(answer, asked)
    if answer.refusal:
        raise ContentRefused(
            f"The language model refused: {answer.refusal}",
            remedy="Change the notes, or name another model under `models: {write: ...}`.",
        )
    if not answer.whole:
        raise BadInput(
            f"The language model had no room for its answer ({answer.written:,} tokens).",
            remedy="Ask for fewer shots, or name a model that writes more under `models`.",
        )
    return answer.text


class _Way:
    """How JSON is asked for: by schema, as an object, or by words alone; the first that works."""

    def __init__(self, chat: Chat, answer: type[BaseModel]) -> None:
        self._chat, self._schema = chat, strict(answer.model_json_schema())
        self._ways: list[Mapping[str, Any] | None] = [
            {
                "type": "json_schema",
                "json_schema": {"name": answer.__name__, "strict": True, "schema": self._schema},
            },
            {"type": "json_object"},
            None,
        ]

    def ask(self, messages: Sequence[Message]) -> tuple[Sequence[Message], Answer]:
        """What was asked after all, and what came back."""
        while True:
            way = self._ways[0]
            asked = messages if way and way["type"] == "json_schema" else self._in_words(messages)
            try:
                return asked, self._chat.ask(asked, way)
            except FormatUnsupported as error:
                if len(self._ways) == 1:
                    raise BadInput(str(error), remedy="Name another model.") from error
                del self._ways[0]

    def _in_words(self, messages: Sequence[Message]) -> list[Message]:
        schema = json.dumps(self._schema, ensure_ascii=False)
        words = f"Answer with one JSON object and nothing else. Its schema:\n{schema}"
        system, *rest = messages
        return [{**system, "content": f"{system['content']}\n\n{words}"}, *rest]


def _messages(question: Question[T]) -> list[Message]:
    given = json.dumps(question.given, ensure_ascii=False, indent=1)
    return [{"role": "system", "content": question.told}, {"role": "user", "content": given}]


def _repair(faults: Sequence[str]) -> str:
    listed = "\n".join(f"- {fault}" for fault in faults[:_MOST_FAULTS])
    return f"That cannot be used:\n{listed}\nAnswer again with the whole object, corrected."


def _read(question: Question[T], text: str) -> tuple[T | None, Sequence[str]]:
    """The answer in a text; None, and what is wrong with it in words, when it cannot be used."""
    found = first_object(text)
    if found is None:
        return None, ["there is no JSON object in it"]
    try:
        answer = question.answer.model_validate(found)
    except ValidationError as error:
        return None, [
            f"{'.'.join(map(str, fault['loc'])) or 'the object'}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)
        ]
    faults = question.faults(answer)
    return (None, faults) if faults else (answer, ())


def first_object(text: str) -> Mapping[str, object] | None:
    """The first JSON object in a text, whatever stands around it; None when there is none."""
    decoder = json.JSONDecoder()
    bare = _THOUGHTS.sub("", text)
    for tries, start in enumerate(_braces(bare)):
        if tries >= _MOST_TRIES:
            return None
        try:
            found, _ = decoder.raw_decode(bare, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _braces(text: str) -> Iterator[int]:
    start = text.find("{")
    while start >= 0:
        yield start
        start = text.find("{", start + 1)


def strict(schema: Any) -> Any:
    """A schema as strict servers want it: every property required, none added, no other rules."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    named = schema.get("properties")
    kept = {
        key: strict(value)
        for key, value in schema.items()
        if key not in _UNKNOWN_TO_STRICT and key != "properties"
    }
    if named is None:
        return kept
    properties = {name: strict(value) for name, value in named.items()}
    return {
        **kept,
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }
