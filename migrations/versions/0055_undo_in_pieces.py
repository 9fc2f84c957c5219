"""An import is taken back in pieces, each of them quick whatever else lies in the tables."""

import re
from pathlib import Path

from alembic import op

revision = "0055_undo_in_pieces"
down_revision = "0054_person_classes"
branch_labels = None
depends_on = None

_LAST = """
    ) q limit 1;"""
_INDEXES = (
    "outward_disclosure_vehicle_ix",
    "lender_notice_lien_ix",
    "batch_line_donor_ix",
    "tribute_tell_ix",
    "matching_claim_company_ix",
    "household_member_person_ix",
    "person_merge_gone_ix",
    "two_people_second_ix",
)


def upgrade() -> None:
    """Index what foreign keys ask for, plan their checks once, ask by ids, and look before anything is taken back."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    _run(text.replace("{p}", op.get_context().opts["prefix"]))


def downgrade() -> None:
    """As before. What is being taken back just then is begun anew."""
    _run(_as_made("guard.nothing_built_upon").replace(_LAST, _more() + _LAST, 1))
    _run(_as_made("guard.who_was_built_upon"))
    _run("revoke all on function guard.who_was_built_upon(int, uuid, text, text) from public")
    _run(_as_made("public.import_take_back"))
    _run("drop function public.import_look_back(uuid, int, int)")
    _run("drop function guard.lines_built_upon(int, uuid, int, int, text, text)")
    _run("drop function guard.made(int, uuid, int, int, text)")
    _run("drop function guard.must_be_undoing(uuid)")
    _run("alter table public.import_run drop column undo_looked")
    for name in _INDEXES:
        _run(f"drop index public.{name}")


def _more() -> str:
    """What brands and liens added to what is looked at."""
    text = Path(__file__).with_name("0039_more_imports.py").read_text(encoding="utf-8")
    found = re.search(r'_MORE = """(.*?)"""', text, re.DOTALL)
    if found is None:
        raise LookupError("0039_more_imports")
    return found[1]


def _as_made(function: str) -> str:
    """The function as imports came with it."""
    text = Path(__file__).with_name("0021_imports.sql").read_text(encoding="utf-8")
    found = re.search(rf"create (function {re.escape(function)}.*?end \$\$;)", text, re.DOTALL)
    if found is None:
        raise LookupError(function)
    return f"create or replace {found[1]}"


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and braces of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
