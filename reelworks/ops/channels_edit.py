"""Changing channels.yaml itself: a channel more or one less; comments and all else stay."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from reelworks.domain.errors import BadInput, NotAllowed, NotFound
from reelworks.ops import channels
from reelworks.ops.channels import ChannelsFile
from reelworks.ops.files import write_whole


def add(path: Path, entry: Mapping[str, object]) -> ChannelsFile:
    """Put a channel at the end of the file. Raises BadChannels, NotAllowed: nothing changed."""
    return _changed(path, lambda entries: entries.append(dict(entry)))


def remove(path: Path, channel: str) -> ChannelsFile:
    """Take a channel out of the file. Raises NotFound, BadInput for the last one, NotAllowed."""

    def without(entries: list[Any]) -> None:
        known = [n for n, one in enumerate(entries) if str(one.get("id")) == channel]
        if not known:
            raise NotFound(f"There is no channel {channel!r} in {path}.")
        if len(entries) == 1:
            raise BadInput("It is the only channel.", remedy="Add another one first.")
        del entries[known[0]]

    return _changed(path, without)


def _changed(path: Path, change: Callable[[list[Any]], None]) -> ChannelsFile:
    if path.is_relative_to(str(files("reelworks"))):
        raise NotAllowed(
            "The channels are those that come with the package.",
            remedy="Copy examples/channels.yaml to where you work, and start again there.",
        )
    channels.read(path)  # a file with faults is first put right by hand
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(path.read_text("utf-8-sig"))
    change(document["channels"])
    written = io.StringIO()
    yaml.dump(document, written)
    return _replaced(path, written.getvalue())


def _replaced(path: Path, text: str) -> ChannelsFile:
    """Write it only if it can be read: tried beside the file, then put in its place."""
    tried = path.with_name(f".{path.name}.tried")
    try:
        tried.write_text(text, "utf-8")
        found = channels.read(tried)
        write_whole(path, text.encode())
    except OSError as error:
        raise NotAllowed(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Change it where it comes from; it is read again by itself.",
        ) from error
    finally:
        tried.unlink(missing_ok=True)
    return found
