"""The rows that one request to an office's Open311 endpoint stores, written by hand: an order for each table."""

from __future__ import annotations

import json
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from casework.base.ids import case_number, new_id, new_secret, secret_hash

_WORDS = [
    ("contact", "ada"),
    ("contact", "lee"),
    ("location", "12"),
    ("location", "lane"),
    ("location", "mill"),
]
_WORDS += [("matter", "a"), ("matter", "deep"), ("matter", "hole"), ("open", "pothole")]
_FACTS: list[tuple[str, str, object, str]] = [
    ("category", "open", "pothole", "P3Y"),
    ("danger", "open", False, "P3Y"),
    ("description", "matter", "A deep hole", "P3Y"),
    ("place", "location", {"lat": 43.1012, "lon": -88.0501, "text": "Mill Lane 12"}, "P3Y"),
    ("name", "contact", "Ada Lee", "P1Y"),
    ("email", "contact", "ada@posting.example", "P1Y"),
]
_CASE = """insert into "case" (tenant_id, id, number, workflow, pack_id, state, purpose, headline, channel, language,
    sealed, opened_at, state_since, due_at, risk_at, look_at, version) values (%s, %s, %s, 'constituent_request', %s,
    'new', 'request_handling', 'Pothole or broken street, A deep hole', 'open311', 'en', false, now(), now(),
    now() + interval '3 days', now() + interval '2 days', now() + interval '2 days', 3)"""
_EVENT = """insert into case_event (tenant_id, id, case_id, seq, kind, at, actor_kind, move, to_state, public, detail)
    values (%s, %s, %s, 1, 'opened', now(), 'applicant', 'open', 'new', true, '{}')"""
_FACT = """insert into fact (tenant_id, id, case_id, field, label, value, entered_at, keep)
    values (%s, %s, %s, %s, %s, %s, now(), %s)"""
_WORD = "insert into search_word (tenant_id, id, case_id, label, token) values (%s, %s, %s, %s, %s)"
_PARTY = """insert into case_party (tenant_id, id, case_id, role, name, name_key, name_sort, email, email_key) values
    (%s, %s, %s, 'reporter', 'Ada Lee', 'ada lee', 'ada lee'::bytea, 'ada@posting.example', 'ada@posting.example')"""
_FACE = """insert into public_request (tenant_id, id, case_id, number, workflow, category, state, opened_at, changed_at,
    due_at, published, lat, lon, answers, reports) values (%s, %s, %s, %s, 'constituent_request', 'pothole', 'new',
    now(), now(), now() + interval '3 days', true, 43.1012, -88.0501, '{}', 1)"""
_CODE = """insert into identity.tracking_code (tenant_id, subject, subject_id, code_hash)
    values (%s, 'case', %s, %s)"""
_LETTER = """insert into letter (tenant_id, id, case_id, template, language, values, queued_at)
    values (%s, %s, %s, 'received', 'en', '{}', now())"""
_LEDGER = """insert into ledger_entry (tenant_id, xid, at, actor_kind, purpose, act, about, case_id, subjects, fields,
    detail) values (%s, pg_current_xact_id()::text::bigint, now(), 'applicant', 'request_handling', 'case.opened', '',
    %s, '{}', %s, '{"channel":"open311"}')"""
_JOB = """insert into queue.procrastinate_jobs (queue_name, task_name, priority, args, status)
    values ('work', %s, 0, %s, 'todo')"""


def store_rows(owner: psycopg.Connection, office: int, pack: UUID) -> None:
    """One request of somebody at this office, in one transaction."""
    case, face, letter, number = new_id(), new_id(), new_id(), case_number("R")
    mine = (office, case)
    with owner.cursor() as cursor:
        cursor.execute(_CASE, (*mine, number, pack))
        cursor.execute(_EVENT, (office, new_id(), case))
        cursor.executemany(
            _FACT,
            [(office, new_id(), case, name, label, Jsonb(said), keep) for name, label, said, keep in _FACTS],
        )
        cursor.executemany(_WORD, [(office, new_id(), case, *word) for word in _WORDS])
        cursor.execute(_PARTY, (office, new_id(), case))
        cursor.execute(_FACE, (office, face, case, number))
        cursor.execute(_CODE, (*mine, secret_hash(new_secret(60))))
        cursor.execute(_LETTER, (office, letter, case))
        cursor.execute(_LEDGER, (*mine, [name for name, *_ in _FACTS]))
        told = {
            "tell_followers": {"request": str(face), "new": "yes"},
            "send_letter": {"letter": str(letter)},
        }
        cursor.executemany(
            _JOB,
            [(task, json.dumps({"tenant": office, "actor": None, **args})) for task, args in told.items()],
        )
    owner.commit()
