"""A working folder in which every name is ours, so that no name ever needs escaping for FFmpeg."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reelworks.media.typeset import Script
from reelworks.ops import ffmpeg, programs

# libass looks for fonts in the folder that it is given and nowhere else: a film looks the same on
# every machine.
_NO_SYSTEM_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>'


@dataclass(frozen=True, slots=True)
class Room:
    """The folder. FFmpeg runs inside it and is given bare names."""

    folder: Path

    def path(self, name: str) -> Path:
        """Where a file of this room lies."""
        return self.folder / name

    def link(self, name: str, target: Path) -> None:
        """Give a file from outside a name of ours."""
        self.path(name).symlink_to(target.resolve())

    def furnish(self, script: Script) -> None:
        """Lay out text for the filter `ass=text.ass:fontsdir=fonts`; its sheets: `sheet0.ass`..."""
        texts = {f"sheet{number}": sheet.text for number, sheet in enumerate(script.sheets)}
        texts |= {"text": script.text} if script.text else {}
        for name, text in texts.items():
            self.path(f"{name}.ass").write_text(text, encoding="utf-8")
        self.path("fonts").mkdir()
        for number, path in enumerate(dict.fromkeys(face.path for face in script.faces)):
            self.link(f"fonts/{number:02}{path.suffix.lower()}", path)

    def ffmpeg(
        self, args: Sequence[str], *, stdin: bytes | None = None, timeout_s: float = 1800
    ) -> tuple[bytes, str]:
        """Run FFmpeg here; returns its standard output, and its words."""
        self.path("fonts.conf").write_text(_NO_SYSTEM_FONTS, encoding="utf-8")
        env = {"FONTCONFIG_FILE": str(self.path("fonts.conf")), "HOME": str(self.folder)}
        command = ffmpeg.command(args)
        done = programs.run(command, timeout_s=timeout_s, stdin=stdin, cwd=self.folder, env=env)
        return done.stdout, done.stderr.decode(errors="replace")


@contextmanager
def room(parent: Path) -> Iterator[Room]:
    """A new room in `parent`, gone afterwards; what is to stay is moved out of it before."""
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".room-", dir=parent) as folder:
        yield Room(Path(folder).resolve())
