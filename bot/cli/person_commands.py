"""The commands of `voxloop` for one person who asks what is kept about them, or wants to be forgotten."""

import asyncio

import click

from bot.cli.refusals import told_plainly
from bot.cli.settings import read_settings


@click.command(name="person")
@click.argument("email")
def export_person(email: str) -> None:
    """Print all that stands under the person with this EMAIL, as JSON.

    For who asks what is kept about them and cannot look themselves (`/voice my data`). Answers are not in it: they lie
    sealed, are shown only to their author, and only where they were given.

    \b
    Example:
      voxloop export person ada@example.com > ada.json
    """
    settings = read_settings()
    from bot.bootstrap.one_person import export_person as export

    with told_plainly():
        click.echo(asyncio.run(export(settings, email)))


@click.command(name="person")
@click.argument("email")
@click.option("--said-only", is_flag=True, help="Only what they said in their name; for somebody who still works here.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def forget_person(email: str, *, said_only: bool, yes: bool) -> None:
    """Forget the person with this EMAIL, who left. This cannot be undone.

    Name, address, accounts, absences and deliveries go, with reactions, comments, promises, faults with their name,
    subscriptions, and what they wrote on the page; what they wrote to leaders without a name goes when words are handed
    over next. Answers are not looked for, because that would tell whether there were any: nothing ties them to a name
    any more, and they end with their keys, after 12 weeks at most. What was published stays.

    \b
    Examples:
      voxloop forget person ada@example.com
      voxloop forget person --said-only ada@example.com
    """
    settings = read_settings()
    from bot.bootstrap.one_person import forget

    with told_plainly():
        if not yes:
            click.confirm(f"Forget {email} for good?", abort=True)
        deleted = asyncio.run(forget(settings, email, said_only=said_only))
        click.echo(f"Forgotten, with {deleted} things that they had said or wished in their name.")
