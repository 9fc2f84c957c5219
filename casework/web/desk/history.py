"""What happened to a case, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.packs import Workflow
from casework.services.cases.colleagues import Colleagues
from casework.services.cases.read_timeline import Happening
from casework.services.deadlines.happened import APPLIED
from casework.services.staff.present import current_staff
from casework.web.desk.clock_words import told_of_clock
from casework.web.words import pack_text

CHANNELS = {
    "web": _l("the portal"),
    "counter": _l("the counter"),
    "phone": _l("phone"),
    "letter": _l("a letter"),
    "email": _l("e-mail"),
    "fax": _l("fax"),
    "partner": _l("a partner"),
    "api": _l("a program"),
    "open311": _l("a program, by Open311"),
}


class Entry(Value):
    """A line of the timeline."""

    at: datetime
    text: str
    node: str


class Teller(Value):
    """Tells events of one case: knows its workflow, its channel and who works here."""

    workflow: Workflow
    channel: str
    colleagues: Colleagues

    def entries(self, happenings: Iterable[Happening]) -> list[Entry]:
        """Lines for the timeline."""
        return [
            Entry(
                one.at,
                self.tell(one),
                "fill" if one.to_state else "square" if one.kind == "message" else "ring",
            )
            for one in happenings
        ]

    def who(self, actor: UUID | None, kind: str) -> str:
        """Who did it."""
        if kind == "applicant":
            return _("the applicant")
        if actor is None:
            return _("the system")
        if actor == current_staff().id:
            return _("you")
        return self.colleagues.name(actor) or _("a former colleague")

    def tell(self, one: Happening) -> str:
        """One event in a sentence."""
        if one.kind == "moved" and one.move:
            return self._moved(one)
        told = _TOLD.get(one.kind)
        if told:
            return told(self, one)
        said = told_of_clock(self.workflow, one, self._ordered(one))
        return said or _("%(what)s, by %(who)s", what=one.kind, who=self._by(one))

    def _moved(self, one: Happening) -> str:
        moves = {move.name: pack_text(move.label) for move in self.workflow.moves}
        states = {state.name: state for state in self.workflow.states}
        target = states.get(one.to_state or "")
        source = states.get(one.from_state or "")
        said = _("%(move)s, by %(who)s", move=moves.get(one.move or "", one.move), who=self._by(one))
        if target and source and (target.clock == "pause") != (source.clock == "pause") and not target.final:
            said += ". " + (_("The clock stands") if target.clock == "pause" else _("The clock runs again"))
        return said

    def _by(self, one: Happening) -> str:
        return self.who(one.actor_id, one.actor_kind)

    def _ordered(self, one: Happening) -> str:
        """Who did it: of what a job carries out, who had it done."""
        told = one.detail.get("by") if one.kind == APPLIED else None
        return self.who(UUID(told), "member") if told else self._by(one)

    def _named(self, one: Happening, key: str) -> str:
        told = one.detail.get(key)
        return self.who(UUID(told), "member") if told else _("nobody")

    def _opened(self, one: Happening) -> str:
        channel = str(CHANNELS.get(self.channel, self.channel))
        if one.actor_id is not None:
            return _("Entered at %(channel)s, by %(who)s", channel=channel, who=self._by(one))
        return _("Received from %(channel)s", channel=channel)

    def _taken(self, one: Happening) -> str:
        if one.detail.get("from"):
            return _(
                "Taken over from %(from_who)s, by %(who)s",
                from_who=self._named(one, "from"),
                who=self._by(one),
            )
        return _("Taken, by %(who)s", who=self._by(one))

    def _assigned(self, one: Happening) -> str:
        return _("Assigned to %(to_who)s, by %(who)s", to_who=self._named(one, "to"), who=self._by(one))

    def _released(self, one: Happening) -> str:
        return _("Released, by %(who)s", who=self._by(one))

    def _message(self, one: Happening) -> str:
        return _("Message sent, by %(who)s", who=self._by(one))

    def _answered(self, one: Happening) -> str:
        return _("Answer, by %(who)s", who=self._by(one))

    def _paper(self, one: Happening) -> str:
        return _("Paper added, by %(who)s", who=self._by(one))

    def _post(self, one: Happening) -> str:
        return _("Post brought to this case, by %(who)s", who=self._by(one))

    def _mail_returned(self, one: Happening) -> str:
        return _("A mail of ours did not arrive. Reach the person another way, and ask for the right address")

    def _mandate_named(self, one: Happening) -> str:
        return _("Somebody acts for the applicant, noted by %(who)s", who=self._by(one))

    def _mandate_ended(self, one: Happening) -> str:
        return _("Somebody acts for the applicant no more, noted by %(who)s", who=self._by(one))

    def _sealed(self, one: Happening) -> str:
        return _("Sealed, by %(who)s", who=self._by(one))

    def _rerouted(self, one: Happening) -> str:
        unit = one.detail.get("unit") or _("nobody")
        return _("Sent to %(unit)s, by %(who)s", unit=unit, who=self._by(one))

    def _moderated(self, one: Happening) -> str:
        if one.detail.get("published"):
            return _("What everybody sees was set, by %(who)s", who=self._by(one))
        return _("Taken out of the public list, by %(who)s", who=self._by(one))

    def _asked_if_fixed(self, one: Happening) -> str:
        return _("Asked whether it is put right")

    def _forwarded(self, one: Happening) -> str:
        to, number = one.detail.get("name") or "", one.detail.get("number")
        if number:
            return _("Handed over to %(office)s, there %(number)s", office=to, number=number)
        return _("Handed over to %(office)s", office=to)

    def _forward_news(self, one: Happening) -> str:
        if one.detail.get("state") == "closed":
            return _("The other office calls it done")
        return _("News from the other office")

    def _forward_stands(self, one: Happening) -> str:
        return _("Handing it over stands still")

    def _unsealed(self, one: Happening) -> str:
        return _("Unsealed, by %(who)s", who=self._by(one))


_TOLD: dict[str, Callable[[Teller, Happening], str]] = {
    "opened": Teller._opened,
    "taken": Teller._taken,
    "assigned": Teller._assigned,
    "released": Teller._released,
    "message": Teller._message,
    "answer": Teller._answered,
    "paper": Teller._paper,
    "post": Teller._post,
    "mail_returned": Teller._mail_returned,
    "mandate_named": Teller._mandate_named,
    "mandate_ended": Teller._mandate_ended,
    "sealed": Teller._sealed,
    "unsealed": Teller._unsealed,
    "rerouted": Teller._rerouted,
    "moderated": Teller._moderated,
    "asked_if_fixed": Teller._asked_if_fixed,
    "forwarded": Teller._forwarded,
    "forward_news": Teller._forward_news,
    "forward_stands": Teller._forward_stands,
}
