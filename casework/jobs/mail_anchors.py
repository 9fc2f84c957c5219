"""Once a day, or as often as the setting says, each office's privacy officers get the head of its ledger by mail."""

from __future__ import annotations

from casework.base.clock import today
from casework.jobs.queue import PATIENT, application, for_each_tenant, queue
from casework.services.mail.message import compose
from casework.services.mail.transport import MailRefused, send
from casework.services.staff.anchor_mail import anchor_mails
from casework.services.tenants.find_tenant import find_tenant
from casework.settings import Settings
from casework.store.anchors import AnchorFile
from casework.store.identity import identity_session
from casework.store.mail_hold import mail_is_held
from casework.store.queue import DEFAULT_QUEUE

TASK = "mail_anchor"
_MONDAY = 0


@queue.task(name=TASK, queue=DEFAULT_QUEUE, retry=PATIENT)
def mail_anchor(*, tenant: int) -> None:
    """Mail what is anchored. No viewer: nothing of anybody's case is read."""
    with application().app_context(), identity_session() as session:
        settings: Settings = application().extensions["casework.settings"]
        office = find_tenant(session, tenant_id=tenant)
        anchors = AnchorFile(settings.anchors_dir)
        anchors.refresh()
        head = anchors.last(tenant)
        if office is None or head is None or not _wanted(settings.anchor_mail, office.timezone):
            return
        if mail_is_held(session.connection()):
            return
        for mail in anchor_mails(session, office, head):
            try:
                send(compose(mail, office))
            except MailRefused:
                continue


def _wanted(how_often: str, timezone: str) -> bool:
    return how_often == "daily" or (how_often == "weekly" and today(timezone).weekday() == _MONDAY)


for_each_tenant(TASK, cron="41 14 * * *")
