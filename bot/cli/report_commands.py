"""The commands of `voxloop` that report on what runs here."""

import asyncio

import click

from bot.cli.refusals import told_plainly
from bot.cli.settings import read_settings


@click.command(name="privacy")
def report_privacy() -> None:
    """Print what is processed here, for data protection and works councils.

    A record of processing activities (GDPR, Art. 30) and a sheet for works councils, as Markdown, from the running
    configuration: settings, sources and their consent, stations, k, what is stored where and for how long, and which
    keys were destroyed when. It names nobody. Changes nothing.

    \b
    Example:
      voxloop report privacy > privacy.md
    """
    settings = read_settings()
    from bot.bootstrap.report_privacy import report_privacy as report

    with told_plainly():
        click.echo(asyncio.run(report(settings)), nl=False)
