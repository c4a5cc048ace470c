"""The stage that publishes: there for channels that do, and not there for all others."""

from __future__ import annotations

from dataclasses import replace

from reelworks.domain import publishing
from reelworks.domain.channels import Channel, Privacy, Youtube
from reelworks.domain.pipelines import Opening, Plan
from reelworks.domain.services import usual
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Document, StepSpec
from reelworks.doors.cli import making
from reelworks.orchestrator.services.plans import usual_story
from reelworks.pipelines.documentary import DOCUMENTARY
from reelworks.pipelines.publishing import publish
from tests.pipelines.test_documentary import BRIEF, planned

TIDES = Channel("tides", "Tides", youtube_channel="UC" + "a" * 22, youtube=Youtube())


def published(channel: Channel) -> list[StepSpec]:
    return [step for step in planned(channel=channel) if step.stage is Stage.PUBLISH]


def test_a_channel_without_youtube_has_the_steps_it_always_had() -> None:
    assert published(replace(TIDES, youtube=None)) == []
    assert Stage.PUBLISH not in DOCUMENTARY.stages(publishes=False)
    assert DOCUMENTARY.stages()[-1] is Stage.PUBLISH


def test_what_is_published_is_described_first_so_that_it_can_be_compared() -> None:
    described = [s for s in planned(channel=TIDES) if s.script == "describe_film"]
    assert [step.key for step in described] == ["assembly/likeness"]
    assert len(described[0].needs()) == 18
    assert not [s for s in planned() if s.script == "describe_film"]


def test_an_upload_can_be_asked_about_and_undone() -> None:
    upload, finish = published(TIDES)
    assert (upload.script, upload.service, upload.units) == ("publish_youtube", "youtube", 1)
    assert upload.askable
    assert upload.undo == "unpublish_youtube"
    assert (finish.service, finish.after, finish.needs()) == (
        "youtube-data",
        (),
        ("final/film", "publish/video"),
    )
    assert finish.units >= 50 + 400 + 50


def test_privacy_and_disclosure_are_always_said() -> None:
    details = published(TIDES)[0].args["details"]
    assert isinstance(details, Document)
    assert isinstance(details.value, dict)
    assert details.value["privacy"] == "private"
    assert details.value["synthetic"] is True
    assert details.value["made_for_kids"] is False


def test_a_projects_uploads_take_its_own_quota() -> None:
    upload, finish = published(replace(TIDES, youtube=Youtube(project="second")))
    assert (upload.service, finish.service) == ("youtube-second", "youtube-data-second")
    assert usual("youtube-second").units_per_day == 100
    assert usual("youtube-data-second").units_per_day == 10_000
    assert usual("youtube").zone == usual("youtube-data").zone == "America/Los_Angeles"


def test_a_rehearsal_is_never_taken_for_the_real_thing() -> None:
    assert {s.provider for s in published(TIDES)} == {"youtube"}
    rehearsed = published(replace(TIDES, profile="sandbox"))
    assert {s.provider for s in rehearsed} == {"sandbox-youtube"}


def test_a_video_may_have_a_privacy_of_its_own() -> None:
    same = replace(BRIEF, privacy=None)
    assert same.hash() == BRIEF.hash()
    assert replace(BRIEF, privacy=Privacy.PUBLIC).hash() != BRIEF.hash()


def test_the_storys_own_tags_follow_the_channels() -> None:
    opening = Opening(BRIEF, replace(TIDES, youtube=Youtube(tags=("sea",))))
    story = replace(usual_story(2), tags=("lighthouse", "keepers"))
    upload = publish(Plan(opening, story))[0]
    details = upload.args["details"]
    assert isinstance(details, Document)
    assert isinstance(details.value, dict)
    assert details.value["tags"] == ["sea", "lighthouse", "keepers"]


def test_a_worker_serves_every_project_that_the_channels_name() -> None:
    also = publishing.services([TIDES, replace(TIDES, youtube=Youtube(project="second"))])
    offered = making.offer("", "", 2, also)
    assert offered["youtube-second"] == offered["youtube"] == 4
    assert {"youtube-data", "youtube-data-second"} <= set(offered)
    assert publishing.services([replace(TIDES, youtube=None)]) == frozenset()
