"""The sandbox's own door: its bill, what it received, its faults and its dials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.ledger import Ledger
from reelworks.sandbox.vendor import Desk, bare_app

Desks = Mapping[str, Desk]


class Wrong(BaseModel):
    """What is to go wrong. `fault` happens to the next `times` calls; `rate` is 0..1.

    `outage_s` is in the vendor's seconds, from now on; 0 ends one. No `vendor` means all of them.
    """

    model_config = ConfigDict(extra="forbid")

    vendor: str = ""
    fault: Fault | None = None
    operation: str = ""
    times: int = Field(default=1, ge=1, le=10_000)
    rate: float | None = Field(default=None, ge=0, le=1)
    kinds: tuple[Fault, ...] = ()
    outage_s: float | None = Field(default=None, ge=0)
    clear: bool = False


def app(
    ledger: Ledger,
    desks: Desks,
    environment: Callable[[], Mapping[str, str]],
    people: Mapping[str, FastAPI],
) -> FastAPI:
    """The control's routes; `people`: the doors of those who act at a vendor by hand."""
    door = bare_app("Reelworks sandbox")
    _books(door, ledger)
    _changes(door, desks)

    @door.get("/health")
    def health() -> dict[str, object]:
        return {"ok": True, "vendors": {name: desk.url for name, desk in desks.items()}}

    @door.get("/environment")
    def variables() -> Mapping[str, str]:
        return environment()

    for name, theirs in people.items():
        door.mount(f"/{name}", theirs)
    return door


def _books(door: FastAPI, ledger: Ledger) -> None:
    """What was received and charged."""

    @door.get("/bill")
    def bill(vendor: str = "") -> dict[str, object]:
        lines = [_plain(asdict(line)) for line in ledger.bill(vendor)]
        return {"lines": lines, "total_usd": str(ledger.total(vendor))}

    @door.get("/charges")
    def charges(vendor: str = "") -> list[dict[str, object]]:
        found = [asdict(c) for c in list(ledger.charges) if vendor in {"", c.vendor}]
        return [_plain(charge) for charge in found]

    @door.get("/received")
    def received(vendor: str = "", last: int = 1000) -> list[dict[str, object]]:
        found = [asdict(r) for r in list(ledger.received) if vendor in {"", r.vendor}]
        return found[-last:]


def _changes(door: FastAPI, desks: Desks) -> None:
    """What goes wrong, and the dials."""

    @door.get("/faults")
    def faults() -> dict[str, object]:
        return {name: _state(desk) for name, desk in desks.items()}

    @door.post("/faults")
    def go_wrong(wrong: Wrong) -> dict[str, object]:
        for desk in _meant(desks, wrong.vendor):
            _spoil(desk, wrong)
        return faults()

    @door.post("/dials/{vendor}")
    def turn(vendor: str, dials: dict[str, float]) -> dict[str, float]:
        desk = _meant(desks, vendor)[0]
        if unknown := set(dials) - set(desk.dials):
            known = ", ".join(sorted(desk.dials)) or "none"
            raise HTTPException(422, f"{vendor} has no {min(unknown)!r}; it has: {known}.")
        with desk.lock:
            desk.dials.update(dials)
        return desk.dials


def _meant(desks: Desks, vendor: str) -> list[Desk]:
    if vendor and vendor not in desks:
        raise HTTPException(404, f"The sandbox has no {vendor!r}; it has: {', '.join(desks)}.")
    return [desks[vendor]] if vendor else list(desks.values())


def _spoil(desk: Desk, wrong: Wrong) -> None:
    faults = desk.faults
    if wrong.clear:
        faults.clear()
    if wrong.kinds:
        faults.kinds = wrong.kinds
    if wrong.rate is not None:
        faults.rate = wrong.rate
    if wrong.outage_s is not None:
        faults.out_until = desk.clock() + wrong.outage_s
    if wrong.fault is not None:
        try:
            faults.order(wrong.fault, wrong.operation, wrong.times)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error


def _state(desk: Desk) -> dict[str, object]:
    faults = desk.faults
    return {
        "rate": faults.rate,
        "kinds": [kind.value for kind in faults.kinds if kind in faults.known],
        "outage_left_s": max(0.0, faults.out_until - desk.clock()),
        "ordered": [f"{o.fault.value} {o.operation}".strip() for o in list(faults.ordered)],
        "known": sorted(fault.value for fault in faults.known),
        "dials": dict(desk.dials),
    }


def _plain(facts: dict[str, object]) -> dict[str, object]:
    """Exact amounts as text."""
    exact = {"units", "usd"}
    return {name: str(value) if name in exact else value for name, value in facts.items()}
