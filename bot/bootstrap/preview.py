"""`voxloop preview voice`: lets somebody look at what would be heard of their files before anything is switched on."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from adapters.intake.encoding import MAX_BYTES
from adapters.intake.recognise import parse
from bot.chat.intake import IntakeRecord, RefusedRecord
from bot.chat.words import LANGUAGES
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.insight.listener import KeywordListener
from bot.insight.sentiment import installed_scorer
from bot.station.intake.hear import Ear
from bot.station.preview import Preview, preview

NEEDED = ("phonenumbers", "py3langid")


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
    _refuse_what_cannot_work(path)
    ear = Ear(
        spoken=LANGUAGES,
        usual=settings.language,
        listener=KeywordListener(),
        scorer=installed_scorer(),
        most=most,
    )
    for found in parse(path.read_bytes(), source="preview", name=path.name):
        if isinstance(found, RefusedRecord):
            yield found
        else:
            yield PreviewedRecord(record=found, preview=preview(found, ear))


def _refuse_what_cannot_work(path: Path) -> None:
    if any(find_spec(module) is None for module in NEEDED):
        raise CannotRunError(
            "Customer voice needs the extra 'insight'; install it with: pip install 'voxloop[insight]'"
        )
    if path.stat().st_size > MAX_BYTES:
        raise CannotRunError(f"{path.name} is larger than {MAX_BYTES // 2**20} MB. Please split it.")
