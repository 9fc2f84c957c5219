"""Commands about the keys that seal the most sensitive values."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casework.cli.reach import reaching, settings_of, within

if TYPE_CHECKING:
    from uuid import UUID

    from casework.services.office import Office
    from casework.settings import Settings


@click.group()
def keys() -> None:
    """The keys that seal the most sensitive values."""


@keys.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def keys_export(folder: Path) -> None:
    """Copy the keys to a place you name, with the list of those that were destroyed; keep it apart from the backups."""
    from casework.store.keys import export_keys

    names = export_keys(settings_of().keys_dir, folder)
    click.echo(f"{len(names)} keys are in {folder}. Whoever has them and a backup can read everything.")


@keys.command("status")
@click.option("--tenant", "slug", help="One tenant, by its slug; without it, all.")
def keys_status(slug: str | None) -> None:
    """Which versions are in use, and how many keys and sealed values hang on each. Shows no key."""
    from casework.services.installation.check_keys import check_keys
    from casework.store.key_upkeep import as_owner, count_keys, roots_in_use

    with reaching() as settings:
        assert settings.database is not None
        with as_owner(settings.database) as owner:
            found, roots = count_keys(owner, slug), roots_in_use(owner)
        faults = check_keys(settings)
    for root, count in sorted(roots.items()):
        click.echo(f"{root}\twraps {count} tenant keys")
    for one in found:
        if one.version is None:
            click.echo(f"{one.slug}\tnothing is sealed")
            continue
        click.echo(
            f"{one.slug}\tversion {one.version}, {one.older} older\t{one.keys} keys and {one.sealed} values on it"
            f"\t{one.keys_behind} keys and {one.sealed_behind} values on older ones"
            f"\t{one.keys_gone} keys destroyed, {one.sealed_gone} values unreadable for good"
        )
    if faults:
        raise click.ClickException("\n".join(faults))


@keys.command("rotate")
@click.option("--tenant", "slug", help="One tenant, by its slug; without it, all.")
@click.option("--root", is_flag=True, help="Make a new root key and wrap the tenants' keys by it.")
def keys_rotate(slug: str | None, root: bool) -> None:
    """Turn keys while the installation serves. Stopped anywhere, it goes on the next time."""
    with within() as settings:
        if root:
            if slug is not None:
                raise click.UsageError("The root key is everybody's. Say --root without --tenant.")
            _rotate_root(settings)
        else:
            _rotate_tenants(settings, slug)


def _rotate_tenants(settings: "Settings", slug: str | None) -> None:
    from casework.services.installation.rotate_keys import rotate_keys
    from casework.store.key_upkeep import as_owner, count_keys

    assert settings.database is not None
    with as_owner(settings.database) as owner:
        for office in _offices(slug):
            name = office.tenant.slug

            def tell(what: str, done: int, name: str = name) -> None:
                click.echo(f"{name}\t{done} {what} turned", err=True)

            turned = rotate_keys(office, owner, tell=tell)
            if not turned.version:
                click.echo(f"{name}\tnothing is sealed")
                continue
            (left,) = count_keys(owner, name)
            how = "gone on with" if turned.resumed else "now"
            click.echo(
                f"{name}\t{how} version {turned.version}: {turned.keys} keys and {turned.values} values turned;"
                f" {left.keys_behind} keys and {left.sealed_behind} values on an old key"
            )


def _rotate_root(settings: "Settings") -> None:
    from casework.services.installation.rotate_root import new_root, rotate_root
    from casework.store.key_upkeep import EVERYBODY, as_owner, one_rotation, roots_in_use
    from casework.store.keys import KeyRing

    assert settings.database is not None
    with as_owner(settings.database) as owner, one_rotation(owner, EVERYBODY):
        to = new_root(KeyRing(settings.keys_dir), owner)
        click.echo(f"{to} is in {settings.keys_dir}. Export it, and copy it to every machine that serves.")
        for office in _offices(None):
            click.echo(f"{office.tenant.slug}\t{rotate_root(office, owner, to)} tenant keys turned")
        behind = sum(count for name, count in roots_in_use(owner).items() if name != to)
    click.echo(
        f"{behind} tenant keys are on an old root key. Keep old files as long as backups made with them."
    )


def _offices(slug: str | None) -> "Iterator[Office]":
    from casework.base.errors import NotFound
    from casework.services.office import Office
    from casework.services.tenants.find_tenant import list_tenants
    from casework.store.identity import identity_session

    with identity_session() as session:
        found = [tenant for tenant in list_tenants(session) if slug is None or tenant.slug == slug]
    if slug is not None and not found:
        raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
    yield from map(Office.of, found)


@keys.command("destroy")
@click.option("--tenant", "slug", required=True, help="The office, by its slug.")
@click.option(
    "--person", required=True, type=click.UUID, help="The person's id, as in the address of their page."
)
@click.option("--reason", required=True, help="Why; it goes on the ledger.")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
def keys_destroy(slug: str, person: "UUID", reason: str, yes: bool) -> None:
    """Destroy a person's key: nobody can read any more what was sealed about them. There is no way back."""
    from casework.services.installation.destroy_key import destroy_key, what_would_go

    with within() as settings:
        (office,) = _offices(slug)
        found = what_would_go(office, person)
        click.echo(f"{len(found.keys)} keys: the person's own, and those of {len(found.cases)} cases.")
        if not yes:
            click.confirm("Nobody will be able to read what they sealed. Destroy them?", abort=True)
        destroy_key(settings, office, person, reason=reason)
    click.echo(
        "Destroyed. Now make a backup, and delete the key parts (….keys) of older ones: they still hold the keys."
    )
