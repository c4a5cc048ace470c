"""The file of prices: ours is whole, a person's is read beside it, and a bad one is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reelworks.domain.channels import MODELS
from reelworks.domain.errors import BadInput
from reelworks.domain.money import usd
from reelworks.ops import prices

ENTRY = "service: gemini, model: mine, unit: image, usd: 0.5, seen: '2026-11-26', source: a bill"


def own(home: Path, text: str) -> Path:
    (home / "prices.yaml").write_text(text, "utf-8")
    return home


def test_every_usual_model_has_a_price() -> None:
    table = prices.table()
    assert [named for named, model in MODELS.items() if not table.known(named[0], model)] == []


def test_every_price_says_when_and_where_it_was_read() -> None:
    for price in prices.table().entries:
        assert date.fromisoformat(price.seen) <= date(2026, 11, 26), price
        assert price.source, price
        assert price.usd > 0


def test_a_persons_file_adds_to_ours(tmp_path: Path) -> None:
    table = prices.table(own(tmp_path, f"prices: [{{{ENTRY}}}]"))
    assert table.cost("gemini", "mine", {table.of("gemini", "mine")[0].unit: 1}) == usd("0.5")
    assert table.known("gemini", MODELS["gemini", next(n for p, n in MODELS if p == "gemini")])


BAD = {
    "": "the file",
    "prices: []": "prices",
    "prices: [{}]": "entry 1",
    "prices: [": "cannot be used",
    f"prices: [{{{ENTRY}, secnds: 5}}]": "'secnds' is nothing that a price has",
    f"prices: [{{{ENTRY.replace('image', 'picture')}}}]": "unit",
    f"prices: [{{{ENTRY.replace('0.5', 'cheap')}}}]": "usd",
    f"prices: [{{{ENTRY.replace('0.5', '-1')}}}]": "no price",
    f"prices: [{{{ENTRY.replace('0.5', '.nan')}}}]": "usd",
    f"prices: [{{{ENTRY}, per: 0}}]": "no price",
    f"prices: [{{{ENTRY}}}, {{{ENTRY}}}]": "prices something twice",
}


@pytest.mark.parametrize(("text", "reason"), BAD.items())
def test_a_bad_file_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadInput, match="prices") as refused:
        prices.table(own(tmp_path, text))
    assert reason in refused.value.message


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_bytes(b"prices: \xff")
    with pytest.raises(BadInput):
        prices.table(tmp_path)
