"""Asking for a video: what is refused, how it is found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reelworks.domain.channels import PROFILES, Budget, Channel, Gate, Need
from reelworks.domain.errors import BadInput, NotAllowed, NotFound, UnknownChannel
from reelworks.domain.money import usd
from reelworks.domain.stages import Stage
from reelworks.ops import prices, prompts
from reelworks.orchestrator.services import plans, tasks
from reelworks.pipelines.documentary import PIPELINES

if TYPE_CHECKING:
    from tests.orchestrator.conftest import Studio


def test_an_unknown_channel_is_refused_naming_those_there_are(studio: Studio) -> None:
    with pytest.raises(UnknownChannel, match=r"'nope'.*gated, plain"):
        tasks.brief(studio.context, tasks.Wish("nope", studio.source))


@pytest.mark.parametrize(
    "content", [None, b"", b"x" * 1_000_001], ids=["missing", "empty", "too large"]
)
def test_a_source_that_cannot_be_used_is_refused(
    studio: Studio, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "source.md"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(BadInput, match=r"source\.md"):
        tasks.brief(studio.context, tasks.Wish("plain", source))


def test_a_folder_is_no_source(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=str(tmp_path)):
        tasks.brief(studio.context, tasks.Wish("plain", tmp_path))


@pytest.mark.parametrize("wish", [{"shots": 0}, {"shots": 61}, {"width": 1921}, {"height": 8192}])
def test_what_cannot_be_made_is_refused(studio: Studio, wish: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        tasks.brief(studio.context, tasks.Wish("plain", studio.source, **wish))


@pytest.mark.parametrize("title", ["../../etc", "$(rm -rf /)", "映画", "%00\n", "-rf", "a" * 500])
async def test_any_title_gives_a_folder_of_its_own(studio: Studio, title: str) -> None:
    view = await studio.status(await studio.make(title))
    assert view.folder.parent == studio.context.store.root / "plain"
    assert view.folder.is_dir()


async def test_a_video_is_found_by_name_beginning_and_id(studio: Studio) -> None:
    name = await studio.make()
    view = await studio.status(name[:5])
    assert view.name == name
    assert (await studio.status(str(view.id))).name == name
    with pytest.raises(NotFound, match="no video called 'zzz'"):
        await studio.status("zzz")
    await studio.make(seed=2)
    with pytest.raises(NotFound, match="several"):
        await studio.status("notes-")
    with pytest.raises(NotFound):
        await studio.status("%")


async def test_a_cancelled_video_is_not_quietly_made_again(studio: Studio) -> None:
    name = await studio.make()
    await tasks.cancel(studio.context, name, "tester")
    with pytest.raises(NotAllowed, match=name):
        await studio.make()


async def test_a_draft_and_its_production_are_two_videos(studio: Studio) -> None:
    """What was approved as a draft stays; its production is a film of its own."""
    draft = await studio.make()
    channels = studio.context.channels
    plain = channels["plain"]
    channels["plain"] = replace(plain, profile="production")
    produced = await studio.make()
    assert produced != draft
    channels["plain"] = replace(channels["plain"], models={Need.IMAGE: "another"})
    assert await studio.make() == produced, "another model makes no other film of it"
    channels["plain"] = plain
    assert await studio.make() == draft


async def test_the_plan_says_what_is_there_already(studio: Studio) -> None:
    wish = tasks.Wish("plain", studio.source, shots=2)
    asked = tasks.brief(studio.context, wish)
    before = await plans.plan(studio.context, asked)
    assert (before.task, before.exact, str(before.price_usd)) == (None, False, "0")
    name = await studio.make()
    await studio.run(name)
    after = await plans.plan(studio.context, asked)
    assert (after.task, after.exact) == (name, True)
    assert [(line.steps, line.done) for line in after.lines] == [(1, 1), (2, 2), (2, 2), (1, 1)]


async def test_the_plan_of_a_production_says_its_price_and_its_budget(studio: Studio) -> None:
    channel = Channel(
        "plain",
        "Plain",
        pipeline="documentary",
        profile="production",
        providers=PROFILES["production"],
        budget=Budget(per_video=usd("1")),
    )
    context = replace(
        studio.context,
        channels={"plain": channel},
        pipelines=PIPELINES,
        prices=prices.table(),
        prompts=prompts.in_force(),
    )
    asked = tasks.brief(context, tasks.Wish("plain", studio.source, shots=18))
    view = await plans.plan(context, asked)
    by_script = {line.script: line for line in view.lines}
    assert by_script["generate_asset"].price_usd == 22 * usd("0.0336")
    assert by_script["generate_asset"].model == "gemini-3.1-flash-lite-image"
    assert by_script["render_shot"].price_usd == 0
    assert view.price_usd == sum(line.price_usd for line in view.lines)
    assert (view.exact, view.budget_usd) == (False, usd("1"))
    assert view.price_usd > view.budget_usd


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.png", "cannot be read"), ("empty.png", "is empty"), (".", "is a folder")],
)
def test_a_file_of_ones_own_that_is_none_is_refused_as_what_it_should_be(
    studio: Studio, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "empty.png").touch()
    with pytest.raises(BadInput, match=said) as refused:
        tasks.stored(studio.context, tmp_path / name)
    assert refused.value.remedy == "Give the path of a picture, clip or recording."


async def test_a_gate_switched_to_automatic_lets_a_video_go_on_that_stands_at_it(
    studio: Studio,
) -> None:
    name = await studio.make(channel="gated")
    assert (await studio.run(name)).label == "Assets Ready"
    gated = studio.context.channels["gated"]
    open_now = {**gated.gates, Stage.ASSETS: Gate.AUTOMATIC}
    studio.context.channels["gated"] = replace(gated, gates=open_now)
    assert await studio.make(channel="gated") == name
    assert (await studio.run(name)).label == "Final Review"
    assert "gate_switched" in await studio.kinds(name)
