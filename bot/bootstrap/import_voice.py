"""`voxloop import voice`: takes customer voice in from files, in batches that are kept one by one."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from adapters.audio.ffmpeg import MEDIA_TYPE, ClipError, Ffmpeg, find_ffmpeg
from adapters.intake.encoding import MAX_BYTES
from adapters.intake.recognise import Format, parse, parse_as
from bot.bootstrap.ear import needed_ear
from bot.bootstrap.house import Cellar, open_cellar
from bot.chat.intake import ConsentState, IntakeRecord, Parsed, RefusedRecord
from bot.clock.clock import SystemClock
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.station.desk import DIGEST_KEY
from bot.station.intake.hear import Ear, hear
from bot.station.intake.receive import Receipt, Taken, receive_all
from bot.station.intake.withdraw import withdraw_by_id
from bot.station.model import ClipState, Snippet, SnippetState, Source
from bot.station.posting.listen import keep_clip

Progress = Callable[[int, int], None]
Refuse = Callable[[str, RefusedRecord], None]

NO_FFMPEG = "No clips were cut: ffmpeg is not installed. The words were taken all the same."

RECORDINGS = (".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".wav", ".flac", ".webm")
"""The endings of recordings that are looked for beside a transcript."""

AUDIBLE = frozenset({SnippetState.WAITING, SnippetState.APPROVED})

BATCH = 200
"""Records taken in one transaction: what is done stays done when somebody stops in the middle."""


@dataclass(slots=True, kw_only=True)
class VoiceReport:
    """What became of the records of files: by what was done with each, and where their snippets stand.

    `clips` counts the clips that were cut; `clip_problems` says for files why some could not be, each reason once.
    """

    taken: Counter[Taken] = field(default_factory=Counter)
    clips: int = 0
    snippets: Counter[SnippetState] = field(default_factory=Counter)
    clip_problems: dict[str, None] = field(default_factory=dict)

    def add(self, receipts: Sequence[Receipt]) -> None:
        self.taken.update(each.taken for each in receipts)
        new = (each for each in receipts if each.taken in {Taken.NEW, Taken.CHANGED})
        self.snippets.update(snippet.state for each in new for snippet in each.snippets)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceImport:
    """What is to be taken in: which files, of which source (by key) and format ("" recognises it).

    `consent` is what somebody states of all records that say nothing themselves. With `has_audio` the recording of a
    call lies beside its transcript, under the same name with another ending.
    """

    paths: Sequence[Path]
    source: str
    format: str = ""
    consent: ConsentState = ConsentState.UNKNOWN
    has_audio: bool = False


async def import_voice(
    settings: Settings, wanted: VoiceImport, *, progress: Progress, refuse: Refuse, report: VoiceReport
) -> None:
    """Takes in all files. `refuse` hears of each record that is not taken, with the name of its file.

    Running it again takes what is not there yet, so it can be stopped at any time. `report` grows on the way.

    Raises:
        CannotRunError: the source is not there, a part of the installation is missing, or a file is too large.
        UnavailableError: the database cannot be reached.
        OSError: a file cannot be read.
    """
    ear = needed_ear(settings)
    for path in wanted.paths:
        _refuse_too_large(path)
    cellar = await open_cellar(settings)
    try:
        source = await _source(cellar, wanted.source)
        total = sum(1 for path in wanted.paths for _ in _parsed(path, wanted))
        progress(0, total)
        cutter = find_ffmpeg() if wanted.has_audio else None
        if wanted.has_audio and cutter is None:
            report.clip_problems[NO_FFMPEG] = None
        taker = _Taker(cutter=cutter, ear=ear, cellar=cellar, source=source, report=report, refuse=refuse)
        done = 0
        for path in wanted.paths:
            rows = iter(_parsed(path, wanted))
            while batch := list(islice(rows, BATCH)):
                await taker.take(path, batch)
                done += len(batch)
                progress(done, total)
    finally:
        await cellar.database.close()


async def withdraw_voice(settings: Settings, source: str, external_ids: Sequence[str]) -> int:
    """Takes interactions back, by the source's own ids; how many were kept until now.

    The running Voxloop deletes what was posted; ids that never came in are remembered and not taken when they do.

    Raises:
        CannotRunError: the source is not there.
        UnavailableError: the database cannot be reached.
    """
    cellar = await open_cellar(settings)
    try:
        await _source(cellar, source)
        now = SystemClock().now()
        done = [
            await cellar.database.write(
                lambda tx, each=each: withdraw_by_id(tx, source, each, "operator", now) is not None  # type: ignore[misc]
            )
            for each in external_ids
        ]
        return sum(done)
    finally:
        await cellar.database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taker:
    """Takes batches of one source, one transaction each."""

    cutter: Ffmpeg | None
    ear: Ear
    cellar: Cellar
    source: Source
    report: VoiceReport
    refuse: Refuse

    async def take(self, path: Path, batch: Sequence[IntakeRecord | RefusedRecord]) -> None:
        key = self.cellar.keys.get_or_create(DIGEST_KEY)
        hearings = []
        for each in batch:
            if isinstance(each, RefusedRecord):
                self._refuse(path, each)
            else:
                hearings.append(hear(each, self.ear, key, source=self.source))
        now = SystemClock().now()
        receipts = await self.cellar.database.write(lambda tx: receive_all(tx, self.source, hearings, now))
        self.report.add(receipts)
        for receipt in receipts:
            if receipt.taken is Taken.REFUSED:
                self.refuse(path.name, RefusedRecord(where=receipt.external_id, template=receipt.reason))
        audible = {each.external_id for each in hearings if each.consent_covers_audio}
        for receipt in receipts:
            if receipt.external_id in audible:
                await self._cut_clips(path, receipt)

    async def _cut_clips(self, path: Path, receipt: Receipt) -> None:
        """Cuts a clip for each snippet that has none; a person has to approve it before anybody hears it."""
        recording = _recording_of(path)
        if self.cutter is None or recording is None:
            return
        for snippet in receipt.snippets:
            if snippet.clip is ClipState.NONE and snippet.state in AUDIBLE:
                await self._cut_clip(self.cutter, recording, snippet)

    async def _cut_clip(self, cutter: Ffmpeg, recording: Path, snippet: Snippet) -> None:
        if snippet.starts_at_seconds is None or snippet.ends_at_seconds is None:
            return
        try:
            clip = await cutter.cut(recording, snippet.starts_at_seconds, snippet.ends_at_seconds)
        except ClipError as error:
            self.report.clip_problems[f"{recording.name}: {error}."] = None
            return
        await self.cellar.database.write(lambda tx: keep_clip(tx, snippet.id, MEDIA_TYPE, clip))
        self.report.clips += 1

    def _refuse(self, path: Path, record: RefusedRecord) -> None:
        self.report.taken[Taken.REFUSED] += 1
        self.refuse(path.name, record)


async def _source(cellar: Cellar, key: str) -> Source:
    found = await cellar.database.read(lambda tx: {each.key: each for each in tx.sources.all()})
    if key not in found:
        there = ", ".join(found) or "none yet"
        raise CannotRunError(
            f"There is no source “{key}”. Sources: {there}. Add one in the chat: /voice source add NAME"
        )
    return found[key]


def _recording_of(path: Path) -> Path | None:
    """The recording beside a transcript."""
    found = (path.with_suffix(ending) for ending in RECORDINGS)
    return next((each for each in found if each.is_file()), None)


def _refuse_too_large(path: Path) -> None:
    if path.stat().st_size > MAX_BYTES:
        raise CannotRunError(f"{path.name} is larger than {MAX_BYTES // 2**20} MB. Please split it.")


def _parsed(path: Path, wanted: VoiceImport) -> Iterator[IntakeRecord | RefusedRecord]:
    for found in _as_written(path, wanted):
        is_silent = isinstance(found, IntakeRecord) and found.consent is ConsentState.UNKNOWN
        yield replace(found, consent=wanted.consent) if is_silent and isinstance(found, IntakeRecord) else found


def _as_written(path: Path, wanted: VoiceImport) -> Parsed:
    document = path.read_bytes()
    if wanted.format:
        return parse_as(Format(wanted.format), document, source=wanted.source)
    return parse(document, source=wanted.source, name=path.name)
