"""Whether mail may go out: after a restore it waits, since most of it has been sent before."""

from sqlalchemy import Connection, func, select, text


def mail_is_held(connection: Connection) -> bool:
    """True while an operator has not released the mail of a restored installation."""
    return bool(connection.scalar(select(func.public.mail_held())))


def hold_mail(owner: Connection) -> None:
    """Keep mail back from now on. Run as owner."""
    owner.execute(text("insert into guard.held (what) values ('mail') on conflict do nothing"))


def release_mail(owner: Connection) -> None:
    """Let mail go out again. Run as owner."""
    owner.execute(text("delete from guard.held where what = 'mail'"))
