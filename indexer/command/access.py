"""Who may read and decide over the network: `policyscope user …`, `policyscope token …`, `policyscope password`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from indexer.access import Access, Holder, May, require_password
from indexer.command.shared import json_option, library_option, library_settings, print_json, with_errors

_MAY = click.Choice([may.value for may in May])


@click.group()
def user() -> None:
    """People who sign in to the site with a password of their own."""


@user.command("add")
@click.argument("name")
@click.option(
    "--may", type=_MAY, default="decide", show_default=True, help="What the person may do; who may decide may read."
)
@library_option
@with_errors
def add_user(name: str, may: str, library: Path | None) -> None:
    """Ask for a password and let NAME sign in with it."""
    _access(library).add_person(name, _asked_password(), May(may))
    click.echo(f"{name} may sign in and {may}.", err=True)


@user.command("list")
@json_option
@library_option
@with_errors
def list_users(as_json: bool, library: Path | None) -> None:
    """Show who may sign in."""
    _print(_access(library).people(), as_json)


@user.command("remove")
@click.argument("name")
@library_option
@with_errors
def remove_user(name: str, library: Path | None) -> None:
    """Take the password of NAME away; who is signed in is out at once. Decisions keep the name."""
    _access(library).remove_person(name)


@click.group()
def token() -> None:
    """Tokens that programs send to the API, as in Authorization: Bearer TOKEN."""


@token.command("add")
@click.argument("name")
@click.option(
    "--may", type=_MAY, default="read", show_default=True, help="What the program may do; what may decide may read."
)
@library_option
@with_errors
def add_token(name: str, may: str, library: Path | None) -> None:
    """Make a token and print it. It is shown this once: only its digest is kept."""
    click.echo(_access(library).add_token(name, May(may)))


@token.command("list")
@json_option
@library_option
@with_errors
def list_tokens(as_json: bool, library: Path | None) -> None:
    """Show the tokens by name."""
    _print(_access(library).tokens(), as_json)


@token.command("revoke")
@click.argument("name")
@library_option
@with_errors
def revoke_token(name: str, library: Path | None) -> None:
    """Make the token NAME worth nothing, at once."""
    _access(library).revoke_token(name)


@click.command()
@with_errors
def password() -> None:
    """Ask for a password and print its hash, for the setting curator_password_hash."""
    from werkzeug.security import generate_password_hash

    click.echo(generate_password_hash(_asked_password()))


def _asked_password() -> str:
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    require_password(typed)
    return typed


def _access(library: Path | None) -> Access:
    return Access(library_settings(library=library).library)


def _print(holders: Iterable[Holder], as_json: bool) -> None:
    if as_json:
        print_json([{"name": holder.name, "may": holder.may.value, "made": holder.made} for holder in holders])
        return
    for holder in holders:
        click.echo(f"{holder.name}\t{holder.may.value}\t{holder.made}")
