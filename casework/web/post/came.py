"""When something came by post: the day on its stamp, which is when its clock begins."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from flask import request

from casework.base.clock import now, today
from casework.services.staff.present import current_tenant
from casework.web.days import any_typed, typed_day


def came_at() -> datetime | None:
    """As typed under `came`: now for today or nothing, else noon of that day. None: no day, to come, or long ago."""
    zone = current_tenant().timezone
    if not any_typed(request.form, "came"):
        return now()
    day = typed_day(request.form, "came")
    if day is None or day > today(zone) or day.year < today(zone).year - 5:
        return None
    return now() if day == today(zone) else datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
