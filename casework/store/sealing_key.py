"""Register of tenant keys, each wrapped by a root key that lives outside the database."""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.registers import TenantRow, classed


class SealingKey(TenantRow):
    """A tenant's data key, useless without the root key `root_id`."""

    __tablename__ = "sealing_key"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, info={"class": "open"})
    root_id: Mapped[str] = classed("open", Text)
    wrapped: Mapped[bytes] = classed("open", LargeBinary)
