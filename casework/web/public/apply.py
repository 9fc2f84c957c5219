"""The form of a service: one topic per page. What was typed is kept whatever comes between."""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request, url_for

from casework.base.errors import NotFound
from casework.base.ids import new_id
from casework.packs import Page
from casework.services.documents.add_upload import remove_upload
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.find_draft import DraftView, find_draft
from casework.services.drafts.save_draft import save_draft
from casework.services.office import Office
from casework.services.staff import throttle
from casework.store.session import ViewerSession
from casework.web.form_builder import PackForm
from casework.web.formats import reader
from casework.web.go import go
from casework.web.locale import offered
from casework.web.public.declaration import declaration
from casework.web.public.door import everybody, office_here, public, service_here
from casework.web.public.flow import Flow
from casework.web.public.holder import Holder, as_applicant, carry_draft, holder_of
from casework.web.public.linked import link_parts, told_by_link
from casework.web.public.person import note_trap
from casework.web.public.pick import picker_for
from casework.web.public.same import SameRow, same_rows
from casework.web.public.sheets import Taken, flow_of, page_form, take_page

CHECK = "check"


@public.get("/apply/<name>/<page>")
@everybody
def ask(name: str, page: str) -> Response:
    """A page with what was answered so far."""
    office = office_here()
    workflow = service_here(office, name)
    holder, draft = holder_of(name), None
    same: list[SameRow] = []
    if holder:
        with as_applicant(office, workflow, holder) as session:
            draft = find_draft(session)
            same = same_rows(session, draft) if draft else []
            session.commit()
        if draft is None:
            return go(url_for("public.receipt", name=name))
    flow = flow_of(draft, workflow)
    if draft is None and page != flow.pages[0].name:
        return go(url_for("public.start", name=name))
    topic = _topic(flow, page)
    if topic is None:
        return go(url_for("public.check", name=name))
    shown = same if _is_past_the_place(flow, topic) else []
    return make_response(_drawn(flow, topic, page_form(office, draft, workflow, topic), shown))


@public.post("/apply/<name>/<page>")
@everybody
def answer(name: str, page: str) -> Response:
    """Take the answers of a page; keep them, right or wrong; go on when they are right."""
    office = office_here()
    workflow = service_here(office, name)
    holder = holder_of(name) or newcomer(office)
    with as_applicant(office, workflow, holder) as session:
        secret = holder.secret or begin_draft(session, workflow, language=reader().language)
        draft = find_draft(session, lock=True)
        if draft is None:
            return go(url_for("public.receipt", name=name))
        topic = draft.workflow.page(page) if page in {one.name for one in draft.workflow.pages} else None
        if topic is None:
            raise NotFound
        taken = _keep(session, office, draft, topic)
        flow = flow_of(find_draft(session), workflow)
        session.commit()
    return carry_draft(_next(flow, topic, taken), name, secret)


def newcomer(office: Office) -> Holder:
    """Somebody who sends a first page: a draft is made for them, if they don't send them by the dozen."""
    throttle.spend(
        throttle.APPLY_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=office.tenant.id
    )
    return Holder(new_id(), "")


def _keep(session: ViewerSession, office: Office, draft: DraftView, topic: Page) -> Taken:
    note_trap()
    if request.form.get("remove"):
        remove_upload(session, request.form["remove"])
    taken = take_page(session, office, draft, topic)
    answers = {**taken.answers, **told_by_link(draft.workflow)}
    save_draft(session, answers, taken.typed, language=reader().language)
    return taken


def _next(flow: Flow, topic: Page, taken: Taken) -> Response:
    """Where the button leads."""
    name, form = flow.workflow.name, request.form
    here = url_for("public.ask", name=name, page=topic.name, back=_from_check())
    language = form.get("to", "")
    if language in offered():
        return go(url_for("public.ask", name=name, page=topic.name, back=_from_check(), lang=language))
    if form.get("remove"):
        return go(here)
    act = form.get("act")
    if act == "save":
        return go(url_for("public.saved", name=name))
    if act == "add" and not taken.refused:
        return go(here)
    if taken.form.errors:
        return make_response(_drawn(flow, topic, taken.form), 422)
    return go(_onward(flow, topic))


def _onward(flow: Flow, topic: Page) -> str:
    name = flow.workflow.name
    if _from_check():
        missing = next((page.name for page in flow.unfinished()), None)
        if missing:
            return url_for("public.ask", name=name, page=missing, back=CHECK)
        return url_for("public.check", name=name)
    following = flow.after(topic.name)
    if following is None:
        return url_for("public.check", name=name)
    return url_for("public.ask", name=name, page=following)


def _from_check() -> str | None:
    return CHECK if request.values.get("back") == CHECK else None


def _topic(flow: Flow, page: str) -> Page | None:
    """The page; None when it is not asked with these answers; NotFound when there is none."""
    if page not in {one.name for one in flow.workflow.pages}:
        raise NotFound
    return next((one for one in flow.pages if one.name == page), None)


def _is_past_the_place(flow: Flow, topic: Page) -> bool:
    """Whether this is the page after the one that asks for the place."""
    listing = flow.workflow.listing
    before = flow.before(topic.name) if listing and topic in flow.pages else None
    return bool(listing and before and flow.workflow.field(listing.place).page == before)


def _drawn(flow: Flow, topic: Page, form: PackForm, same: Sequence[SameRow] = ()) -> str:
    before = flow.before(topic.name) if topic in flow.pages else None
    name = flow.workflow.name
    if _from_check():
        back = url_for("public.check", name=name)
    elif before:
        back = url_for("public.ask", name=name, page=before)
    else:
        back = url_for("public.start", name=name)
    return render_template(
        "public/page.html",
        workflow=flow.workflow,
        page=topic,
        form=form,
        back_url=back,
        steps=[*flow.pages],
        here=flow.place(topic.name) if topic in flow.pages else 1,
        from_check=_from_check() or "",
        told=link_parts(flow.workflow),
        declaration=declaration(topic),
        has_files=any(field.kind == "file" for field in topic.fields),
        picker=picker_for(flow.workflow, topic),
        keep_form="answers",
        same=same,
    )
