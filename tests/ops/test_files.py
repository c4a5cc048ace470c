"""Files: what looks like text to a program and is none."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from reelworks.ops.files import document_kind


def packed() -> bytes:
    """As word processors save it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as document:
        document.writestr("word/document.xml", "<w:t>The sea is wide.</w:t>")
    return file.getvalue()


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (packed(), "a packed document"),
        (picture("png"), "a picture"),
        (picture("jpeg"), "a picture"),
        (picture("gif"), "a picture"),
        (b"\xef\xbb\xbf{\\rtf1 The sea}", "an RTF document"),
        (b"\n%PDF-1.7\n", "a PDF"),
        (b"<?xml version='1.0'?><office/>", "an XML document"),
    ],
    ids=["docx", "png", "jpeg", "gif", "rtf", "pdf", "xml"],
)
def test_a_document_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert document_kind(content) == kind


@pytest.mark.parametrize("text", ["", "The sea.", "# PDF", "{rtf}", "<p>The sea</p>", "100% sea"])
def test_a_text_is_none(text: str) -> None:
    assert document_kind(text.encode()) is None
