"""Templates that touch what is withheld: by name, by index, by filter, around the object, under seal. Nothing shows."""

import jinja2
from flask import Flask
from sqlalchemy import select

from casework.models import Person, PersonIdentifier
from tests.attacks.trial import REFUSED, SCOPED, UNTRIED, Cases, Try

cases = Cases("Templates")
row = cases.case
NO, EMPTY = (REFUSED, REFUSED, REFUSED), (SCOPED, REFUSED, SCOPED)
CODE = (REFUSED, UNTRIED, REFUSED)  # of our own classes: there is nothing to try without them
RAISES = (jinja2.UndefinedError,)
_ours = Flask(__name__).jinja_env
_ours.undefined = jinja2.StrictUndefined  # as casework.web.look sets it; test_templates.py looks


def _shown(template: str, model: type = Person):
    """What the template makes of each row that this viewer loads."""
    return lambda t: [_ours.from_string(template).render(p=one, all=[one]) for one in _rows(t, model)]


def _rows(t: Try, model: type) -> list:
    return t.objects(select(model))


# fmt: off
for _name, _words in {
    "by its name": "{{ p.birth_date }}",
    "in a sentence": "Born {{ p.birth_date ~ '' }}",
    "by a filter for attributes": "{{ p|attr('birth_date') }}",
    "asked whether it is there": "{% if p.birth_date %}{{ p.birth_date }}{% endif %}",
    "compared": "{% if p.birth_date != 'known' %}{{ p.birth_date }}{% endif %}",
    "drawn out of a list": "{{ all|map(attribute='birth_date')|join }}",
    "sorted by": "{{ (all + all)|sort(attribute='birth_date')|map(attribute='birth_date')|join }}",
    "grouped by": "{% for born, some in all|groupby('birth_date') %}{{ born }}{% endfor %}",
    "chosen by": "{{ all|selectattr('birth_date')|map(attribute='birth_date')|join }}",
}.items():
    row(f"a withheld value {_name}", "clerk", *NO, _shown(_words), also=RAISES)
for _name, _words in {
    "by its index": "{{ p['birth_date'] is defined and p['birth_date'] }}",
    "with a word for nothing": "{{ p.birth_date|default('nothing') }}",
    "of all that the object holds": "{{ p.__dict__ }}",
    "of its state": "{{ p._sa_instance_state.dict }} {{ p._sa_instance_state.committed_state }}",
}.items():
    row(f"a withheld value {_name}", "clerk", *EMPTY, _shown(_words), also=RAISES)
for _name, _words in {
    "as text": "{{ p.value }}",
    "in a sentence": "No {{ p.value ~ '' }}",
    "without escaping": "{{ p.value|safe }}",
    "as JSON": "{{ p.value|tojson }}",
    "by a format": "{{ '%s'|format(p.value) }}",
    "in a list": "{{ [p.value]|join }}",
    "as a key": "{{ {p.value: 1} }}",
}.items():
    row(f"a sealed value {_name}", "stranger", *CODE, _shown(_words, PersonIdentifier), nothing=UNTRIED, also=(*RAISES, TypeError))
row("a sealed value, its box and its key", "clerk", *NO, _shown("{{ p.value.box }} {{ p.value_bidx }}", PersonIdentifier), also=RAISES)
# fmt: on


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
