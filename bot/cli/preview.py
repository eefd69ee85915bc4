"""How `voxloop preview voice` tells on a terminal what would be heard."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.chat.intake import RefusedRecord
from bot.insight.model import CueKind, Mood
from bot.insight.taxonomy import SUBJECTS

if TYPE_CHECKING:
    from bot.bootstrap.preview import PreviewedRecord
    from bot.station.intake.hear import Heard

CUES = {
    CueKind.FRICTION: "friction",
    CueKind.PRAISE: "praise",
    CueKind.SURPRISE: "a good surprise",
    CueKind.PROMISE_KEPT: "a promise kept",
    CueKind.PROMISE_BROKEN: "a promise broken",
    CueKind.LEAVING: "thinking of leaving",
}
SECONDS_IN_MINUTE = 60


def told(found: "PreviewedRecord | RefusedRecord") -> Iterator[str]:
    """The lines that tell of one interaction, or why it could not be taken."""
    if isinstance(found, RefusedRecord):
        yield f"{found.where}: {found.template.format(**dict(found.values))}"
        return
    count = len(found.preview.heard)
    passages = "1 passage" if count == 1 else f"{count} passages"
    yield f"{found.record.kind.value} {found.record.external_id} ({found.preview.language}): {passages} worth hearing"
    if found.preview.removed:
        parts = (f"{number} {kind.value}" for kind, number in sorted(found.preview.removed.items()))
        yield f"  taken out: {', '.join(parts)}"
    for number, heard in enumerate(found.preview.heard, start=1):
        yield from _passage(number, heard)


def _passage(number: int, heard: "Heard") -> Iterator[str]:
    passage = heard.passage
    subject = SUBJECTS.get(passage.theme or "")
    about = f": {subject.name}" if subject else ""
    mood = "" if heard.sentiment.mood is Mood.NOT_SCORED else f", sounds {heard.sentiment.mood.value}"
    yield ""
    yield f"  {number}. {_when(passage.starts_at_seconds, passage.ends_at_seconds)}{CUES[passage.cue]}{about}{mood}"
    for line in passage.lines:
        yield f"     {line.speaker.value.upper()}: {line.text}"
    yield f"     Chosen because: {passage.because}"
    for doubt in heard.doubts:
        yield f"     Look before anybody hears it: {doubt}"


def _when(starts_at: float | None, ends_at: float | None) -> str:
    if starts_at is None or ends_at is None:
        return ""
    return f"{_clock(starts_at)}-{_clock(ends_at)} "


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), SECONDS_IN_MINUTE)
    return f"{minutes:02}:{rest:02}"
