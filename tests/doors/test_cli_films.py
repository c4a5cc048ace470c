"""A film that says odd things, and what the command line shows of it before and after."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import av
import pytest

from tests.acceptance import homes, probing
from tests.acceptance.homes import Ended, Home
from tests.acceptance.probing import Film
from tests.doors.conftest import NARRATION, SMALL, TITLE, make_odd

pytestmark = pytest.mark.slow

ONE = "The sea is wide and cold.\n"
NIGHT = "On night {} the wind came from the north. The keeper counted {} ships.\n\n"
LOG = "# The log\n\n" + "".join(NIGHT.format(n, n + 3) for n in range(2_800))


@pytest.fixture(scope="module")
def films(home: Home) -> Iterator[dict[str, Future[Ended]]]:
    """Three films, two at a time: much of what they do is to start and to wait."""
    (home.desk / "log.md").write_text(LOG, "utf-8")
    (home.desk / "one.md").write_text(ONE, "utf-8")
    shot = ("--channel", "plain", "--shots", "1", *SMALL)
    with ThreadPoolExecutor(2) as pool:
        yield {
            "log": pool.submit(home.run, "make", "log.md", *shot),
            "odd": pool.submit(make_odd, home, "--output", "odd.mp4"),
            "one": pool.submit(home.run, "make", "one.md", *shot),
        }


@pytest.fixture(scope="module")
def made(films: dict[str, Future[Ended]]) -> Ended:
    ended = films["odd"].result()
    assert ended.code == 0, ended.err
    return ended


@pytest.fixture(scope="module")
def film(home: Home, made: Ended) -> Film:
    (task,) = home.path.glob("workspaces/bare/*")
    return Film(home.film_of(made), task)


def test_odd_words_are_kept_as_written(film: Film) -> None:
    assert film.beside(".txt").read_text("utf-8").splitlines() == [*NARRATION]
    assert probing.words_faults(film) == []


def test_odd_words_are_shown_as_written(film: Film) -> None:
    srt = film.beside(".srt").read_text("utf-8")
    shown = " ".join(line for line in srt.splitlines() if line and "-->" not in line)
    for word in ("100%", "{safe}", "C:\\temp,", "\\N", "{\\an8}", "<b>costs</b>", "🚢"):
        assert word in shown.split()


def test_an_odd_title_is_kept_as_written(film: Film) -> None:
    with av.open(str(film.path)) as file:
        assert file.metadata["title"] == TITLE


def test_an_odd_film_is_whole(film: Film) -> None:
    assert probing.technical_faults(film, probing.Expected(320, 180, len(NARRATION))) == []
    assert probing.sync_faults(film) == []


def test_missing_and_broken_branding_is_told_and_left_out(made: Ended) -> None:
    told = made.err.splitlines()
    assert len([line for line in told if "font" in line and "nowhere.ttf" in line]) == 1
    assert len([line for line in told if "watermark" in line]) == 1


def test_asked_for_again_it_is_there_at_once(home: Home, film: Film) -> None:
    again = make_odd(home, "--json").events()
    assert homes.ran_again(again) == []
    assert again[-1]["event"] == "film"
    assert again[-1]["path"] == str(film.task / "film.mp4")
    assert {"stages_s", "task"} <= again[-1].keys()


def test_a_film_that_cannot_be_put_in_place_is_not_lost(home: Home, film: Film) -> None:
    (home.desk / "file").write_text("in the way")
    for place in ("file/film.mp4", "/proc/film.mp4"):
        refused = make_odd(home, "--output", place)
        assert f"Nothing can be written to {place.removesuffix('/film.mp4')}" in refused.refusal
    assert (film.task / "film.mp4").is_file()


def test_status_tells_of_all_and_of_one(home: Home, film: Film) -> None:
    assert TITLE in home.run("status").out
    lines = {line["name"]: line for line in home.run("status", "--json").events()}
    assert (lines[film.task.name]["title"], lines[film.task.name]["label"]) == (TITLE, "Approved")
    one = home.run("status", film.task.name[:9], "--steps")
    assert "assembly/shot-02" in one.out
    (view,) = home.run("status", film.task.name, "--json").events()
    assert {step["status"] for step in view["steps"]} == {"done"}
    assert view["cost_usd"] == "0"
    assert view["files"].keys() == {"film", "srt", "vtt", "transcript", "thumbnail"}


def test_the_plan_comes_before_the_film_and_knows_what_is_there(home: Home, film: Film) -> None:
    words = ("odd.txt", "--script", "--channel", "bare", *SMALL)
    before = home.run("plan", *words)
    assert "To pay: 0.00 USD (before the story is written)." in before.out
    assert "Not begun" in before.out
    (view,) = home.run("plan", *words, "--title", TITLE, "--json").events()
    assert view["task"] == film.task.name
    assert view["exact"] is True
    assert all(line["done"] == line["steps"] for line in view["lines"])
    assert {line["provider"] for line in view["lines"]} == {"local"}
    begun = [line["channel"] for line in home.run("status", "--json").events()]
    assert begun.count("bare") == 1, "a plan begins nothing"


def test_channels_and_doctor_speak_json(home: Home) -> None:
    channels = home.run("channels", "--json").events()
    assert [channel["id"] for channel in channels] == ["plain", "bare"]
    doctor = home.run("doctor", "--json")
    assert doctor.code == 0
    assert all(check["ok"] for check in doctor.events())
    assert any("nowhere.ttf" in check["found"] for check in doctor.events())


def test_two_hundred_kilobytes_of_notes_are_read(
    home: Home, films: dict[str, Future[Ended]]
) -> None:
    assert len(LOG) > 200_000
    assert home.film_of(films["log"].result()).is_file()


def test_one_sentence_is_enough_for_one_shot(home: Home, films: dict[str, Future[Ended]]) -> None:
    film = home.film_of(films["one"].result())
    assert film.with_suffix(".txt").read_text("utf-8") == ONE
