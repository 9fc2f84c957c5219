"""The wall in the database: row-level security, column roles, and settings that only the app can sign.

What it holds alone, whatever SQL arrives: the tenant, the column classes, the labels of facts and documents,
sealed cases, and for an applicant the one case. Scopes inside a tenant (units) are the rewriter's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from psycopg.pq import Escaping, ExecStatus, TransactionStatus
from sqlalchemy import text
from sqlalchemy.engine import Connection

from casework.base.values import Value
from casework.store.access import ALWAYS, SEALED_CASE, Access, Viewer
from casework.store.keys import KeyRing
from casework.store.roles import set_role


class Installation(Value):
    """What the app needs to pass the wall: its roles' prefix, the key that signs viewers, the root keys."""

    prefix: str
    wall_key: bytes
    keys: KeyRing


ENTER = text(
    "select set_config('app.viewer', :viewer, true), set_config('app.seal', :seal, true),"
    " set_config('role', :role, true)"
)


_BEGIN = (
    "begin; select set_config('app.viewer', {viewer}, true), set_config('app.seal', {seal}, true),"
    " set_config('role', {role}, true)"
)


@lru_cache(maxsize=512)
def role_of(access: Access, prefix: str) -> str:
    """The composite role that holds exactly the policy's classes."""
    return set_role(prefix, access.read | ALWAYS, access.write | ALWAYS)


def enter(connection: Connection, viewer: Viewer, installation: Installation) -> None:
    """Tell the database who looks, once per transaction, signed for this backend.

    Begun and told in one message where the transaction has not begun: the wall costs no round trip of its own. What
    goes wrong there is said by the ordinary way.
    """
    role = role_of(viewer.access, installation.prefix)
    told = _words(viewer, role)  # type: ignore[arg-type]  # a frozen viewer is hashable
    libpq = connection.connection.driver_connection.pgconn  # type: ignore[union-attr]  # psycopg's
    signed = {"viewer": told, "seal": seal(told, libpq.backend_pid, installation.wall_key), "role": role}
    if libpq.transaction_status == TransactionStatus.IDLE:
        quoted = Escaping(libpq).escape_literal
        words = {name: bytes(quoted(value.encode())).decode() for name, value in signed.items()}
        if libpq.exec_(_BEGIN.format(**words).encode()).status == ExecStatus.TUPLES_OK:
            return
        connection.connection.rollback()
    connection.execute(ENTER, signed)


@lru_cache(maxsize=4096)
def _words(viewer: Viewer, role: str) -> str:
    parts = (
        viewer.tenant,
        role,
        ",".join(sorted(viewer.access.read_labels | _sealed_cases(viewer.access))),
        viewer.case or "",
        viewer.actor_kind,
        viewer.actor or "",
        viewer.purpose,
        ",".join(sorted(viewer.access.write_labels)),
    )
    return "|".join(str(part) for part in parts)


def _sealed_cases(access: Access) -> frozenset[str]:
    return frozenset({SEALED_CASE}) if access.sealed_cases else frozenset()


def seal(told: str, backend_pid: int, key: bytes) -> str:
    """The keyed digest that the database's own functions check. Nested, so that nothing can be appended."""
    inner = hashlib.sha256(key + f"{told}|{backend_pid}".encode()).digest()
    return hashlib.sha256(key + inner).hexdigest()


