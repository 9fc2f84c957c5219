"""What a compiled statement proves about itself, and what is vouched for in advance."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import BindParameter, Column, Table

RULE = "casework.rule"
"""The annotation of a condition that stands for a rule by name."""

FUNCTIONS = frozenset({"count", "sum", "min", "max", "avg", "coalesce", "lower", "upper"})
OUR_FUNCTIONS: frozenset[str] = frozenset(
    {
        "identity.plant_code",  # keeps the hash of an applicant's code
        "ledger_append",  # what a viewer did; who and when come from the signed viewer
        "hashtextextended",  # a name as a number, for the next
        "public.mail_held",
        "pg_advisory_xact_lock",  # for what must happen once
        "ledger_append_then",  # the same at an earlier time, in an installation of samples alone
        "own_looks",  # who looked at the applicant's one case
        "stored_files",  # only for the sweep
        "tenant_key_in_use",  # which version wraps new keys, and a shared lock on it
        "plates_like",  # marks that a partial plate fits: no index serves a pattern behind row rules
        "vehicle_standing",  # facts about a vehicle on record, none about its owners
        "vehicle_title_form",  # whether its newest title is on paper
        "import_take_back",  # only for an import that is being undone: deletes what it made, or fails
        "import_look_back",  # the same: fails where something was built upon it, deletes nothing
        "import_forget_check",  # only for imports: deletes what a dry run noted
        "link_followed",  # links the case of the viewer's own draft to the one that the draft follows
        "unit_taking",  # which unit a new case goes to
        "disclosures_end",  # only for the daily job: deletes disclosures whose time is over, by the database's clock
        "hand_out_receipt",  # notes that a receipt was handed out; whether for the first time
        "hide_name",  # only for who reads hidden names: puts another in its place
        "name_again",  # the same, back
        "no_mail_to",  # whether somebody said no to mail of this kind, or died
        "receipt_name",  # the name that the law wants on a receipt; for who keeps the books
        "receipt_address",  # and the address
        "tenant_key_turned",  # only for a rotation: whether nobody uses an older version any more
    }
)
"""Functions of the database that are ours: each checks the signed viewer itself, and has its own test."""

OPERATORS = frozenset({"@>", "<@", "&&", "->", "->>", "||", "?"})
"""Operators beside SQLAlchemy's own. A custom one is raw text between two values."""


PLAIN_TYPE = re.compile(r"[a-z_]+(\(\d+(, ?\d+)?\))?[a-z ]*(\[\])*", re.IGNORECASE)
"""How a type is written that is nothing but a type: the name of one can hold any SQL."""


class Proof:
    """What one compiled statement proves. Columns and tables are those of the registers."""

    __slots__ = ("fired", "kind", "passed", "reads", "refused", "sources", "tables", "tenants", "writes")

    def __init__(self) -> None:
        self.kind = "select"  # or "insert", "update", "delete"
        self.reads: set[Column[Any]] = set()  # rendered anywhere: shown, compared, sorted by, counted
        self.writes: set[Column[Any]] = set()
        self.tables: set[Table] = set()
        self.sources: set[tuple[Table, frozenset[str]]] = set()  # each FROM, with the rules proved for it
        self.tenants: set[BindParameter[Any]] = set()  # compared with tenant_id, and not the viewer's own
        self.refused: list[str] = []
        self.fired: set[str] = set()  # the prover's hooks that looked at it
        self.passed: set[Any] = set()  # policies for which all this was found good: the gate's memory
