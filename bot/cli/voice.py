"""How `voxloop import voice` and `voxloop withdraw voice` find their files and tell what became of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

SOUNDS = frozenset({".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".wav", ".flac", ".webm"})
"""Recordings lie beside transcripts and are none themselves."""

if TYPE_CHECKING:
    from bot.bootstrap.import_voice import VoiceReport
    from bot.chat.intake import RefusedRecord


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named, in the order of their names."""
    return [file for path in paths for file in (_within(path) if path.is_dir() else [path])]


def tell_refused(file: str, record: "RefusedRecord") -> None:
    """Says on stderr what was not taken, where it stands and why."""
    click.echo(f"{file}, {record.where}: {record.template.format(**dict(record.values))}", err=True)


def summary(report: "VoiceReport") -> Iterator[str]:
    """What became of everything, in a few lines."""
    from bot.station.intake.receive import Taken
    from bot.station.model import SnippetState

    taken, snippets = report.taken, report.snippets
    yield (
        f"{taken[Taken.NEW]} new, {taken[Taken.CHANGED]} changed, {taken[Taken.KNOWN]} known, "
        f"{taken[Taken.WITHDREW]} withdrawn, {taken[Taken.REFUSED]} refused."
    )
    yield f"{snippets.total()} snippets: {snippets[SnippetState.APPROVED]} may be posted."
    if waiting := snippets[SnippetState.WAITING]:
        yield f"{waiting} wait for somebody to look at them: /voice station review"
    if report.clips:
        yield f"{report.clips} clips were cut; nobody hears them before somebody approves each: /voice station review"
    yield from report.clip_problems
    if held := snippets[SnippetState.HELD]:
        yield f"{held} are held until the customer's consent is known (docs/intake.md)."


def _within(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in found if path.suffix.casefold() not in SOUNDS)
