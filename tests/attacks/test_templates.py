"""Words of packs and words that somebody typed, all hostile at once: on every page they are words, and run nothing.

One payload tries each way out: a tag, an attribute, an expression and a statement of templates, formats of two kinds,
the typesetter's. A page that takes it for any of these fails, or shows what only a program would write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import jinja2
import psycopg
import pypdfium2
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import select

from casework.models import Case
from casework.packs import catalog
from casework.packs.rules import all_fields
from casework.packs.text import Text
from casework.services.cases.answers import asking_of
from casework.services.mail.message import Mail, compose
from casework.services.mail.places import Places
from casework.services.typesetting.typeset import stop_typesetting, typeset
from casework.settings import Database
from casework.web.formats import paragraphs
from casework.web.guards import guard_for
from tests.attacks.neighbours import CHANGE, Neighbour, make_neighbour
from tests.attacks.test_every_id import at_desk
from tests.factories.browser import BASE
from tests.rig import Cluster

HOSTILE = (
    "\"'><cnry onx=1></script>{{ 'CN' ~ 'RYRAN' }}{{ config }}{% include 'x' %}{# #}"
    "{0.__class__}{cnry.__init__.__globals__}%(cnry)s${7}#panic(1)"
)
RAN, TAG, ESCAPED = "CNRYRAN", "<cnry", "&lt;cnry"
KIND = "motor_vehicle_agency"
TITLES = ("supervisor", "administrator", "privacy_officer")
TYPED = {
    "case": "headline",
    "case_party": "name",
    "document": "name",
    "fraud_flag": "reason",
    "hold": "reason",
    "member": "name",
    "message": "body",
    "note": "body",
    "person": "name",
    "postal_address": "lines",
    "unit": "name",
    "vehicle": "make",
}
"""What people type, a column of each table that holds some."""


@dataclass(frozen=True)
class Page:
    """What came back."""

    where: str
    status: int
    words: str


@pytest.fixture(scope="module")
def office(app: Flask, cluster: Cluster, database: Database) -> Neighbour:
    """An office whose people typed nothing but the payload."""
    made = make_neighbour(app, database, KIND, "Hostile")
    name = database.owner.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(cluster.superuser(name), autocommit=True) as conn:
        conn.execute("set session_replication_role = replica")
        for table, column in TYPED.items():
            typed = sql.SQL("update public.{} set {} = %s where tenant_id = %s")
            conn.execute(typed.format(*map(sql.Identifier, (table, column))), [HOSTILE, made.tenant.id])
        answers = "update fact set value = to_jsonb(%s::text) where tenant_id = %s and field = any (%s)"
        conn.execute(answers, [HOSTILE, made.tenant.id, _free_text()])
        conn.execute("update identity.tenant set name = %s where id = %s", [HOSTILE, made.tenant.id])
        conn.execute('update identity."user" set name = %s where tenant_id = %s', [HOSTILE, made.tenant.id])
    return made


_FREE = ("text", "long_text", "name")


def _free_text() -> list[str]:
    """The fields into which anything may be typed."""
    flows = catalog().offered(KIND)
    return [name for flow in flows for name, field in all_fields(flow).items() if field.kind in _FREE]


@pytest.fixture
def hostile_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wording of every pack says the payload behind its own words."""
    plain = Text.text
    monkeypatch.setattr(
        Text, "text", lambda self, lang: f"{words}{HOSTILE}" if (words := plain(self, lang)) else ""
    )


def pages(office: Neighbour) -> Iterator[Page]:
    """Every page that these titles may open, with an own id where it takes one; and the public ones."""
    for title in TITLES:
        desk = at_desk(office, title, "registry" if title == "supervisor" else "")
        for rule in office.app.url_map.iter_rules():
            guard = guard_for(office.app, rule.endpoint, "GET") if "GET" in (rule.methods or ()) else None
            held = office.ids.keys() | {"tenant_slug"}
            if guard is None or "tenant_slug" not in rule.arguments or not rule.arguments <= held:
                continue
            if guard.permission is None and title != TITLES[0]:
                continue
            if guard.permission is None or desk.may(guard.permission):
                with desk.open(rule, "GET", office.ids) as answer:
                    words = answer.text if answer.mimetype == "text/html" else ""
                    yield Page(f"{rule.rule} as {title}", answer.status_code, words)


def wrong_with(office: Neighbour, page: Page) -> list[str]:
    """How a page took the words for more than words."""
    secrets = [office.app.config["SECRET_KEY"], str(office.app.extensions["casework.settings"].data_dir)]
    found = [f"{page.status}"] if page.status >= 500 else []
    found += [name for name in (RAN, TAG, "<class ", "&lt;class ") if name in page.words]
    found += ["a secret"] if any(str(secret) in page.words for secret in secrets) else []
    return [f"{page.where}: {one}" for one in found]


