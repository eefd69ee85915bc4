"""`voxloop export digest`: a digest as a file."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.refusals import told_plainly
from bot.cli.settings import read_settings


@click.command(name="digest")
@click.option("--unit", default="company", show_default=True, help="The team, by its name or path, or `company`.")
@click.option("--week", help="The week, such as 2026-W48; the newest that has closed else.")
@click.option("--format", "format_", type=click.Choice(("html", "pdf")), default="html", show_default=True)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="The file; made up from unit and week else."
)
def export_digest(*, unit: str, week: str | None, format_: str, to: Path | None) -> None:
    """Write a digest to a file.

    The same that its reader gets in the chat, with all that is behind its buttons: a page that needs nothing beside
    itself, or a PDF (which needs the extra `pdf`).

    \b
    Examples:
      voxloop export digest
      voxloop export digest --unit "Sales / North" --week 2026-W48 --format pdf
    """
    settings = read_settings()
    from bot.bootstrap.export_digest import export_digest as export
    from bot.clock.weeks import Week
    from bot.digest.plan_digests import newest_closed

    newest = newest_closed(datetime.now(UTC))
    try:
        chosen = Week.parse(week) if week else newest
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--week") from error
    if chosen > newest:
        # It would count what waits for its day to be shown.
        raise click.BadParameter(f"{chosen} has not closed; the newest that has is {newest}", param_hint="--week")
    with told_plainly():
        content = asyncio.run(export(settings, unit=unit, week=chosen, form=format_))
    name = "".join(each if each.isalnum() else "-" for each in unit.casefold())
    file = to or Path(f"digest-{name}-{chosen}.{format_}")
    file.write_bytes(content)
    click.echo(f"Written to {file}")
