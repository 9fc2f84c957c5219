"""People and organisations from a file: known by their number in the old system, never by their name alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from casework.base.errors import InvalidInput
from casework.base.phrases import Phrase, phrase
from casework.domain.email import email_key
from casework.models import ContactPoint, Person, PersonWord, PostalAddress
from casework.services.imports.compare_people import compare_people
from casework.services.imports.references import PEOPLE, records_of
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    Told,
    register_to_import,
)
from casework.services.insert_rows import insert_rows
from casework.services.office import Office
from casework.services.people.candidates import Known, known_of
from casework.services.people.contact_points import address_values, contact_values
from casework.services.people.name_words import word_values
from casework.services.people.register_person import KINDS, NewPerson, person_values, sorted_by
from casework.store.session import ViewerSession

_FIELDS = (
    ImportField(
        *("number", "id_number", phrase("Number in the old system")),
        aliases=(
            "owner number",
            "owner no",
            "owner id",
            "customer number",
            "customer no",
            "customer id",
            "person id",
            *("id", "client id", "account", "member id", "contact id", "donor id", "número", "código"),
        ),
        max_length=60,
    ),
    ImportField(
        "name", "name", phrase("Name"), aliases=("full name", "owner", "owner name", "nombre", "nome")
    ),
    ImportField(
        "first_name", "name", phrase("First name"), aliases=("given name", "forename", "nombre de pila")
    ),
    ImportField(
        "last_name", "name", phrase("Last name"), aliases=("surname", "family name", "apellido", "sobrenome")
    ),
    ImportField("kind", "choice", phrase("Person or organisation"), aliases=("type",), options=KINDS),
    ImportField(
        *("birth_date", "date", phrase("Date of birth")),
        aliases=("dob", "born", "birthday", "birth", "fecha de nacimiento", "data de nascimento"),
    ),
    ImportField("email", "email", phrase("E-mail"), aliases=("e mail", "mail", "email address", "correo")),
    ImportField(
        "phone", "phone", phrase("Phone"), aliases=("telephone", "tel", "mobile", "phone number", "teléfono")
    ),
    ImportField("phone_2", "phone", phrase("Second phone"), aliases=("phone2", "other phone", "home phone")),
    ImportField(
        *("address", "long_text", phrase("Address")),
        aliases=("street", "address 1", "address line 1", "line1", "dirección", "endereço"),
        max_length=300,
    ),
    ImportField("town", "text", phrase("Town"), aliases=("city", "ciudad", "cidade", "place")),
    ImportField(
        "region", "text", phrase("State or region"), aliases=("state", "province", "estado", "county")
    ),
    ImportField(
        "postcode", "text", phrase("ZIP or postcode"), aliases=("zip", "zip code", "postal code", "cep")
    ),
    ImportField("language", "choice", phrase("Language"), aliases=("lang", "idioma")),
)


class People:
    """The register of people."""

    name = PEOPLE
    record = "person"
    needs: tuple[tuple[str, ...], ...] = (("name", "last_name"),)
    label: Phrase = phrase("People and organisations")
    hint: Phrase = phrase(
        "One row for each: the number that the old system gave them, the name, ways to reach them"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        languages = office.tenant.languages
        return tuple(
            one
            if one.name != "language"
            else ImportField(one.name, one.kind, one.label, False, one.aliases, languages)
            for one in _FIELDS
        )

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        for entry in entries:
            self.prepare(session, entry, told)
        good = [entry for entry in entries if not entry.wrong]
        numbers = [entry.values["number"] for entry in good if "number" in entry.values]
        known = records_of(session, self.name, told.source, numbers)
        for entry in good:
            entry.number = entry.values.get("number")
            entry.record = known.get(entry.number or "")
            entry.numbered = entry.record is not None
        compare_people(session, [entry for entry in good if entry.record is None])

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        people = [entry.more["person"] for entry in entries]
        contacts = [one for entry in entries for one in entry.more["contacts"]]
        addresses = [entry.more["address"] for entry in entries if entry.more["address"]]
        words = [word for one in people for word in word_values(one["id"], one["name"])]
        rows = ({"birth_date": None} | one for one in people)  # alike, so that one statement takes them all
        named = [one | {"name_sort": sorted_by(session, one["name"])} for one in rows]
        insert_rows(session, Person, named)
        insert_rows(session, PersonWord, words)
        insert_rows(session, ContactPoint, contacts)
        insert_rows(session, PostalAddress, addresses)
        for entry in entries:
            address = entry.more["address"]
            entry.made.append(("person", entry.more["person"]["id"]))
            entry.made += [("contact_point", one["id"]) for one in entry.more["contacts"]]
            entry.made += [("postal_address", address["id"])] if address else []

    def describe(self, session: ViewerSession, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        return {person: _one_line(known) for person, known in known_of(session, ids).items()}

    def prepare(self, session: ViewerSession, entry: Entry, told: Told) -> None:
        """The rows that this person would become, and what they are compared by. Refuses what the counter refuses."""
        values = entry.values
        name = values.get("name") or " ".join(
            values[part] for part in ("first_name", "last_name") if part in values
        )
        try:
            person = person_values(
                session,
                NewPerson(
                    name=name,
                    kind=values.get("kind", "person"),
                    language=values.get("language") or told.office.tenant.language,
                    birth_date=values.get("birth_date"),
                ),
            )
            contacts = [
                contact_values(session, person["id"], _contact(field, values[field]))
                for field in ("email", "phone", "phone_2")
                if field in values
            ]
            lines = _lines(values)
            address = address_values(session, person["id"], lines) if lines else None
        except InvalidInput as wrong:
            for field, said in wrong.sayings.items():
                entry.refuse(field, "INVALID", said)
            return
        entry.more |= {"person": person, "contacts": contacts, "address": address}
        number = values.get("number")
        entry.claims.append(Claim(f"number {number}" if number else f"row {entry.content().hex()}"))


def _contact(field: str, value: str) -> tuple[str, str, str]:
    """Kind, value and key. The cell was read as this kind of answer, so that it is in its normal form already."""
    kind = field.partition("_")[0]
    return kind, value, email_key(value) if kind == "email" else value


def _one_line(known: Known) -> str:
    phones = (number for number, _ in known.phones)
    homes = (" ".join(lines.split()) for lines, _ in known.addresses)
    born = [known.birth_date.isoformat()] if known.birth_date else []
    return ", ".join([known.name, *born, *known.emails, *phones, *homes])


def _lines(values: dict[str, str]) -> str:
    """The address as it is written on a letter."""
    town = " ".join(values[part] for part in ("town", "region", "postcode") if part in values)
    return "\n".join(line for line in (values.get("address", ""), town) if line)


PEOPLE_REGISTER = register_to_import(People())
