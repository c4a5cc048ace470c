"""The type of a row whose columns the query names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

Record = Row[*tuple[Any, ...]]
