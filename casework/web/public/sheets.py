"""One page of a form: drawn from a draft, or read from what was sent."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from casework.base.clock import today
from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.domain.rules import names_used
from casework.packs import Field, Page, Workflow
from casework.packs.field_kinds import split_answer
from casework.packs.rules import failing
from casework.services.documents.add_upload import MOST_FILES, add_upload
from casework.services.documents.keep_file import Sent, no_room
from casework.services.documents.scan_file import WAITING
from casework.services.drafts.find_draft import DraftView, HeldFile, files_of
from casework.services.office import Office
from casework.services.staff.present import current_tenant
from casework.store.session import ViewerSession
from casework.web.form_builder import KeptFile, PackForm, Sheet, pack_form
from casework.web.public.door import asking_here
from casework.web.public.flow import Flow
from casework.web.public.pick import sent_form
from casework.web.words import pack_text, speak

Typed = dict[str, dict[str, list[str]]]


class Taken(Value):
    """A page as it was sent: the form with what is wrong, and what to keep of it."""

    form: PackForm
    answers: dict[str, Any]
    typed: Typed
    refused: bool  # a file was not taken


def day_here() -> date:
    """The day it is at this office."""
    return today(current_tenant().timezone)


def flow_of(draft: DraftView | None, workflow: Workflow) -> Flow:
    """The way through the form, for a draft or for somebody who has not begun."""
    if draft is None:
        return Flow(workflow, {}, asking_here(), day_here())
    return Flow(draft.workflow, draft.answers, asking_here(), day_here())


def page_form(office: Office, draft: DraftView | None, workflow: Workflow, page: Page) -> PackForm:
    """The form of a page with what was answered or typed before."""
    if draft is None:
        return pack_form(_sheet(office, workflow, page, {}, ()))
    sheet = _sheet(office, draft.workflow, page, draft.answers, draft.files)
    return pack_form(sheet, _remembered(draft, page))


def take_page(session: ViewerSession, office: Office, draft: DraftView, page: Page) -> Taken:
    """Read what was sent for a page: files first, which are kept even if another answer is wrong."""
    refused = _take_files(session, page, len(draft.files))
    files = files_of(session)
    sent = sent_form(session, draft.workflow, page)
    form = pack_form(_sheet(office, draft.workflow, page, draft.answers, files), sent)
    if form.validate():
        _by_rules(draft, page, form)
    for name, said in refused.items():
        form.refuse(name, speak(said))
    return Taken(form, _answers(draft, form), _typed(draft, form), bool(refused))


def _by_rules(draft: DraftView, page: Page, form: PackForm) -> None:
    """Say on the page itself what the pack's rules have against its answers, where all they read is answered."""
    facts = {name: value for name, value in {**draft.answers, **form.answers}.items() if value is not None}
    here = {field.name for field in page.fields}
    ripe = [
        one
        for one in draft.workflow.guards
        if one.rule is not None and one.field in here & facts.keys() and names_used(one.rule) <= facts.keys()
    ]
    for guard in failing(draft.workflow, ripe, facts, day_here()):
        form.refuse(guard.field or "", pack_text(guard.message))


def _sheet(
    office: Office,
    workflow: Workflow,
    page: Page,
    answers: Mapping[str, Any],
    files: tuple[HeldFile, ...],
) -> Sheet:
    kept: dict[str, list[KeptFile]] = {}
    for file in files:
        note = _("Being checked") if file.scan == WAITING else ""
        kept.setdefault(file.field, []).append(KeptFile(str(file.id), file.name, file.size, note))
    return Sheet(workflow, page.fields, asking_here(), day_here(), office.kind.duties, answers, kept)


def _answers(draft: DraftView, form: PackForm) -> dict[str, Any]:
    """All answers but files, which are rows of their own."""
    files = {field.name for field in draft.workflow.fields if field.kind == "file"}
    kept = {name: value for name, value in draft.answers.items() if name not in files}
    for box in form.boxes():
        if box.name not in files:
            kept[box.name] = box.data
    return {name: value for name, value in kept.items() if value is not None}


def _typed(draft: DraftView, form: PackForm) -> Typed:
    """What stands in boxes that could not be read, on this page and the others."""
    here = {box.name for box in form.boxes()}
    kept: Typed = {name: parts for name, parts in draft.typed.items() if name not in here}
    for box in form.boxes():
        parts = {part: list(values) for part, values in box.given.items() if any(values)}
        if box.errors and parts and box.asked.kind != "file":
            kept[box.name] = parts
    return kept


def _remembered(draft: DraftView, page: Page) -> MultiDict[str, str] | None:
    if not any(field.name in draft.typed for field in page.fields):
        return None
    boxes: MultiDict[str, str] = MultiDict()
    for field in page.fields:
        if field.kind == "file":
            continue
        parts = draft.typed.get(field.name) or _split(field, draft.answers.get(field.name))
        for part, values in parts.items():
            boxes.setlist(f"{field.name}-{part}" if part else field.name, list(values))
    return boxes


def _split(field: Field, value: Any) -> dict[str, list[str]]:
    return split_answer(field, value, asking_here())


def _take_files(session: ViewerSession, page: Page, held: int) -> dict[str, Sayable]:
    """Keep the files that were sent for this page. What is wrong with one of them, by field."""
    refused: dict[str, Sayable] = {}
    for field in page.fields:
        if field.kind != "file":
            continue
        for sent in _chosen(field):
            try:
                if held >= MOST_FILES:
                    raise InvalidInput({"file": no_room()})
                add_upload(session, field, Sent(sent.filename or "", sent.stream))
                held += 1
            except InvalidInput as wrong:
                refused.setdefault(field.name, wrong.sayings["file"])
    return refused


def _chosen(field: Field) -> list[FileStorage]:
    """The files sent in a field's box; browsers send an empty one where none was chosen."""
    return [file for file in request.files.getlist(field.name) if file.filename]