POLICIES: Mapping[str, str] = {
    # rows of the tenant, applicants included
    "tenant": "tenant_id = (select viewer_tenant())",
    # rows of the tenant, for staff and jobs only
    "staff": "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)",
    # as it began; 0008_scopes keeps sealed cases for those whom the kind lets see them, 0060_quicker_wall asks less
    "case": (
        "tenant_id = (select viewer_tenant())"
        " and (not sealed or 'sealed' = any ((select viewer_labels())::text[]))"
        " and ((select viewer_case() is null) or id = (select viewer_case()))"
    ),
    # rows under a case: visible, and writable, only where the case is
    "of_case": (
        'tenant_id = (select viewer_tenant()) and exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id)"
    ),
    # that one case follows another: for staff and jobs who see both
    "linked": (
        "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)"
        ' and exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id)"
        ' and exists (select 1 from public."case" e'
        " where e.tenant_id = {table}.tenant_id and e.id = {table}.earlier_id)"
    ),
    "labelled": (
        "tenant_id = (select viewer_tenant()) and label = any ((select viewer_labels())::text[])"
        ' and exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id)"
    ),
    # what a labelled row may be made or left as: its label is one the viewer writes, if perhaps never reads
    "labelled check": (
        "tenant_id = (select viewer_tenant()) and label = any ((select viewer_write_labels())::text[])"
        ' and exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id)"
    ),
    # an applicant's own rows of a register that staff see whole
    "letter": (
        "tenant_id = (select viewer_tenant())"
        " and ((select viewer_case() is null) or case_id = (select viewer_case()))"
    ),
    # papers that were issued: unless their case is sealed, and to an applicant those that are theirs
    "issued": (
        "tenant_id = (select viewer_tenant()) and ((select viewer_case() is null)"
        " and (case_id is null or (select viewer_actor_kind()) = 'system'"
        " or 'sealed_case' = any ((select viewer_labels())::text[]) or not case_is_sealed(case_id))"
        " or (case_id = (select viewer_case()) and to_applicant))"
    ),
    # what came in by post: staff and jobs; of a sealed case only for those who see that
    "post": (
        "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)"
        " and (case_id is null or (select viewer_actor_kind()) = 'system'"
        " or 'sealed_case' = any ((select viewer_labels())::text[]) or not case_is_sealed(case_id))"
    ),
    # emergency accesses: one's own, those of everybody for who reviews them, and what jobs tell of them
    "emergency": (
        "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)"
        " and (opened_by = (select viewer_actor()) or (select viewer_purpose()) in"
        " ('oversight', 'system:break_glass', 'system:send_letter', 'system:load_demo'))"
    ),
    # why somebody keeps away from a case: told to themselves, to who said so, and to the privacy officer
    "relation": (
        "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)"
        " and (member_id = (select viewer_actor()) or declared_by = (select viewer_actor())"
        " or (select viewer_purpose()) = 'oversight')"
    ),
    # that somebody keeps away: told to themselves, and to who sees the case (0060_quicker_wall asks less)
    "conflict": (
        "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)"
        ' and (member_id = (select viewer_actor()) or exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id))"
    ),
    "holder": (
        "tenant_id = (select viewer_tenant())"
        " and ((select viewer_case() is null) or holder = (select viewer_case())::text)"
    ),
    # keys of sealed values; an applicant's own draft or case alone. No key is of use without those above it.
    "key": (
        "tenant_id = (select viewer_tenant())"
        " and ((select viewer_case() is null) or holder = (select viewer_case()))"
    ),
    # what everybody may know of requests: published ones, and the face of a case that is seen
    "listed": (
        'tenant_id = (select viewer_tenant()) and (published or exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id))"
    ),
    # being published makes nobody its writer
    "listed check": (
        'tenant_id = (select viewer_tenant()) and exists (select 1 from public."case" c'
        " where c.tenant_id = {table}.tenant_id and c.id = {table}.case_id)"
    ),
    # shown to everybody at the tenant, made by staff and jobs
    "shown": "tenant_id = (select viewer_tenant())",
    "shown check": "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)",
    # who wants news: themselves, and the jobs that send them
    "follower": (
        "tenant_id = (select viewer_tenant())"
        " and (id = (select viewer_case()) or (select viewer_purpose()) like 'system:%')"
    ),
    # what a lender is told and sends: its own alone, and staff and jobs
    "lender": (
        "tenant_id = (select viewer_tenant())"
        " and ((select viewer_case() is null) or elt_id = (select viewer_case()))"
    ),
    # what an applicant has begun: nobody else sees it, jobs apart
    "draft": (
        "tenant_id = (select viewer_tenant())"
        " and ({key} = (select viewer_case()) or (select viewer_purpose()) like 'system:%')"
    ),
}


class Fence(NamedTuple):
    """How a register stands behind the wall.

    `columns` maps each class to its columns, `rights` lists what may be done beside reading: insert, update,
    delete. A register without update is append-only.
    """

    table: str
    policy: str
    rights: str
    columns: Mapping[str, str]


def fence_statements(fence: Fence, prefix: str) -> Iterable[str]:
    """The statements that put a register behind the wall; migrations run them as the owner."""
    table = f'public."{fence.table}"'
    key = "id" if fence.table == "draft" else "draft_id"
    rule = POLICIES[fence.policy].format(table=table, key=key)
    check = POLICIES.get(f"{fence.policy} check", POLICIES[fence.policy]).format(table=table, key=key)
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    yield f"create policy owner on {table} to current_user using (true) with check (true)"
    yield f"create policy viewer on {table} using ({rule}) with check ({check})"
    rights = fence.rights.split()
    for cls, names in fence.columns.items():
        listed = ", ".join(f'"{name}"' for name in names.split())
        yield f"grant select ({listed}) on {table} to {prefix}_read_{cls}"
        for right in rights:
            if right != "delete":
                yield f"grant {right} ({listed}) on {table} to {prefix}_write_{cls}"
    if "delete" in rights:
        yield f"grant delete on {table} to {prefix}_write_open"
