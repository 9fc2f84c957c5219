"""The box “what brought it”: campaigns and their appeals, for gifts, pledges and batches."""

from __future__ import annotations

from casework.services.appeals.find_appeal import NO_SOURCE, Source
from casework.services.appeals.name_source import SourceFound, list_sources
from casework.store.session import ViewerSession
from casework.web.desk.opening import uuid_or_none

CAMPAIGN, APPEAL = "c:", "a:"


def source_options(session: ViewerSession) -> list[tuple[str, str]]:
    """What may be chosen."""
    return [(source_value(one.source), source_words(one)) for one in list_sources(session)]


def source_value(source: Source) -> str:
    """A choice as the form holds it."""
    if source.appeal_id is not None:
        return f"{APPEAL}{source.appeal_id}"
    return f"{CAMPAIGN}{source.campaign_id}" if source.campaign_id is not None else ""


def source_words(found: SourceFound) -> str:
    """A choice as it is read."""
    return f"{found.code} – {found.appeal} ({found.campaign})" if found.appeal else found.campaign


def read_source(typed: str) -> Source:
    """What was chosen; nothing for anything that is none of our choices."""
    key = uuid_or_none(typed[2:])
    if key is None:
        return NO_SOURCE
    return Source(appeal_id=key) if typed.startswith(APPEAL) else Source(campaign_id=key)
