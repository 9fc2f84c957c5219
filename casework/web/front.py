"""The installation's own pages: its tenants."""

from flask import Blueprint, render_template

from casework.policy.guard import open_to_all
from casework.services.tenants.addresses import home_url
from casework.services.tenants.find_tenant import list_tenants
from casework.store.identity import identity_session

front = Blueprint("front", __name__)


@front.get("/")
@open_to_all("The list of public tenants is an address book.")
def tenants() -> str:
    """The tenants that want to be listed."""
    with identity_session() as session:
        found = list_tenants(session, public_only=True)
    listed = [(tenant, home_url(tenant)) for tenant in found]
    return render_template("public/tenants.html", tenants=listed)
