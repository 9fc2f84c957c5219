"""People: find somebody, and read what is open about them."""

from typing import Any
from uuid import UUID

from casework.api.headers import link_header, naming_the_cursor, page_links
from casework.api.looking import looking_off_case
from casework.api.operation import READS, Answers, Operations, operation
from casework.api.v1.shapes.people import PeopleQuery, PeopleShape, PersonShape
from casework.api.v1.withheld import withheld_faces
from casework.services.people.person_view import PersonView
from casework.services.people.read_person import read_person
from casework.services.people.search_people import search_people

people = Operations("people", "The office's register of people: one person once.")


@operation(
    people,
    "GET /people",
    permission="person.search",
    query=PeopleQuery,
    headers=READS,
    answers=Answers(PeopleShape, problems=(422,), headers={"Link": "The next page (RFC 8288)"}),
)
def find_people(query: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """Find people by name, e-mail or phone

    In the order of their names. Every search is on the ledger with whom it found.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/people?query=nguyen"
    ```
    """
    with looking_off_case() as session, naming_the_cursor():
        page = search_people(session, query["query"], after=query["cursor"], size=query["limit"])
        session.commit()
    links = page_links(query, next=page.after)
    return {"people": page.people, "next": links.get("next")}, link_header(links)


@operation(
    people,
    "GET /people/<uuid:person_id>",
    permission="person.read",
    headers=READS,
    answers=Answers(PersonShape, problems=(404,)),
)
def read_the_person(person_id: UUID) -> dict[str, Any]:
    """Read a person

    Cases, gifts and vehicles are there where the token has their permissions and the purpose opens them. What is
    withheld is named with the reason.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/people/0192f0c1-2d3e-7f00-8000-000000000000"
    ```
    """
    with looking_off_case() as session:
        view = read_person(session, person_id)
        session.commit()
    return _face(view)


_SAME = (
    *("id", "name", "kind", "language", "registered_at", "birth_date", "deceased_on", "contacts"),
    *("addresses", "identifiers", "identifiers_destroyed", "cases", "gifts", "vehicles"),
)


def _face(view: PersonView) -> dict[str, Any]:
    return {**{name: getattr(view, name) for name in _SAME}, "withheld": withheld_faces(view.withheld)}
