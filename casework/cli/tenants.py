"""Commands for tenants and their first users."""

import click

from casework.cli.reach import identity


@click.group()
def tenant() -> None:
    """Offices that use this installation."""


@tenant.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="As people read it.")
@click.option("--kind", required=True, help="For example motor_vehicle_agency, charity, council.")
@click.option(
    "--languages", default="en", show_default=True, help="By commas; the first is the office's own."
)
@click.option("--timezone", default="UTC", show_default=True, help="For example America/Chicago.")
@click.option("--currency", default="USD", show_default=True)
@click.option("--country", default="US", show_default=True)
@click.option("--host", help="A host name of its own; without one it answers at /t/SLUG/.")
@click.option("--unlisted", is_flag=True, help="Not on the installation's front page.")
def tenant_add(slug: str, languages: str, *, unlisted: bool, **told: str) -> None:
    """Make a tenant. Next: casework user invite."""
    from casework.services.tenants.add_tenant import NewTenant, add_tenant

    new = NewTenant(slug, languages=tuple(languages.split(",")), public=not unlisted, **told)
    with identity() as session:
        add_tenant(session, new)
        session.commit()
    click.echo(f"Tenant {slug} is made. Next: casework user invite {slug} E-MAIL --name NAME")


@tenant.command("list")
def tenant_list() -> None:
    """Every tenant, where it answers and whether it is open."""
    from casework.services.tenants.find_tenant import list_tenants

    with identity() as session:
        for found in list_tenants(session):
            state = "open" if found.active else "suspended"
            click.echo(
                f"{found.slug}\t{found.kind}\t{state}\t{found.host or f'/t/{found.slug}/'}\t{found.name}"
            )


@tenant.command("suspend")
@click.argument("slug")
@click.option("--resume", is_flag=True, help="Open it again.")
def tenant_suspend(slug: str, *, resume: bool) -> None:
    """Close a tenant's pages from the next request on. Nothing is deleted."""
    from casework.services.tenants.suspend_tenant import suspend_tenant

    with identity() as session:
        suspend_tenant(session, slug, suspended=not resume)
        session.commit()
    click.echo(f"Tenant {slug} is {'open again' if resume else 'suspended'}.")


@click.group()
def user() -> None:
    """Accounts of staff."""


@user.command("invite")
@click.argument("slug")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--title", "titles", multiple=True, default=["administrator"], show_default=True)
@click.option("--show-link", is_flag=True, help="Print the link here, where no mail can be sent.")
def user_invite(slug: str, email: str, *, name: str, titles: tuple[str, ...], show_link: bool) -> None:
    """Invite somebody to work at a tenant; by default as its administrator."""
    from casework.base.errors import NotFound
    from casework.services.staff.invite_member import invite_member
    from casework.services.staff.mail_link import write_link_mail
    from casework.services.tenants.find_tenant import find_tenant
    from casework.web.password_links import link_url

    with identity(pages=show_link) as session:
        found = find_tenant(session, slug=slug)
        if found is None:
            raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
        invited = invite_member(session, found, email=email, name=name, titles=titles, actor=None)
        mail = write_link_mail(session, "invite", invited.id, found) if show_link else None
        session.commit()
        if mail:
            click.echo(link_url(found, mail.purpose, mail.token))
        else:
            click.echo(f"An invitation to {email} is in the mail queue.")
