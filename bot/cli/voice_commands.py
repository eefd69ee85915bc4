"""The commands of `voxloop` around customer voice: take it in, take it back, and look at it before anybody hears it.

Heavy parts are imported inside the commands, so that help and completion answer at once.
"""

import asyncio
from pathlib import Path

import click

from bot.cli import progress
from bot.cli.refusals import told_plainly
from bot.cli.settings import read_settings

VOICE_FORMATS = ("webvtt", "srt", "gong", "zendesk", "intercom", "json", "csv", "reviews")


@click.command(name="voice")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, readable=True, path_type=Path))
@click.option("--source", required=True, help="The source it is from, by its key: `/voice source list` shows them.")
@click.option("--format", "format_", type=click.Choice(VOICE_FORMATS), help="What the files are; told by itself else.")
@click.option(
    "--consent",
    type=click.Choice(("given", "unknown")),
    default="unknown",
    show_default=True,
    help="What you know of records that say nothing about consent themselves.",
)
@click.option("--audio", is_flag=True, help="Cut clips from recordings beside the transcripts: call.vtt, call.mp3.")
def import_voice(paths: tuple[Path, ...], *, source: str, format_: str | None, consent: str, audio: bool) -> None:
    """Take in customer voice from files and folders at PATHS.

    Transcripts of calls (WebVTT, SRT, Gong), tickets (Zendesk), chats (Intercom), reviews and survey comments (CSV,
    JSON). Only redacted passages worth hearing are kept, and nothing is posted without consent. What is known already
    changes nothing, so this can be stopped and repeated at any time. Each record that is not taken is told with its
    place and the reason; the exit code is 1 then.

    \b
    Examples:
      voxloop import voice --source calls recordings/
      voxloop import voice --source reviews --consent given reviews.csv
    """
    settings = read_settings()
    from bot.bootstrap.import_voice import VoiceImport, VoiceReport
    from bot.bootstrap.import_voice import import_voice as take_in
    from bot.chat.intake import ConsentState
    from bot.cli.voice import files_in, summary, tell_refused
    from bot.station.intake.receive import Taken

    report = VoiceReport()
    wanted = VoiceImport(
        paths=files_in(paths), source=source, format=format_ or "", consent=ConsentState(consent), has_audio=audio
    )
    with told_plainly():
        try:
            with progress.shown("Listening") as show:
                asyncio.run(take_in(settings, wanted, progress=show, refuse=tell_refused, report=report))
        except KeyboardInterrupt:
            click.echo("Stopped. What was taken stays; the same command goes on where it stopped.", err=True)
            raise
        finally:
            for line in summary(report) if report.taken else ():
                click.echo(line)
    if report.taken[Taken.REFUSED]:
        raise click.exceptions.Exit(1)


@click.command(name="voice")
@click.argument("external_ids", nargs=-1, required=True)
@click.option("--source", required=True, help="The source it is from, by its key.")
def withdraw_voice(external_ids: tuple[str, ...], *, source: str) -> None:
    """Take back the interactions with these EXTERNAL_IDS, which are the source's own, for customers who ask for it.

    Their words and clips are deleted at once. The running Voxloop deletes all postings that show them within a minute;
    `/voice snippet withdraw` says how far that is. An id that never came in is remembered and not taken when it does.

    \b
    Example:
      voxloop withdraw voice --source calls call-0815 call-0816
    """
    settings = read_settings()
    from bot.bootstrap.import_voice import withdraw_voice as take_back

    with told_plainly():
        known = asyncio.run(take_back(settings, source, external_ids))
        click.echo(f"{known} withdrawn, {len(external_ids) - known} never came in.")


@click.command(name="voice")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--most", default=5, show_default=True, type=click.IntRange(1, 20), help="Passages of one interaction.")
def preview_voice(files: tuple[Path, ...], *, most: int) -> None:
    """Show what would be worth hearing in FILES of customer voice, with what is personal taken out.

    Transcripts of calls (WebVTT, SRT, Gong), tickets (Zendesk), chats (Intercom), reviews and survey comments (CSV,
    JSON). Nothing is kept and nothing is sent: this is for looking only. Rules find most of what is personal, not all
    of it, so look before anybody hears a passage. The exit code is 1 when something could not be read.

    \b
    Examples:
      voxloop preview voice call.vtt
      voxloop preview voice --most 3 tickets.json reviews.csv
    """
    settings = read_settings()
    from bot.bootstrap.preview import preview_voice as preview
    from bot.chat.intake import RefusedRecord
    from bot.cli.preview import told

    refused = 0
    with told_plainly():
        for found in (found for file in files for found in preview(settings, file, most=most)):
            is_refused = isinstance(found, RefusedRecord)
            refused += is_refused
            for line in told(found):
                click.echo(line, err=is_refused)
    if refused:
        raise click.exceptions.Exit(1)
