"""What stands against an application for a transfer: papers missing, statements that cannot be (A.3, A.10)."""

from collections.abc import Iterable
from datetime import date

from casework.base.phrases import Phrase, phrase
from casework.domain.findings import Finding
from casework.domain.transfer_kinds import NEAR_KIN
from casework.domain.transfer_papers import PAPERS, Application, Paper


def needed_papers(one: Application) -> tuple[Paper, ...]:
    """The papers that this application needs."""
    return tuple(paper for paper in PAPERS if paper.needed(one))


def check_papers(one: Application) -> tuple[Finding, ...]:
    """What is missing, all at once, each at the question where it can be added."""
    return tuple(
        Finding(*paper.missing, field=paper.field)
        for paper in needed_papers(one)
        if paper.field not in one.papers
    )


def check_statements(one: Application, *, today: date) -> tuple[Finding, ...]:
    """What the answers themselves say against the transfer."""
    found = [*_kinship(one), *_agent(one), *_dealer(one)]
    if one.meaning.priced and one.price is None:
        said = phrase("Say what was paid. We work out the tax from it")
        found.append(Finding("TAX_UNDECLARED", said, field="price"))
    if one.meaning.death and one.died_on is None:
        said = phrase("Say on which day the owner died")
        found.append(Finding("DOC_MISSING:DATE_OF_DEATH", said, field="died_on"))
    if one.died_on is not None and one.died_on > today:
        said = phrase("The day cannot be in the future. Enter a day up to today")
        found.append(Finding("FUTURE_DATE", said, field="died_on"))
    if one.kind == "inheritance_no_probate" and one.probate_opened:
        said = phrase("A court has opened probate. The executor applies, with the letters of the court")
        found.append(Finding("ESTATE_IN_PROBATE", said, field="probate_opened"))
    return tuple(found)


def faults_of(field: str) -> tuple[tuple[str, Phrase], ...]:
    """What an officer may find wrong with the paper that answers this question."""
    found = {code: said for paper in PAPERS if paper.field == field for code, said in paper.faults}
    return tuple(found.items())


def fault_said(code: str) -> Phrase | None:
    """The sentence for a fault that an officer found in a paper."""
    known = {known: said for paper in PAPERS for known, said in paper.faults}
    return known.get(code)


def first_faults(codes: Iterable[str]) -> tuple[Finding, ...]:
    """The findings for faults that officers found in papers."""
    told = ((code, fault_said(code)) for code in codes)
    return tuple(Finding(code, said) for code, said in told if said is not None)


def _kinship(one: Application) -> list[Finding]:
    if one.kind != "family" or one.relationship in NEAR_KIN:
        return []
    said = phrase("This relationship does not count as family here. Choose how you got the vehicle otherwise")
    return [Finding("RELATIONSHIP_UNPROVEN", said, field="relationship")]


def _agent(one: Application) -> list[Finding]:
    found = []
    if one.has_agent and one.agent_until is not None and one.agent_until < one.sold_on:
        said = phrase("The power of attorney had ended by the day of transfer. Send one that was in force")
        found.append(Finding("POA_EXPIRED", said, field="agent_until"))
    if one.has_agent and one.kind == "inheritance_no_probate":
        said = phrase("Nobody may sign an heir’s affidavit for somebody else. Each heir signs in person")
        found.append(Finding("POA_SCOPE", said, field="has_agent"))
    return found


def _dealer(one: Application) -> list[Finding]:
    if not one.meaning.dealer:
        return []
    found = []
    if not one.dealer_licence:
        said = phrase("A dealer takes part. Enter the number of the dealer’s license")
        found.append(Finding("DEALER_UNLICENSED", said, field="dealer_licence"))
    elif one.dealer_until is not None and one.dealer_until < one.sold_on:
        said = phrase(
            "The dealer’s license had ended by the day of sale. Ask the dealer for the license that was in force"
        )
        found.append(Finding("DEALER_UNLICENSED", said, field="dealer_until"))
    if one.kind == "dealer_retail" and not one.report_of_sale:
        said = phrase("The dealer reports each sale. Enter the number of the report of sale")
        found.append(Finding("DOC_MISSING:REPORT_OF_SALE", said, field="report_of_sale"))
    return found
