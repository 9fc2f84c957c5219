"""The base of every register: rows of one tenant, columns of a declared class."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, ForeignKeyConstraint, Integer, MetaData, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from casework.base.ids import new_id
from casework.store.access import ALWAYS
from casework.store.engine import make_engine

NAMES = {
    "pk": "%(table_name)s_pk",
    "fk": "%(table_name)s_%(column_0_N_name)s_fk",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


class Base(DeclarativeBase):
    """Everything mapped for viewer sessions."""

    metadata = MetaData(naming_convention=NAMES)
    # Values set by the database are never fetched back on insert: RETURNING would need the right to read them.
    __mapper_args__ = {"eager_defaults": False}


class NoSession:
    """Stands where Flask-SQLAlchemy keeps its session: without a viewer there is none."""

    def remove(self) -> None:
        """Nothing to remove; Flask-SQLAlchemy calls this at the end of each request."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(
            "There is no session without a viewer. Use casework.store.session.viewing(viewer)."
        )


class Database(SQLAlchemy):
    """Flask-SQLAlchemy for engines and configuration; sessions come only from `viewing`."""

    def _make_scoped_session(self, options: dict[str, Any]) -> Any:
        return NoSession()

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        from casework.store.guarding import guarded  # the gate knows the registers

        return guarded(make_engine(str(options["url"]), pool_size=app.config.get("WEB_THREADS", 8)))


def bind_registers(app: Flask, url: str) -> None:
    """Give the application its engine on the registers: the app login's."""
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", url)
    db.init_app(app)


db = Database(model_class=Base)


def classed(cls: str, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A mapped column of class `cls`, one of `access.CLASSES`.

    A nullable column that may be withheld gets a server default, so that an insert by a viewer who may not write
    the class leaves it out instead of sending NULL (which its column grant would refuse).
    """
    nullable = options.get("nullable", False)
    options.setdefault("nullable", nullable)
    if nullable and cls not in ALWAYS and "default" not in options:
        options.setdefault("server_default", text("null"))
    return mapped_column(*args, info={"class": cls}, **options)


class TenantRow(Base):
    """A row that belongs to a tenant. `tenant_id` leads every key, so no reference can cross tenants."""

    __abstract__ = True
    __whose__: ClassVar[tuple[str, ...]] = ("id",)
    """The columns that say whose data a row is: what the ledger names when it is shown."""

    tenant_id: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, sort_order=-2, info={"class": "open"}
    )


class Register(TenantRow):
    """A row with an id of its own, made in the app (UUIDv7)."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(
        Uuid, primary_key=True, sort_order=-1, default=new_id, info={"class": "open"}
    )


def reference(target: str, column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A reference to (tenant_id, id) of `target` held in `column`: the tenant is part of every key."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], ondelete=ondelete
    )
