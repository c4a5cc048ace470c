"""What the OpenAPI document says is what is answered: no 5xx, nothing undocumented."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

if TYPE_CHECKING:
    from tests.doors.api.conftest import Asked

EXAMPLES = int(os.environ.get("REELWORKS_CONTRACT", "2"))  # for each operation
_NOT_ASKED = {"/api/events/stream"}  # it never ends


async def operations(asked: Asked) -> Any:
    document = (await asked.client.get("/api/openapi.json")).json()
    return document, schemathesis.openapi.from_dict(document)


@pytest.mark.slow
async def test_no_call_breaks_and_none_answers_what_is_not_written(asked: Asked) -> None:
    document, schema = await operations(asked)
    name = await asked.make()
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in _NOT_ASKED:
            continue
        known = set(document["paths"][operation.path][operation.method]["responses"])
        for case in drawn(operation):
            path = case.formatted_path.replace("{ref}", name)
            body = {} if case.body.__class__.__name__ == "NotSet" else {"json": plain(case.body)}
            if case.media_type and "json" not in case.media_type:
                body = {"files": {"file": ("a.png", b"x")}}
            query = {key: str(value) for key, value in (case.query or {}).items()}
            answer = await asked.client.request(case.method, path, params=query, **body)
            said = (case.method, path, answer.status_code, answer.text[:300])
            assert answer.status_code < 500, said
            assert str(answer.status_code) in known, said


def plain(body: Any) -> Any:
    return body if isinstance(body, dict | list | str | int | float | bool | None) else {}


def drawn(operation: Any) -> list[Any]:
    """A few requests as the document allows them, the same ones every time."""
    found: list[Any] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def draw(case: Any) -> None:
        found.append(case)

    draw()
    return found


async def test_every_call_says_what_it_does_and_gives_examples(asked: Asked) -> None:
    document, _ = await operations(asked)
    calls = [
        (path, method, call)
        for path, methods in document["paths"].items()
        for method, call in methods.items()
    ]
    assert len(calls) >= 40
    assert [
        where for *where, call in calls if not call.get("description", call.get("summary"))
    ] == []
    asked_with = [call["requestBody"] for _, _, call in calls if "requestBody" in call]
    assert len(asked_with) >= 15
    undocumented = [
        where for *where, call in calls if not {"422", "200", "201"} & set(call["responses"])
    ]
    assert undocumented == []
    schemas = document["components"]["schemas"]
    bare = [
        (*where, kind)
        for *where, call in calls
        for part in (call.get("requestBody", {}), *succeeded(call))
        for kind, content in part.get("content", {}).items()
        if kind != "multipart/form-data" and not shown(content, schemas)
    ]
    assert bare == []


def succeeded(call: Any) -> list[Any]:
    return [answer for status, answer in call["responses"].items() if status.startswith("2")]


def shown(content: Any, schemas: Any) -> bool:
    """Whether an example stands anywhere in what is asked or answered."""
    if {"example", "examples"} & set(content):
        return True
    schema = content.get("schema", content)
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    parts = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    parts += [schema["items"]] if "items" in schema else []
    return bool({"example", "examples"} & set(schema)) or any(shown(p, schemas) for p in parts)


async def test_what_calls_are_given_is_found_without_a_thread(asked: Asked) -> None:
    """A plain function would be called in one, which costs more than most answers."""
    waiting = [route.dependant for route in routes_of(asked.app) if hasattr(route, "dependant")]
    assert len(waiting) >= 40
    plain = set()
    while waiting:
        its = waiting.pop().dependencies
        plain |= {one.call for one in its if not inspect.iscoroutinefunction(one.call)}
        waiting += its
    assert plain == set()


def routes_of(app: Any) -> list[Any]:
    """Every route, those of included parts as well."""
    found = []
    for route in app.routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        found += [route] if inner is None else routes_of(inner)
    return found
