"""Where `next=` may lead: to a page of this same tenant, and nowhere else."""

from flask import g, request

from casework.web.tenancy import own_host

_MOST = 1000


def local_path(text: str | None) -> str | None:
    """`text` when it is the path of a page here, else None. Refuses whatever a browser could read as a host."""
    if not text or len(text) > _MOST or not text.isprintable() or "\\" in text or " " in text:
        return None
    home = "/" if own_host() else f"/t/{g.tenant.slug}/"
    if not text.startswith(home) or text.startswith("//") or "/." in text.split("?")[0]:
        return None
    return text


def next_path() -> str | None:
    """The checked `next` of this request's form or address."""
    return local_path(request.form.get("next") or request.args.get("next"))
