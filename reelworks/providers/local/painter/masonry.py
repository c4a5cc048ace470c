"""Patterns of walls and floors: planks, blocks, bricks, tiles, windows, plaster."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.solids import Patch, Pattern


def chance(a: Floats, b: Floats, salt: float) -> Floats:
    """A number from 0 to 1 for every cell (a, b)."""
    wave = np.sin(a * np.float32(12.9898) + b * np.float32(78.233) + np.float32(salt * 37.719))
    wave = wave * np.float32(4375.85)
    out: Floats = wave - np.floor(wave)
    return out


def seam(inside: Floats, length: float, width: float, fine: Floats) -> Floats:
    """How much of a pixel a seam between cells covers; `inside` is where in its cell it lies."""
    middle = np.minimum(inside, length - inside)
    full = np.maximum(np.float32(width), fine)
    out: Floats = np.clip(1 - middle / full, 0, 1) * np.minimum(np.float32(width) / full, 1)
    return out


def blocks(tall: float = 0.34, long: float = 0.7, joint: float = 0.022) -> Pattern:
    """Courses of stone or brick."""

    def pattern(patch: Patch) -> Floats:
        course = np.floor(patch.v / tall)
        shift = chance(course, course * 0 + 3, patch.salt) + 0.5 * (course % 2)
        along = patch.u / long + shift
        stone = np.floor(along)
        joints = np.maximum(
            seam((along - stone) * long, long, joint, patch.fine_u),
            seam(patch.v - course * tall, tall, joint, patch.fine_v),
        )
        weather = patch.noise.at(patch.u / 2.1 + patch.salt * 7, patch.v / 1.7, 4, 0.6)
        calm = np.clip(tall * 0.45 / np.maximum(patch.fine_v, 1e-4), 0, 1)
        own = (0.26 * chance(stone, course, patch.salt) - 0.13) * calm
        out: Floats = (0.97 + own + 0.13 * weather) * (1 - 0.42 * joints)
        return out

    return pattern


def pierced(wall: Pattern, openings: Pattern) -> Pattern:
    """A wall with dark openings in it."""

    def pattern(patch: Patch) -> Floats:
        out: Floats = wall(patch) * (1 - 0.72 * openings(patch))
        return out

    return pattern


def planks(wide: float = 0.2, long: float = 2.6, *, upright: bool = False) -> Pattern:
    """Boards along u (or along v when upright), with grain."""

    def pattern(patch: Patch) -> Floats:
        u, v, fu, fv = patch.u, patch.v, patch.fine_u, patch.fine_v
        if upright:
            u, v, fu, fv = v, u, fv, fu
        row = np.floor(v / wide)
        along = u / long + chance(row, row * 0 + 5, patch.salt)
        board = np.floor(along)
        gaps = np.maximum(
            seam(v - row * wide, wide, 0.012, fv), seam((along - board) * long, long, 0.01, fu)
        )
        grain = patch.noise.at(u / 1.3 + row * 3.7, v / 0.09, 3, 0.6)
        calm = np.clip(0.05 / np.maximum(fv, 1e-4), 0, 1)
        tone = 0.82 + 0.3 * chance(board, row, patch.salt) + 0.12 * grain * calm
        out: Floats = tone * (1 - 0.6 * gaps)
        return out

    return pattern


def tiles(side: float = 0.6, contrast: float = 0.25) -> Pattern:
    """Square slabs, every other one darker."""

    def pattern(patch: Patch) -> Floats:
        column, row = np.floor(patch.u / side), np.floor(patch.v / side)
        joints = np.maximum(
            seam(patch.u - column * side, side, 0.012, patch.fine_u),
            seam(patch.v - row * side, side, 0.012, patch.fine_v),
        )
        calm = np.clip(side * 0.4 / np.maximum(patch.fine_v, 1e-4), 0, 1)
        odd = ((column + row) % 2 - 0.5) * calm
        worn = patch.noise.at(patch.u / 1.4, patch.v / 1.4 + patch.salt, 3)
        tone = 0.95 + contrast * odd + 0.1 * chance(column, row, patch.salt) * calm + 0.07 * worn
        out: Floats = tone * (1 - 0.35 * joints)
        return out

    return pattern


def plaster(rough: float = 0.16, scale: float = 1.8) -> Pattern:
    """A worn even wall."""

    def pattern(patch: Patch) -> Floats:
        worn = patch.noise.at(patch.u / scale + patch.salt * 5, patch.v / scale, 5, 0.55)
        damp = np.exp(-np.maximum(patch.v, 0) / np.float32(0.5)) * np.float32(rough * 0.9)
        out: Floats = 1 + np.float32(rough) * worn - damp
        return out

    return pattern


def cobbles(side: float = 0.16) -> Pattern:
    """Rounded paving stones."""

    def pattern(patch: Patch) -> Floats:
        row = np.floor(patch.v / side)
        along = patch.u / side + 0.5 * (row % 2)
        stone = np.floor(along)
        x, y = along - stone - 0.5, patch.v / side - row - 0.5
        round_top = np.clip(1 - 3.4 * (x**4 + y**4) * 2, -0.6, 1)
        calm = np.clip(side * 0.5 / np.maximum(patch.fine_v, 1e-4), 0, 1)
        patchy = patch.noise.at(patch.u / 2.3, patch.v / 2.3, 4, 0.6)
        own = 0.3 * chance(stone, row, patch.salt) - 0.15
        out: Floats = 0.9 + calm * (0.16 * round_top + own) + 0.12 * patchy
        return out

    return pattern


def ripples(long: float = 1.2) -> Pattern:
    """Small waves on still water, drawn out along u."""

    def pattern(patch: Patch) -> Floats:
        calm = np.clip(0.3 / np.maximum(patch.fine_v, 1e-4), 0, 1)
        wave = patch.noise.at(patch.u / long, patch.v / (0.4 * long), 4, 0.6)
        out: Floats = 1 + (0.3 * np.sin(wave * 5) + 0.2 * wave) * calm
        return out

    return pattern


def courses(tall: float = 0.28) -> Pattern:
    """Roof tiles in rows, each throwing a little shade on the next."""

    def pattern(patch: Patch) -> Floats:
        row = np.floor(patch.v / tall)
        down = patch.v / tall - row
        calm = np.clip(tall * 0.5 / np.maximum(patch.fine_v, 1e-4), 0, 1)
        tile = np.floor(patch.u / (tall * 0.8) + 0.5 * (row % 2))
        own = 0.28 * chance(tile, row, patch.salt) - 0.14
        worn = patch.noise.at(patch.u / 2 + patch.salt * 3, patch.v / 2, 3)
        out: Floats = 0.95 + calm * (0.22 * (0.5 - down) + own) + 0.1 * worn
        return out

    return pattern


def stripes(wide: float, contrast: float = 0.5) -> Pattern:
    """Light and dark bands across."""

    def pattern(patch: Patch) -> Floats:
        odd = np.floor(patch.u / wide) % 2 * np.clip(wide / patch.fine_u, 0, 1)
        out: Floats = 1 + contrast * (odd - 0.3)
        return out

    return pattern


class Windows:
    """Rows of windows: `glass` darkens the wall where they are, `lit` says which ones shine."""

    def __init__(self, across: float, up: float, wide: float, tall: float, share: float) -> None:
        self._across, self._up = across, up
        self._wide, self._tall, self._share = wide, tall, share

    def glass(self, patch: Patch) -> Floats:
        cover, column, floor = self._cells(patch)
        x = np.abs(patch.u / self._across - column - 0.5) * self._across
        y = patch.v / self._up - floor - 0.52
        near = np.clip(0.06 / patch.fine_u, 0, 1) * np.clip(0.06 / patch.fine_v, 0, 1)
        bars = np.clip(1 - x / np.maximum(0.04, patch.fine_u), 0, 1)
        bars = np.maximum(bars, np.clip(1 - np.abs(y * self._up - 0.12) / 0.05, 0, 1)) * near
        frame = self._inside(patch, x, y * self._up, 0.11) * near
        worn = patch.noise.at(patch.u / 9 + patch.salt * 5, patch.v / 9, 3)
        pane = 0.42 + 0.22 * np.clip(y * self._up / self._tall + 0.5, 0, 1)
        wall = (1 + 0.1 * worn) * (1 + 0.12 * frame)
        out: Floats = wall + (pane + (0.75 - pane) * bars - wall) * cover
        return out

    def lit(self, patch: Patch) -> Floats:
        cover, column, floor = self._cells(patch)
        on = chance(column, floor, patch.salt + 1) < self._share
        bright = 0.55 + 0.45 * chance(column, floor, patch.salt + 2)
        x = np.abs(patch.u / self._across - column - 0.5) * self._across
        bars = np.clip(1 - x / np.maximum(0.04, patch.fine_u), 0, 1)
        out: Floats = cover * on * bright * (1 - 0.6 * bars * np.clip(0.06 / patch.fine_u, 0, 1))
        return out

    def _inside(self, patch: Patch, x: Floats, y: Floats, more: float) -> Floats:
        """How much of a pixel lies in a window that is `more` metres larger all round."""
        inside_x = np.clip((self._wide / 2 + more - x) / patch.fine_u + 0.5, 0, 1)
        inside_y = np.clip((self._tall / 2 + more - np.abs(y)) / patch.fine_v + 0.5, 0, 1)
        out: Floats = inside_x * inside_y
        return out

    def _cells(self, patch: Patch) -> tuple[Floats, Floats, Floats]:
        """How much of a pixel is window, and its column and floor."""
        column, floor = np.floor(patch.u / self._across), np.floor(patch.v / self._up)
        x = np.abs(patch.u - (column + 0.5) * self._across)
        y = patch.v - (floor + 0.52) * self._up
        share = np.clip(self._wide / patch.fine_u, 0, 1) * np.clip(self._tall / patch.fine_v, 0, 1)
        return self._inside(patch, x, y, 0.0) * share, column, floor
