"""Names that stand in two places stand for the same things."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from reelworks.domain.channels import PIPELINES, PROFILES, PROVIDERS, Channel, Need
from reelworks.domain.scripts import VERSIONS
from reelworks.pipelines import documentary
from reelworks.providers import registry
from tests.architecture.source import PACKAGE, ROOT

MAKERS = {
    Need.WRITE: registry.WRITERS,
    Need.IMAGE: registry.IMAGE_MAKERS,
    Need.CLIP: registry.CLIP_MAKERS,
    Need.SPEECH: registry.SPEAKERS,
    Need.EFFECTS: registry.EFFECT_MAKERS,
    Need.MUSIC: registry.MUSIC_MAKERS,
}


def test_a_channel_may_name_exactly_the_providers_there_are() -> None:
    assert {need: set(names) for need, names in PROVIDERS.items()} == {
        need: set(makers) for need, makers in MAKERS.items()
    }


def test_every_vendor_has_an_account_that_can_be_checked() -> None:
    vendors = {name for names in PROVIDERS.values() for name in names} - {"local"}
    assert set(registry.ACCOUNTS) == vendors


def test_a_profile_names_a_provider_for_every_need() -> None:
    for profile in PROFILES.values():
        assert set(profile) == set(Need)
        assert all(provider in PROVIDERS[need] for need, provider in profile.items())


def test_a_channel_may_name_exactly_the_pipelines_there_are() -> None:
    assert set(PIPELINES) == set(documentary.PIPELINES)


@pytest.mark.parametrize(
    "maker", sorted({maker for makers in MAKERS.values() for maker in makers.values()})
)
def test_registered_provider_is_there(maker: str) -> None:
    module, _, class_name = maker.partition(":")
    assert isinstance(getattr(import_module(module), class_name), type)


def test_every_script_declares_a_version() -> None:
    there = {path.stem for path in (PACKAGE / "scripts").glob("[a-z]*.py")} - {"protocol"}
    assert there == set(VERSIONS)


@pytest.mark.parametrize("script", VERSIONS)
def test_script_says_how_it_is_used(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    main = import_module(f"reelworks.scripts.{script}").main
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    said = capsys.readouterr().out
    assert stop.value.code == 0
    assert "example:" in said
    assert f"reelworks.scripts.{script}" in said.partition("example:")[2]


@pytest.mark.parametrize("script", VERSIONS)
def test_script_runs_as_a_program(script: str) -> None:
    source = (PACKAGE / "scripts" / f"{script}.py").read_text(encoding="utf-8")
    assert source.rstrip().endswith('if __name__ == "__main__":\n    raise SystemExit(main())')


def test_every_setting_of_a_channel_is_documented() -> None:
    page = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert documented == set(Channel.__slots__)


@pytest.mark.parametrize("script", VERSIONS)
def test_every_script_is_in_the_architecture(script: str) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"| `{script}` |" in page
