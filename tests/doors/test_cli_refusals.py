"""What cannot be done is refused in a sentence that says what to do, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.homes import Ended, Home
from tests.doors.conftest import SMALL

pytestmark = pytest.mark.slow

USAGE, BAD_INPUT, FAILED = 64, 65, 1
NOTES = {
    "good.md": "The sea is wide and cold.\n",
    "empty.md": "",
    "blank.md": " \n\t\n\n",
    "russian.md": "Море широкое и холодное. Корабли идут на север. Рыбаки поют песни.\n",
    "japanese.md": "海は広くて冷たい。船は北へ行く。漁師は歌を歌う。\n",
    "arabic.md": "البحر واسع وبارد. السفن تذهب إلى الشمال. الصيادون يغنون.\n",
}
FILES = {
    **{name: text.encode() for name, text in NOTES.items()},
    "picture.md": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "zeros.md": b"The sea\x00is wide.\n",
    "letter.md": b"{\\rtf1\\ansi The sea is wide.}",
    "book.md": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF",
    "latin.md": "Le café est fermé.\n".encode("latin-1"),
    "huge.md": b"words " * 200_000,
}


REFUSED = [
    ("make empty.md", BAD_INPUT, "empty.md is empty. Write down what the video is about."),
    ("make blank.md --shots 2", FAILED, "say nothing that a film could tell. Write"),
    ("make good.md --shots 18", FAILED, "18 were asked for. Pass `--shots"),
    ("make russian.md --shots 2", FAILED, "no local voice for the language 'ru'. Put"),
    ("make japanese.md --shots 2", FAILED, "no local voice for the language 'ja'. Put"),
    ("make arabic.md --shots 2", FAILED, "no local voice for the language 'ar'. Put"),
    ("make picture.md", BAD_INPUT, "picture.md is a picture, not a text. Open it, save its text"),
    ("make letter.md", BAD_INPUT, "letter.md is an RTF document, not a text. Open it, save its"),
    ("make book.md", BAD_INPUT, "book.md is a PDF, not a text. Open it, save its text as a plain"),
    ("make zeros.md", BAD_INPUT, "zeros.md is not a text file: it has zero bytes in it. G"),
    ("make latin.md", BAD_INPUT, "latin.md is not UTF-8: line 1 has the byte 0xe9. Save it with"),
    ("make huge.md", BAD_INPUT, "huge.md has 1,200,000 bytes; notes may have 1,000,000. Give"),
    ("make nowhere.md", BAD_INPUT, "nowhere.md cannot be read: No such file or directory. G"),
    ("make .", BAD_INPUT, ". is a folder. Give the path of a text file."),
    ("make /dev/zero", BAD_INPUT, "/dev/zero is no plain file. Give"),
    ("make good.md --channel nope", BAD_INPUT, "no channel 'nope' in channels.yaml. Use one"),
    ("make good.md --shots 0", BAD_INPUT, "0 shots cannot be made. Ask for 1 to 60 shots."),
    ("make good.md --size wide", BAD_INPUT, "'wide' is no size. Write it as 1920x1080."),
    ("make good.md --size 1921x1081", BAD_INPUT, "cannot be encoded. Both sides must be even"),
    ("make good.md --output film.avi", BAD_INPUT, "film.avi is no name for a film. Let it end"),
    ("status nope", BAD_INPUT, "There is no video called 'nope'. `reelworks status` lists"),
    ("reject nope 1 --note darker", BAD_INPUT, "There is no video called 'nope'."),
    ("reject nope 1", BAD_INPUT, "A rejection needs a note: what should be different? --note"),
    ("make good.md --shots many", USAGE, "Invalid value for '--shots'"),
    ("make good.md --colour", USAGE, "No such option: --colour"),
    ("make --seed 1", USAGE, "Missing argument"),
    ("film good.md", USAGE, "No such command 'film'"),
]

Refused = dict[str, Future[Ended]]


@pytest.fixture(scope="module")
def desk(home: Home) -> Path:
    for name, content in FILES.items():
        (home.desk / name).write_bytes(content)
    return home.desk


@pytest.fixture(scope="module")
def refused(home: Home, desk: Path) -> Iterator[Refused]:
    """All of them, two at a time: most of what they do is to start."""
    with ThreadPoolExecutor(2) as pool:
        yield {command: pool.submit(home.run, *_words(command)) for command, _, _ in REFUSED}


def _words(command: str) -> list[str]:
    """Where the channel and the size do not matter, a plain and a small one."""
    words = command.split()
    if words[0] == "make" and "--channel" not in words:
        words += ["--channel", "plain"]
    return words if "--size" in words or words[0] != "make" else [*words, *SMALL]


@pytest.mark.parametrize(("command", "code", "said"), REFUSED)
def test_it_says_what_is_wrong_and_what_to_do(
    refused: Refused, command: str, code: int, said: str
) -> None:
    ended = refused[command].result()
    assert said in ended.refusal
    assert ended.code == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("channels:\n  - id: demo\n    colour: red\n", "line 3: `colour` is no setting"),
        ("channels:\n  - id: demo\n   name: [\n", "line 3: the indentation does not fit"),
        ("channels:\n  - id: ../demo\n", "line 2: "),
    ],
)
def test_a_broken_channels_file_is_told_by_line_and_reason(
    home: Home, desk: Path, text: str, said: str
) -> None:
    (desk / "broken.yaml").write_text(text)
    ended = home.run("make", "good.md", env={"REELWORKS_CHANNELS": "broken.yaml"})
    assert f"broken.yaml, {said}" in ended.refusal
    assert ended.code == BAD_INPUT


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("good.md", "good.md is a file, not a folder. Correct"),
        ("good.md/home", "workspaces cannot be a folder: a file is in its way. Move that file"),
        ("taken", "taken/workspaces cannot be a folder: a file is in its way. Move that file"),
    ],
)
def test_a_file_in_the_place_of_a_folder_is_told(
    home: Home, desk: Path, where: str, said: str
) -> None:
    (desk / "taken").mkdir(exist_ok=True)
    (desk / "taken" / "workspaces").write_text("in the way")
    ended = home.run("make", "good.md", env={"REELWORKS_HOME": str(desk / where)})
    assert said in ended.refusal
    assert ended.code == BAD_INPUT


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_to_us_is_told_before_the_work(home: Home, desk: Path) -> None:
    closed = desk / "closed"
    closed.mkdir(mode=0o500)
    ended = home.run("make", "good.md", "--output", closed / "film.mp4")
    assert f"Nothing can be written to {closed}" in ended.refusal
