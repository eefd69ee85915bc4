"""The commands of `voxloop`. Each reads the settings, has the composition root do the work, and says what came of it.

Heavy parts are imported inside the commands, so that help and completion answer at once.
"""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import progress
from bot.cli.digest_commands import export_digest
from bot.cli.person_commands import export_person, forget_person
from bot.cli.refusals import Refusal, told_plainly
from bot.cli.report_commands import report_privacy
from bot.cli.settings import read_settings
from bot.cli.voice_commands import import_voice, preview_voice, withdraw_voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.doctor import Finding
    from bot.people.report import LineProblem

NAME = "voxloop"
SHELLS = ("bash", "zsh", "fish")


class _InOrder(click.Group):
    """A group whose help lists commands in the order of a first day with them, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


def _say_version(context: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001 - click calls it so
    from importlib.metadata import PackageNotFoundError, version

    if not is_asked:
        return
    try:
        click.echo(f"{NAME} {version(NAME)}")
    except PackageNotFoundError:
        click.echo(f"{NAME}, run from its source without an installation")
    context.exit()


def main() -> None:
    """Runs the command; installed as `voxloop`."""
    voxloop(prog_name=NAME)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Say which version this is.",
)
def voxloop() -> None:
    """Voxloop hears the voice of the employee and the voice of the customer, together and in time.

    It asks everyone one short question a working day, in Slack or in the browser, and nobody finds out who said what.

    \b
    Try it, with a fictional company and no account:
      voxloop demo

    \b
    Run it for your own people:
      export VOXLOOP_ADMINS=you@example.com    settings are environment variables; README lists them
      voxloop migrate                          prepare the database (a SQLite file, or DATABASE_URL)
      voxloop import people people.csv         tell it who works with you
      voxloop sign-in-link you@example.com     open your own page in the browser
      voxloop serve                            answer the browser and Slack, and send the check-ins

    \b
    Is something wrong?
      voxloop doctor

    `voxloop COMMAND --help` tells more about each command.
    """


@voxloop.command()
def demo() -> None:
    """Open a fictional company to play with, in the browser.

    About 200 people with some weeks behind them. Become an employee, a leader or an admin, answer, and move the clock
    to see a week pass in a minute. Nothing leaves this machine, and your own database stays untouched.

    \b
    Examples:
      voxloop demo
      PORT=9000 voxloop demo     on another port
    """
    settings = read_settings()
    with told_plainly(host=settings.host, port=settings.port), ExitStack() as bar:
        from bot import bootstrap

        show = bar.enter_context(progress.shown("Opening the company"))

        def say_ready(address: str) -> None:
            bar.close()
            _say_ready(address)

        asyncio.run(bootstrap.demo(settings, on_ready=say_ready, on_progress=show))


@voxloop.command()
def serve() -> None:
    """Answer the browser and Slack, and send what is due.

    This one process is all that a small company needs. To grow, set DATABASE_URL to PostgreSQL and start as many
    `voxloop serve` and `voxloop worker` processes as you like, all with the same key directory.

    \b
    Examples:
      voxloop serve
      HOST=0.0.0.0 PORT=80 VOXLOOP_LOG_FORMAT=json voxloop serve
    """
    settings = read_settings("info")
    from bot import bootstrap

    with told_plainly(host=settings.host, port=settings.port):
        asyncio.run(bootstrap.serve(settings, on_ready=_say_ready))


@voxloop.command()
def worker() -> None:
    """Send what is due, without answering anybody.

    For large companies: workers share the sending over one PostgreSQL database, beside any number of `voxloop serve`.
    """
    settings = read_settings("info")
    from bot import bootstrap

    with told_plainly():
        asyncio.run(bootstrap.work(settings))


@voxloop.command()
def migrate() -> None:
    """Bring the database up to date.

    Creates what is missing and changes what is old. Run it once after each new release, before `voxloop serve`; it does
    no harm to run it again.
    """
    settings = read_settings()
    from bot import bootstrap

    with told_plainly():
        with progress.shown("Migrating") as show:
            report = bootstrap.migrate(settings, show)
        was = f"was {report.from_revision}" if report.from_revision else "was empty"
        is_same = report.from_revision == report.to_revision
        click.echo(f"The database is at revision {report.to_revision} ({'nothing to do' if is_same else was}).")


@voxloop.group(name="import")
def import_() -> None:
    """Bring in what you already have."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Change nothing at all when anything in the file is wrong.")
@click.option("--allow-many-leavers", is_flag=True, help="Take a file that lacks more than a third of the people.")
def people(file: Path, *, strict: bool, allow_many_leavers: bool) -> None:
    """Import the people who work with you from a CSV FILE.

    The file is the whole truth: importing it again adds who is new, changes who changed, and lets go whom it named
    before and names no longer. Each bad line is told with its number and the reason; the good ones are kept, or none
    with --strict. The exit code is 1 when something was not taken.

    \b
    The first line names the columns. Needed are name, and email or employee_number; the others are:
      first_name, manager, team, site, role, language, country, time_zone, absence

    \b
    Examples:
      voxloop import people people.csv
      voxloop import people --strict people.csv
    """
    settings = read_settings()
    from bot import bootstrap

    with told_plainly():
        with progress.shown("Importing") as show:
            report = asyncio.run(
                bootstrap.import_people(
                    settings, file, strict=strict, allow_many_leavers=allow_many_leavers, progress=show
                )
            )
        for problem in report.problems:
            click.echo(_problem(problem), err=True)
        counts = f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {report.left} left"
        click.echo(f"{counts}." if report.is_applied else "Nothing was changed.")
        if not report.is_applied or not all(problem.is_kept for problem in report.problems):
            raise click.exceptions.Exit(1)


