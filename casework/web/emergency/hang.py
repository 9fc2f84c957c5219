"""Hangs the doors of emergency access into the house."""

from flask import Flask

from casework.web.doors import tenant_door
from casework.web.emergency.access import emergency
from casework.web.emergency.reviews import reviews


def hang_emergency(app: Flask) -> None:
    """Every page of it; each view bears its guard."""
    tenant_door(app, emergency, "/desk/emergency")
    tenant_door(app, reviews, "/desk/emergency-reviews")
