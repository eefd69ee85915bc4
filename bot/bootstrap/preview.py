"""`voxloop preview voice`: lets somebody look at what would be heard of their files before anything is switched on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.intake.encoding import MAX_BYTES
from adapters.intake.recognise import parse
from bot.bootstrap.ear import needed_ear
from bot.chat.intake import IntakeRecord, RefusedRecord
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.station.preview import Preview, preview


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedRecord:
    """One interaction of a file with what there would be to hear."""

    record: IntakeRecord
    preview: Preview


def preview_voice(settings: Settings, path: Path, *, most: int) -> Iterator[PreviewedRecord | RefusedRecord]:
    """Goes through a file of customer voice, one interaction after the other; keeps and sends nothing.

    Raises:
        CannotRunError: a part of the installation is missing, or the file is larger than any that can be taken.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise CannotRunError(f"{path.name} is larger than {MAX_BYTES // 2**20} MB. Please split it.")
    ear = replace(needed_ear(settings), most=most)
    for found in parse(path.read_bytes(), source="preview", name=path.name):
        if isinstance(found, RefusedRecord):
            yield found
        else:
            yield PreviewedRecord(record=found, preview=preview(found, ear))
