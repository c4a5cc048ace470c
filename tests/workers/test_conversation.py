"""Lines of a script, read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reelworks.domain import errors
from reelworks.domain.errors import FailureKind, ReelworksError
from reelworks.workers.conversation import Ended, Made, Reported, Violation, judge, parse, rebuilt

CWD = Path("/work")


def line(**facts: object) -> bytes:
    return json.dumps(facts).encode()


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FailureKind.TRANSIENT, errors.VendorUnavailable),
        (FailureKind.EXHAUSTED, errors.QuotaExhausted),
        (FailureKind.PERMANENT, ReelworksError),
        (FailureKind.REFUSED, errors.ContentRefused),
        (FailureKind.UNKNOWN, errors.OutcomeUnknown),
    ],
)
def test_error_with_an_unknown_code_goes_by_its_kind(
    kind: FailureKind, error: type[ReelworksError]
) -> None:
    made = rebuilt(Reported(code="from_the_future", kind=kind, message="No.", remedy="Wait."))
    assert type(made) is error
    assert made.kind is kind
    assert (made.message, made.remedy) == ("No.", "Wait.")


def test_every_named_error_survives_the_way() -> None:
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, ReelworksError)
    ]
    assert len(classes) > 15
    for error in classes:
        said = Reported(code=error.code, kind=error.kind, message="It went wrong.", remedy="")
        assert type(rebuilt(said)) is error


def test_two_files_of_one_role_are_a_breach() -> None:
    file = {"role": "image", "path": "a.png", "sha256": "0" * 64, "bytes": 1}
    with pytest.raises(Violation, match="the same role"):
        parse(line(event="result", files=[file, {**file, "path": "b.png"}]), CWD)


@pytest.mark.parametrize(
    "facts",
    [
        {"event": "intent", "service": "kling", "estimate_usd": "-1"},
        {"event": "intent", "service": "kling", "estimate_usd": "NaN"},
        {"event": "submitted", "job": None},
        {"event": "progress", "done": "half"},
        {"event": "result", "files": [], "surprise": 1},
        {"event": "result", "files": [{"role": "a", "path": "a", "sha256": "x", "bytes": 1}]},
        {"event": "result", "error": {"code": "a", "kind": "unheard", "message": "m"}},
        {"event": "farewell"},
        {},
    ],
)
def test_wrong_event_is_a_breach(facts: dict[str, object]) -> None:
    with pytest.raises(Violation, match="only events may be"):
        parse(line(**facts), CWD)


def test_bytes_that_are_no_text_are_a_breach() -> None:
    with pytest.raises(Violation, match="only events may be"):
        parse(b'{"event": "submitted", "job": "\xff"}', CWD)


def test_paths_are_those_of_the_working_folder() -> None:
    files = [
        {"role": "a", "path": "a.png", "sha256": "0" * 64, "bytes": 1},
        {"role": "b", "path": "/work/b.png", "sha256": "0" * 64, "bytes": 1},
    ]
    made = parse(line(event="result", files=files), CWD)
    assert isinstance(made, Made)
    assert [file.path for file in made.files] == [Path("/work/a.png"), Path("/work/b.png")]


def test_broken_script_is_told_with_its_last_words() -> None:
    reported = errors.ScriptBroken("KeyError: 'a'")
    with pytest.raises(errors.ScriptBroken, match="KeyError: 'a'") as raised:
        judge("write_story", reported, Ended(70, 0.1), "Traceback ...")
    assert raised.value.details == "Traceback ..."