import_.add_command(import_voice)


@voxloop.group(name="withdraw")
def withdraw_() -> None:
    """Take something back, everywhere."""


withdraw_.add_command(withdraw_voice)


@voxloop.group(name="export")
def export_() -> None:
    """Hand out what is kept."""


export_.add_command(export_person)
export_.add_command(export_digest)


@voxloop.group(name="forget")
def forget_() -> None:
    """Let go of what is kept."""


forget_.add_command(forget_person)


@voxloop.command(name="sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs one person in on the web page, once.

    For whoever has no Slack account, or for yourself on the first day. Hand it over as carefully as a password.

    \b
    Example:
      voxloop sign-in-link you@example.com
    """
    settings = read_settings()
    from bot import bootstrap

    with told_plainly():
        click.echo(asyncio.run(bootstrap.sign_in_link(settings, email)))


@voxloop.command()
@click.option("--people", default=200, show_default=True, type=click.IntRange(5, 100_000), help="How many people.")
@click.option("--weeks", default=8, show_default=True, type=click.IntRange(0, 260), help="How many weeks lie behind.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same company again.")
def simulate(people: int, weeks: int, seed: int) -> None:
    """Fill an empty database with a fictional company.

    One that does not exist yet is made. The company has been using Voxloop for a while, and its weeks passed through
    the same code as real ones. A database that holds people already is refused.

    \b
    Example:
      DATABASE_URL=sqlite:///try/voxloop.db VOXLOOP_KEYS=try-keys voxloop simulate --people 1000 --weeks 12
    """
    settings = read_settings()
    from bot import bootstrap

    with told_plainly():
        with progress.shown("Simulating") as show:
            asyncio.run(bootstrap.simulate(settings, people=people, weeks=weeks, seed=seed, progress=show))
        click.echo(f"{people} people have {weeks} weeks behind them.")


@voxloop.group(name="preview")
def preview_() -> None:
    """Look at what people would get, before they do."""


preview_.add_command(preview_voice)


@voxloop.group(name="teams")
def teams_() -> None:
    """Set up Microsoft Teams."""


@teams_.command(name="package")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def teams_package(file: Path) -> None:
    """Write the app package that an administrator uploads to Teams into FILE, a zip.

    It is made from TEAMS_APP_ID, VOXLOOP_PUBLIC_URL and VOXLOOP_ORGANISATION, and holds no secret.

    \b
    Example:
      voxloop teams package voxloop.zip
    """
    settings = read_settings()
    from bot.bootstrap.teams_package import write_teams_package

    with told_plainly():
        write_teams_package(settings, file)
    click.echo(f"{file} is written. Upload it in the Teams admin center; docs/teams.md walks through it.")


@voxloop.command()
def doctor() -> None:
    """Say what is ready, what is missing and what to do about it.

    Looks at Python, time zones, database, migrations, keys, chat platforms with their tokens and scopes, clocks and
    the public address. Changes nothing. The exit code is 1 when something has to be mended.
    """
    settings = read_settings()
    from bot import bootstrap

    with told_plainly():
        findings: Sequence[Finding] = asyncio.run(bootstrap.diagnose(settings))
        for finding in findings:
            click.echo(_line(finding))
        if not all(finding.is_fine for finding in findings):
            raise click.exceptions.Exit(1)


@voxloop.command()
def audit() -> None:
    """Check all published figures against the rule.

    Holds everything that ever came out against the release rule and prints a certificate: each rule, how many figures
    were held against it, and whether it is kept. Changes nothing. The exit code is 1 when a rule is broken.
    """
    settings = read_settings()
    from bot.bootstrap.audit import audit as hold_against_rule
    from bot.cli.audit import certificate

    with told_plainly():
        found = asyncio.run(hold_against_rule(settings))
        for line in certificate(found):
            click.echo(line)
        if not all(checked.is_kept for checked in found):
            raise click.exceptions.Exit(1)


@voxloop.group(name="report")
def report_() -> None:
    """Tell what runs here, for those who have to know."""


report_.add_command(report_privacy)


@voxloop.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes your SHELL complete commands.

    \b
    Add one of these to the file that your shell reads on start:
      eval "$(voxloop completion bash)"
      eval "$(voxloop completion zsh)"
      voxloop completion fish | source
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise Refusal(f"There is no completion for {shell}.")
    click.echo(kind(voxloop, {}, NAME, f"_{NAME.upper()}_COMPLETE").source())


def _say_ready(address: str) -> None:
    click.echo(f"Voxloop is ready: {address}   (Ctrl+C ends it)")


def _problem(problem: "LineProblem") -> str:
    place = f"line {problem.line}" if problem.line else "the file"
    return f"{place}: {problem.reason}{' (The rest of the line was taken.)' if problem.is_kept else ''}"


def _line(finding: "Finding") -> str:
    mark = "✗" if not finding.is_fine else "!" if finding.advice else "✓"
    return f"{mark} {finding.subject}: {finding.says}{' ' + finding.advice if finding.advice else ''}"
