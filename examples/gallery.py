"""Six films from six very different pages of notes, and a contact sheet of each.

`python -m examples.gallery [--size 640x360] [NAME ...]` makes the films below build/gallery, the
sheets in docs/pictures and the page docs/gallery.md. A film that is made already is not made again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image
from pydantic import TypeAdapter

from reelworks.domain.story import Story
from reelworks.media import contact_sheet
from reelworks.media.contact_sheet import Tile
from reelworks.media.probe import probe

ROOT = Path(__file__).parents[1]
NOTES, PICTURES, PAGE = ROOT / "examples/notes", ROOT / "docs/pictures", ROOT / "docs/gallery.md"
FILMS = {
    "salmon": "nature",
    "coffee": "history with dates",
    "zero": "an abstract idea",
    "bread": "a recipe",
    "venice": "a city",
    "voyager": "space",
}
_INTRODUCTION = """# Gallery

Six films that `make gallery` makes from six pages of notes, with no key and no account: all 18
shots of each, with what is said in them.
"""
_WIDE, _QUALITY, _MOST_BYTES = 1600, 82, 400_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(FILMS))
    parser.add_argument("--size", default="640x360", help="of the films")
    parser.add_argument("--home", type=Path, default=ROOT / "build/gallery")
    args = parser.parse_args()
    for name in args.names:
        _make(name, args.size, args.home)
        _sheet(name, args.home)
        sys.stdout.write(f"{_film(name, args.home)}\n")
    PAGE.write_text(_page(args.home), "utf-8")


def _make(name: str, size: str, home: Path) -> None:
    """The film as anybody makes it."""
    home.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("reelworks")), "make", str(NOTES / f"{name}.md")]
    options = ["--shots", "18", "--size", size, "--output", str(_film(name, home))]
    environ = {**os.environ, "REELWORKS_HOME": str(home / "home")}
    subprocess.run([*command, *options], check=True, env=environ)


def _film(name: str, home: Path) -> Path:
    return home / f"{name}.mp4"


def _task(name: str, home: Path) -> Path:
    """The newest folder of a film of these notes."""
    folders = (home / "home/workspaces/demo").glob(f"{name}-*")
    return max(folders, key=lambda folder: folder.stat().st_mtime)


def _story(name: str, home: Path) -> Story:
    found = (_task(name, home) / "story.json").read_bytes()
    return TypeAdapter(Story).validate_json(found)


def _sheet(name: str, home: Path) -> None:
    """All shots of a film, each from the middle of its clip, with what is said."""
    story, clips = _story(name, home), _task(name, home) / "videos"
    tiles = [
        Tile(clips / f"shot-{shot.number:02}.mp4", str(shot.number), shot.narration)
        for shot in story.shots
    ]
    large = home / f"{name}.jpg"
    contact_sheet.write(large, tiles, title=story.title)
    with Image.open(large) as picture:
        high = round(picture.height * _WIDE / picture.width)
        small = picture.resize((_WIDE, high), Image.Resampling.LANCZOS)
    target, quality = PICTURES / f"{name}.jpg", _QUALITY
    small.save(target, quality=quality, optimize=True, progressive=True)
    while target.stat().st_size > _MOST_BYTES:
        quality -= 4
        small.save(target, quality=quality, optimize=True, progressive=True)


def _page(home: Path) -> str:
    parts = [_INTRODUCTION]
    parts += [_entry(name, about, home) for name, about in FILMS.items()]
    return "\n".join(parts)


def _entry(name: str, about: str, home: Path) -> str:
    story, seconds = _story(name, home), probe(_film(name, home)).seconds
    return (
        f"## {story.title}\n\n"
        f"{about.capitalize()}, {seconds:.0f} seconds, from "
        f"[{name}.md](../examples/notes/{name}.md).\n\n"
        f"![All shots of the film {story.title}](pictures/{name}.jpg)\n"
    )


if __name__ == "__main__":
    main()
