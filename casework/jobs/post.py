"""The post: drop folders are emptied every minute, mails are sorted, answers are brought to their cases."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, application, for_each_tenant, job, queue
from casework.services.inbound.drop_folder import take_drop
from casework.services.inbound.join_mail import SYSTEM, join_mail, mail_to_join, mark_joined
from casework.services.inbound.keep_mail import TASK
from casework.services.inbound.sort_mail import JOIN_TASK, sort_mail
from casework.services.office import office_by_id
from casework.store.queue import DEFAULT_QUEUE
from casework.store.session import ViewerSession


@job(TASK, retry=PATIENT)
def take_post(session: ViewerSession, item: str = "") -> None:
    """Sort one mail; without one, take in what lies in the folders."""
    if item:
        sort_mail(session, UUID(item))
    else:
        take_drop(session)


@queue.task(name=JOIN_TASK, queue=DEFAULT_QUEUE, retry=PATIENT)
def bring_mail(*, tenant: int, item: str, case: str, actor: str | None = None) -> None:
    """Bring a mail to its case: read as the job, written as the applicant, one session after the other."""
    with application().app_context():
        office = office_by_id(tenant)
        with office.open(office.system(SYSTEM)) as session:
            joining = mail_to_join(session, UUID(item))
            session.commit()
        if joining is None:
            return
        filed = join_mail(office, joining)
        with office.open(office.system(SYSTEM)) as session:
            mark_joined(session, joining.item, filed=filed)
            session.commit()


for_each_tenant(TASK, cron="* * * * *")
