"""Previewing: what people would hear of an interaction, cut and redacted, without keeping or sending anything."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.intake import IntakeRecord
from bot.station.intake.hear import Ear, Heard, hear
from bot.station.redaction.model import PiiKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What there would be to hear of one interaction. `removed` counts what was taken out of it, by kind."""

    language: str
    heard: tuple[Heard, ...]
    removed: Mapping[PiiKind, int]


def preview(record: IntakeRecord, ear: Ear) -> Preview:
    """Listens as if it came in."""
    hearing = hear(record, ear, b"")
    removed = Counter[PiiKind]()
    for each in hearing.heard:
        removed.update(each.removed)
    return Preview(language=hearing.language, heard=hearing.heard, removed=removed)