def test_what_people_typed_is_words_on_every_page(office: Neighbour) -> None:
    _judge(office, at_least=12)


def test_what_people_typed_in_several_lines_is_words_in_each() -> None:
    made = paragraphs(f"One\n{HOSTILE}\n\n{HOSTILE}")
    assert (made.count(ESCAPED), TAG in made) == (2, False)


def test_what_packs_say_is_words_on_every_page(office: Neighbour, hostile_packs: None) -> None:
    _judge(office, at_least=30)


def _judge(office: Neighbour, *, at_least: int) -> None:
    seen = list(pages(office))
    wrong = [one for page in seen for one in wrong_with(office, page)]
    assert not wrong, "\n".join(wrong)
    shown = {page.where for page in seen if ESCAPED in page.words}
    assert len(shown) >= at_least, sorted(shown)


def test_a_mail_says_the_words_in_its_header_its_text_and_its_twin(office: Neighbour) -> None:
    mail = Mail("them@example.org", f"{HOSTILE}\nBcc: other@example.org", HOSTILE, "en", "letter.x")
    with office.app.test_request_context(base_url=BASE):
        made = compose(mail, office.office.tenant)
    html = made.get_body(("html",)).get_content()
    assert (ESCAPED in html, TAG in html, RAN in html) == (True, False, False)
    assert made["Bcc"] is None
    assert HOSTILE in made.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "place",
    [
        "case.__class__",
        "config",
        "session.viewer",
        "tenant.profile",
        "tenant",
        "case",
        "self",
        "fees.total.__class__",
    ],
)
def test_a_place_of_a_letter_that_is_not_on_the_list_stays_empty(office: Neighbour, place: str) -> None:
    with office.records() as session:
        case = session.scalars(select(Case).where(Case.number == office.ids["change"])).one()
        places = Places(
            session, case, catalog().workflow(CHANGE), asking_of(session, "en"), "https://x.example"
        )
        known = places.fill("Now: {{ case.number }}")
        said = places.fill(f"Now: {{{{ {place} }}}}, {{{{case.number}}}}")
        session.commit()
    assert known == f"Now: {case.number}"
    assert said == f"Now: , {case.number}"


def test_what_fills_a_place_is_not_filled_again(office: Neighbour) -> None:
    with office.records() as session:
        case = session.scalars(select(Case).where(Case.number == office.ids["change"])).one()
        places = Places(
            session, case, catalog().workflow(CHANGE), asking_of(session, "en"), "https://link.example"
        )
        said = places.fill("You wrote: {{ should_say }}")
        session.commit()
    assert "{{ 'CN' ~ 'RYRAN' }}" in said


def test_a_receipt_prints_the_words(office: Neighbour) -> None:
    told = {
        "title": HOSTILE,
        "office": HOSTILE,
        "office_lines": [HOSTILE],
        "to": [HOSTILE],
        "rows": [[HOSTILE, "x"]],
    }
    told |= {"statements": [HOSTILE, '#read("../base.html")'], "thanks": HOSTILE, "foot": HOSTILE}
    try:
        paper = pypdfium2.PdfDocument(typeset("receipt", {**told, "paper": "a4", "lang": "en"}))
    finally:
        stop_typesetting()
    said = "".join(page.get_textpage().get_text_bounded() for page in paper).replace("\r\n", "")
    paper.close()
    assert "#panic(1)" in said and '#read("../base.html")' in said.replace("\n", "")


def test_every_template_escapes_and_none_says_that_its_words_are_safe(app: Flask) -> None:
    env = app.jinja_env
    names = [name for name in env.list_templates() if not name.endswith((".md", ".typ"))]
    assert len(names) > 50
    assert env.undefined is jinja2.StrictUndefined
    for name in names:
        assert env.autoescape(name), f"{name} is not escaped: give it a name that ends in .html"
        source = env.loader.get_source(env, name)[0]
        assert not UNSAFE.search(source), f"{name} takes words for markup"


UNSAFE = re.compile(
    r"\|\s*safe\b|autoescape|Markup|from_string|\|\s*(?:mark_safe|xmlattr)|render_template_string"
)


@pytest.mark.parametrize(
    ("careless", "what"),
    [("{{ words|safe }}", TAG), ("{% autoescape false %}{{ words }}{% endautoescape %}", TAG)],
)
def test_a_template_that_takes_words_for_markup_is_noticed(app: Flask, careless: str, what: str) -> None:
    with app.app_context():
        shown = app.jinja_env.from_string(careless).render(words=HOSTILE)
    assert what in shown and UNSAFE.search(careless)
    with pytest.raises(jinja2.TemplateError):
        app.jinja_env.from_string(HOSTILE).render()
