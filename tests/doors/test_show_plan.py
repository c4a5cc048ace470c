"""A plan at the command line: who does what, with which model, at what price."""

from __future__ import annotations

import pytest

from reelworks.domain.money import Usd, usd
from reelworks.domain.stages import Stage
from reelworks.doors.cli import show
from reelworks.orchestrator.schemas.views import PlanLine, PlanView

LINE = PlanLine(
    Stage.ASSETS, "generate_asset", "gemini", "some-model", "gemini", 22, 2, usd("1.34")
)


def told(capsys: pytest.CaptureFixture[str], budget: Usd | None) -> str:
    view = PlanView(None, (LINE,), LINE.price_usd, exact=False, gates={}, budget_usd=budget)
    show.plan(view, as_json=False)
    return capsys.readouterr().out


def test_provider_model_and_price_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, None)
    assert "gemini some-model" in said
    assert "1.34" in said
    assert "budget" not in said


@pytest.mark.parametrize(("budget", "warned"), [("1.33", True), ("1.34", False), ("4", False)])
def test_a_price_beyond_the_budget_is_told_before(
    capsys: pytest.CaptureFixture[str], budget: str, warned: bool
) -> None:
    assert ("it would wait for money" in told(capsys, usd(budget))) is warned
