"""channels.yaml: what is read from it, and how a bad one is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path, PurePosixPath

import pytest

from reelworks.domain.channels import (
    CAPTIONS,
    GATED_STAGES,
    Branding,
    Channel,
    Gate,
    Need,
    Privacy,
    Quality,
)
from reelworks.domain.errors import BadChannels, UnsafePath
from reelworks.domain.stages import Stage
from reelworks.media.looks import LOOKS
from reelworks.ops.channels import branding_file, load

PACKAGED = Path(str(files("reelworks"))) / "data" / "channels.yaml"
EXAMPLE = Path(__file__).parents[2] / "examples" / "channels.yaml"


@pytest.fixture
def channels_yaml(tmp_path: Path) -> Path:
    return tmp_path / "channels.yaml"


def refusal(path: Path, content: str | bytes) -> BadChannels:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadChannels) as caught:
        load(path)
    return caught.value


def one(path: Path, settings: str) -> Channel:
    lines = "".join(f"    {line}\n" for line in settings.splitlines())
    path.write_text(f"channels:\n  - id: a\n{lines}", encoding="utf-8")
    (channel,) = load(path)
    return channel


def test_packaged_file_has_the_demo_channel() -> None:
    (demo,) = load(PACKAGED)
    assert demo.id == "demo"
    assert set(demo.providers.values()) == {"local"}
    assert set(demo.gates.values()) == {Gate.AUTOMATIC}


def test_example_shows_every_setting_and_the_defaults() -> None:
    tides, harbour = load(EXAMPLE)
    assert tides == Channel(
        id="tides",
        name="Tides and Lights",
        brand="calm painterly documentary, soft light",
        quality=Quality.MASTER,
        privacy=Privacy.PRIVATE,
        youtube_channel="UCxxxxxxxxxxxxxxxxxxxxxx",
        branding=Branding(
            *map(PurePosixPath, ("logo.png", "Title.ttf", "intro.mp4", "card")), colour="#27566B"
        ),
        captions="bold",
        budget=replace(harbour.budget, per_video=Decimal(4), per_day=Decimal(20)),
        gates={
            stage: Gate.AUTOMATIC if stage is Stage.SCRIPT else Gate.HUMAN for stage in GATED_STAGES
        },
    )
    assert harbour == Channel(id="harbour", name="harbour")
    text = EXAMPLE.read_text(encoding="utf-8")
    assert [name for name in Channel.__slots__ if f" {name}:" not in text] == []


def test_an_id_is_enough(channels_yaml: Path) -> None:
    channels_yaml.write_text("channels: [{id: tides}]")
    assert load(channels_yaml) == (Channel(id="tides", name="tides"),)


def test_one_word_sets_every_gate(channels_yaml: Path) -> None:
    assert set(one(channels_yaml, "gates: human").gates.values()) == {Gate.HUMAN}


def test_gates_left_out_stay_automatic(channels_yaml: Path) -> None:
    gates = one(channels_yaml, "gates: {assets: human}").gates
    assert [stage for stage, gate in gates.items() if gate is Gate.HUMAN] == [Stage.ASSETS]


def test_a_provider_of_its_own_replaces_the_profiles(channels_yaml: Path) -> None:
    providers = one(channels_yaml, "profile: draft\nproviders: {image: local}").providers
    assert providers == dict.fromkeys(Need, "local")


def test_a_byte_order_mark_and_words_like_no_are_text(channels_yaml: Path) -> None:
    channels_yaml.write_text("\ufeffchannels: [{id: a, language: no, name: 2024-01-01}]", "utf-8")
    (channel,) = load(channels_yaml)
    assert (channel.language, channel.name) == ("no", "2024-01-01")


BAD_SETTINGS = {
    "shotz: 4": "`shotz` is no setting of a channel; did you mean `shots`?",
    "shots: 0": '`shots` must be a whole number from 1 to 60, not "0"',
    "shots: 61": '`shots` must be a whole number from 1 to 60, not "61"',
    "shots: '18'": '`shots` must be a whole number from 1 to 60, not "18"',
    "shots: 1.5": '`shots` must be a whole number from 1 to 60, not "1.5"',
    "name: 12": '`name` must be text: write it in quotes, "12"',
    "name: [a]": "`name` must be text, not a list",
    "name: {a: b}": "`name` must be text, not a group of settings",
    "name: true": '`name` must be text: write it in quotes, "true"',
    'name: "a\\nb"': "`name` must be one line of plain text",
    f"name: {'x' * 101}": "`name` is 101 characters long; 100 are allowed",
    "language: English!": "`language` cannot be 'English!': use a code such as en or pt-BR",
    "profile: drft": '`profile` cannot be "drft"; did you mean `draft`?',
    "pipeline: opera": '`pipeline` cannot be "opera"; use one of: documentary',
    "storage: ftp": '`storage` cannot be "ftp"; use one of: local, s3',
    "quality: Master": '`quality` cannot be "Master"; did you mean `master`?',
    "privacy: hidden": '`privacy` cannot be "hidden"; use one of: private, unlisted, public',
    "youtube_channel: '@me'": "`youtube_channel` cannot be '@me'",
    "gates: maybe": '`gates` cannot be "maybe"; use one of: human, automatic',
    "gates: {assets: humn}": '`assets` cannot be "humn"; did you mean `human`?',
    "gates: {asets: human}": "`asets` is no setting of `gates`; did you mean `assets`?",
    "gates: {sfx: human}": "`sfx` is no setting of `gates`; use one of: assets, audio, final",
    "gates: [human]": "`gates` must be settings such as `name: value`, not a list",
    "providers: {image: locl}": '`image` cannot be "locl"; did you mean `local`?',
    "providers: {imge: local}": "`imge` is no setting of `providers`; did you mean `image`?",
    "models: {image: x}": "`image` has no choice of models: it is served locally",
    "models: {imge: x}": "`imge` is no setting of `models`; did you mean `image`?",
    "budget: {per_video: -1}": "`per_video` must be an amount in dollars such as 4.00",
    "budget: {per_video: free}": "`per_video` must be an amount in dollars such as 4.00",
    "budget: {per_day: .nan}": "`per_day` must be an amount in dollars such as 4.00",
    "budget: {per_day: 1e400}": "`per_day` must be an amount in dollars such as 4.00",
    "budget: 4": '`budget` must be settings such as `name: value`, not "4"',
    "budget: {per_week: 4}": "`per_week` is no setting of `budget`",
    "branding: {watermark: ../logo.png}": "name a file below the channel's own folder",
    "branding: {watermark: a/../../b.png}": "name a file below the channel's own folder",
    "branding: {font: /etc/font.ttf}": "name a file below the channel's own folder",
    "branding: {font: 'C:\\font.ttf'}": "name a file below the channel's own folder",
    "branding: {intro: intro.exe}": "it must be a .mp4 or .mov file",
    "branding: {logo: logo.png}": "`logo` is no setting of `branding`",
}


@pytest.mark.parametrize(("setting", "reason"), BAD_SETTINGS.items())
def test_bad_setting_is_told_with_its_line(channels_yaml: Path, setting: str, reason: str) -> None:
    error = refusal(channels_yaml, f"channels:\n  - id: a\n\n    {setting}\n")
    assert error.line == 4
    assert error.message.startswith(f"{channels_yaml}, line 4: ")
    assert reason in error.message
    assert error.remedy


BAD_IDS = ("Tides", "-a", "a b", "../a", ".a", "a/b", "é", "x" * 65)


@pytest.mark.parametrize("name", BAD_IDS)
def test_id_that_is_no_folder_name_is_refused(channels_yaml: Path, name: str) -> None:
    error = refusal(channels_yaml, f"channels:\n  - id: '{name}'\n")
    assert (error.line, "`id` cannot be" in error.message) == (2, True)


# content, line, part of the reason
BAD_FILES = {
    "empty": ("", 1, "the file is empty"),
    "only comments": ("# nothing\n", 1, "the file is empty"),
    "no channels": ("channels: []", 1, "must be a list that is not empty"),
    "channels without a list": ("channels: {}", 1, "must be a list that is not empty"),
    "a list": ("- id: a", 1, "the file must be settings"),
    "other settings": ("channels: [{id: a}]\nchanels: 1", 2, "did you mean `channels`?"),
    "an entry that is no channel": ("channels:\n  - demo", 2, "a channel must be settings"),
    "an empty entry": ("channels:\n  - id: a\n  -", 3, "a channel must be settings"),
    "no id": ("channels:\n  - id: a\n  - name: b", 3, "`id` is missing"),
    "an empty id": ("channels:\n  - id:", 2, "`id` is missing"),
    "a number as id": ("channels:\n  - id: 007", 2, 'write it in quotes, "007"'),
    "two of an id": ("channels:\n  - id: a\n  - id: a", 3, "already used by a channel above"),
    "two of a setting": ("channels:\n  - id: a\n    id: b", 3, "`id` is written twice"),
    "two lists": ("channels: [{id: a}]\nchannels: [{id: b}]", 2, "is written twice"),
    "not UTF-8": (b"channels:\n  - id: a\n    name: caf\xe9", 3, "this is not UTF-8"),
    "UTF-16": ("channels: [{id: a}]".encode("utf-16"), 1, "this is not UTF-8"),
    "a NUL": ("channels:\n  - id: a\x00", 2, "the character U+0000 is not text"),
    "a tab": ("channels:\n\t- id: a", 2, "a tab stands where only spaces may"),
    "an open quote": ("channels:\n  - id: a\n    name: 'b\n", 3, "a quote is opened here"),
    "an open bracket": ("channels:\n  [{id: a}\n", 2, "a bracket is opened here"),
    "two colons": ("channels:\n  - id: a\n    name: b: c", 3, "put the text in quotes"),
    "an odd indent": ("channels:\n  - id: a\n   name: b", 3, "the indentation does not fit"),
    "a bare @": ("channels:\n  - id: a\n    name: @b", 3, "must be put in quotes"),
    "an anchor": ("x: &a 1\nchannels: [{id: a}]", 1, "&a names a part to be repeated"),
    "an alias": ("channels:\n  - id: a\n  - *a", 3, "*a repeats another part"),
    "a tag": ("channels:\n  - !!python/object:os.system {id: a}", 2, "the tag"),
    "a merge": ("channels:\n  - <<: {id: a}", 2, "`<<` is no setting"),
    "a list as a name": ("channels: [{id: a}]\n? [a]\n: b", 2, "whose name is not plain text"),
    "two documents": ("channels: [{id: a}]\n---\nchannels: []", 2, "a second document"),
    "another YAML": ("%YAML 9.9\n---\nchannels: [{id: a}]", 1, "YAML"),
    "depth": ("[" * 20_000 + "]" * 20_000, 1, "nested too deeply"),
}


@pytest.mark.parametrize(("content", "line", "reason"), BAD_FILES.values(), ids=list(BAD_FILES))
def test_bad_file_is_refused_with_line_and_reason(
    channels_yaml: Path, content: str | bytes, line: int, reason: str
) -> None:
    error = refusal(channels_yaml, content)
    assert f"line {line}: " in error.message
    assert reason in error.message


def test_an_alias_bomb_is_refused_before_it_is_built(channels_yaml: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    error = refusal(channels_yaml, f"l0: &l0 [lol]\n{levels}")
    assert "*l0 repeats another part" in error.message


def test_a_million_settings_are_refused_early(channels_yaml: Path) -> None:
    assert "far more settings" in refusal(channels_yaml, "a: b\n" * 190_000).message


def test_several_faults_are_told_at_once(channels_yaml: Path) -> None:
    error = refusal(channels_yaml, "channels:\n  - id: A\n    shots: 99\n    prvacy: public\n")
    assert error.line == 2
    assert error.message.startswith(f"{channels_yaml} has 3 faults:\n  line 2: ")
    assert "\n  line 3: " in error.message
    assert "\n  line 4: " in error.message


def test_at_most_twenty_faults_are_told(channels_yaml: Path) -> None:
    error = refusal(channels_yaml, "channels:\n  - id: a\n" + "    x: 1\n" * 30)
    assert error.message.count("line ") == 20
    assert error.message.endswith("And 10 more.")


def test_huge_file_is_refused_unread(channels_yaml: Path) -> None:
    assert "1,000,001 bytes" in refusal(channels_yaml, "#" * 1_000_001).message


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_path_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadChannels, match=r"cannot be read|is not a file") as caught:
        load(tmp_path / name)
    assert caught.value.remedy


def branded(**named: str) -> Channel:
    return Channel(
        id="a",
        name="a",
        branding=Branding(**{which: PurePosixPath(path) for which, path in named.items()}),
    )


def channel_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "channels" / "a"
    folder.mkdir(parents=True)
    return folder


def test_branding_file_is_found_in_the_channels_folder(tmp_path: Path) -> None:
    logo = channel_folder(tmp_path) / "logo.png"
    logo.touch()
    assert branding_file(tmp_path, branded(watermark="logo.png"), "watermark").path == logo


def test_missing_branding_file_is_a_warning(tmp_path: Path) -> None:
    found = branding_file(tmp_path, branded(intro="intro.mp4"), "intro")
    assert found.path is None
    assert found.warning is not None
    assert "intro.mp4" in found.warning


def test_unnamed_branding_is_no_warning(tmp_path: Path) -> None:
    found = branding_file(tmp_path, branded(), "font")
    assert (found.path, found.warning) == (None, None)


@pytest.mark.parametrize("link", ["logo.png", "deeper"])
def test_link_out_of_the_channels_folder_is_refused(tmp_path: Path, link: str) -> None:
    (tmp_path / "logo.png").touch()
    (channel_folder(tmp_path) / link).symlink_to(
        tmp_path if link == "deeper" else tmp_path / "logo.png"
    )
    named = "deeper/logo.png" if link == "deeper" else "logo.png"
    with pytest.raises(UnsafePath, match="leads out of"):
        branding_file(tmp_path, branded(watermark=named), "watermark")


def test_folder_in_place_of_a_branding_file_is_a_warning(tmp_path: Path) -> None:
    (channel_folder(tmp_path) / "logo.png").mkdir()
    assert branding_file(tmp_path, branded(watermark="logo.png"), "watermark").warning


def test_captions_may_be_a_word_or_a_group(channels_yaml: Path) -> None:
    word = one(channels_yaml, "captions: boxed")
    assert word == one(channels_yaml, "captions: {style: boxed}")
    assert word.captions == "boxed"


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("captions: neon", "neon"),
        ("captions: {style: neon}", "neon"),
        ("transition: wipe", "wipe"),
        ("branding: {colour: red}", "#27566B"),
        ("branding: {watermark: card}", ".png"),
    ],
)
def test_looks_that_do_not_exist_are_refused(channels_yaml: Path, setting: str, says: str) -> None:
    with pytest.raises(BadChannels) as error:
        one(channels_yaml, setting)
    assert says in error.value.message


def test_every_look_of_captions_may_be_chosen() -> None:
    assert set(CAPTIONS) == set(LOOKS)
