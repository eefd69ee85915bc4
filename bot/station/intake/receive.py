"""Receiving: what was heard of an interaction is kept once, however often it comes in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.chat.intake import ConsentState
from bot.chat.words import phrase
from bot.station.intake.consent import DENIED, resolved
from bot.station.intake.hear import WORDS_HALF, Heard, Hearing
from bot.station.intake.withdraw import interaction_id_of, was_withdrawn, withdraw_by_id
from bot.station.model import (
    ClipState,
    Interaction,
    InteractionId,
    Snippet,
    SnippetId,
    SnippetState,
    Source,
    SourceMode,
    new_id,
)
from bot.station.store import StationWork

SWITCHED_OFF = phrase("This source is switched off.")
STAYS_WITHDRAWN = phrase("The customer took these words back before, so they are not taken again.")

ALIKE = 0.8
"""From this share of common words on, a passage is taken for one that a person looked at already."""

PENDING = frozenset({SnippetState.HELD, SnippetState.WAITING, SnippetState.APPROVED})
"""Where consent decides about a snippet: nobody rejected it, and nobody took it back."""


class Taken(StrEnum):
    """What became of an interaction that came in."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    WITHDREW = "withdrew"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one interaction, and its snippets as they stand now.

    `reason` is a marked phrase where it was refused.
    """

    external_id: str
    taken: Taken
    reason: str = ""
    interaction_id: InteractionId | None = None
    snippets: tuple[Snippet, ...] = ()

    def count(self, state: SnippetState) -> int:
        return sum(snippet.state is state for snippet in self.snippets)


def receive_all(tx: StationWork, source: Source, hearings: Sequence[Hearing], now: datetime) -> tuple[Receipt, ...]:
    """Receives many in one transaction; about 200 are a good number."""
    return tuple(receive(tx, source, hearing, now) for hearing in hearings)


def receive(tx: StationWork, source: Source, hearing: Hearing, now: datetime) -> Receipt:
    """Keeps what was heard, unless it is known.

    The same content changes nothing. Other content gives the interaction its new facts and replaces snippets, but for
    those that were posted and those that a person looked at. Consent that is refused or withdrawn of what was here
    before, or of parts of it, withdraws it, and then it stays so, whatever comes later. Consent that no record ever
    stated follows from the source anew each time, and what it does not cover any more is held.
    """
    if source.mode is SourceMode.OFF:
        return Receipt(external_id=hearing.external_id, taken=Taken.REFUSED, reason=SWITCHED_OFF)
    known = tx.interactions.find(source.key, hearing.external_id)
    if _is_withdrawn(tx, source, hearing, known):
        return _stays_withdrawn(hearing)
    if hearing.consent in DENIED:
        return _deny(tx, source, hearing, known, now)
    consent = _consent(tx, source, hearing, known)
    if known is None:
        return _take_new(tx, source, hearing, consent, now)
    if known.digest == hearing.digest and known.consent is consent:
        return _receipt(hearing, Taken.KNOWN, known, tx.snippets.of_interaction(known.id))
    return _take_change(tx, source, hearing, known, consent, now)


def _is_withdrawn(tx: StationWork, source: Source, hearing: Hearing, known: Interaction | None) -> bool:
    if known is not None:
        return known.consent is ConsentState.WITHDRAWN
    return was_withdrawn(tx, source.key, hearing.external_id)


def _stays_withdrawn(hearing: Hearing) -> Receipt:
    if hearing.consent in DENIED:
        return Receipt(external_id=hearing.external_id, taken=Taken.KNOWN)
    return Receipt(external_id=hearing.external_id, taken=Taken.REFUSED, reason=STAYS_WITHDRAWN)


def _take_new(tx: StationWork, source: Source, hearing: Hearing, consent: ConsentState, now: datetime) -> Receipt:
    """Of what was refused from the beginning the facts are kept and no words."""
    interaction = _interaction(source, hearing, consent, now)
    tx.interactions.save(interaction)
    heard = () if consent is ConsentState.REFUSED else hearing.heard
    snippets = [_snippet(interaction, source, each, now, is_careful=False) for each in heard]
    tx.snippets.save(snippets)
    return _receipt(hearing, Taken.NEW, interaction, snippets)


def _deny(tx: StationWork, source: Source, hearing: Hearing, known: Interaction | None, now: datetime) -> Receipt:
    """Withdraws it with all that came in as parts of it, unless none of it was ever taken."""
    if hearing.consent is ConsentState.REFUSED and not _was_taken(tx, source, hearing, known):
        if known is None:
            return _take_new(tx, source, hearing, ConsentState.REFUSED, now)
        return _receipt(hearing, Taken.KNOWN, known, ())
    withdraw_by_id(tx, source.key, hearing.external_id, _by(source), now)
    if known is None:
        return Receipt(external_id=hearing.external_id, taken=Taken.WITHDREW)
    return _receipt(hearing, Taken.WITHDREW, known, tx.snippets.of_interaction(known.id))


def _was_taken(tx: StationWork, source: Source, hearing: Hearing, known: Interaction | None) -> bool:
    every = [*([known] if known else []), *tx.interactions.parts_of(source.key, hearing.external_id)]
    return any(each.consent not in DENIED for each in every)


def _consent(tx: StationWork, source: Source, hearing: Hearing, known: Interaction | None) -> ConsentState:
    """What this record says, or one before it; where none said anything, what the whole or the source comes to."""
    if hearing.consent is not ConsentState.UNKNOWN:
        return hearing.consent
    if known is not None and known.is_consent_stated:
        return known.consent
    whole, _, _ = hearing.external_id.rpartition("/")
    refused = tx.interactions.find(source.key, whole) if whole else None
    if refused is not None and refused.consent is ConsentState.REFUSED:
        return ConsentState.REFUSED
    return resolved(hearing.consent, hearing.region, source)


def _take_change(
    tx: StationWork, source: Source, hearing: Hearing, known: Interaction, consent: ConsentState, now: datetime
) -> Receipt:
    interaction = _changed(source, hearing, known, consent)
    snippets = tx.snippets.of_interaction(known.id)
    is_same = known.digest[:WORDS_HALF] == hearing.words_digest and known.consent is not ConsentState.REFUSED
    if not is_same and consent is not ConsentState.REFUSED:
        snippets = _replaced(tx, source, hearing, interaction, snippets, now)
    snippets = [_settled(each, interaction, source, now) for each in snippets]
    tx.interactions.save(interaction)
    tx.snippets.save(snippets)
    tx.snippets.delete_clips([each.id for each in snippets if each.clip is ClipState.NONE])
    if _shown(interaction) != _shown(known):
        _show_anew(tx, snippets, now)
    return _receipt(hearing, Taken.CHANGED, interaction, snippets)


def _replaced(
    tx: StationWork,
    source: Source,
    hearing: Hearing,
    interaction: Interaction,
    before: Sequence[Snippet],
    now: datetime,
) -> list[Snippet]:
    """The passages of now: known ones as they stand, and with them what was posted or seen by a person."""
    by_text = {each.text: each for each in before}
    seen = [each for each in before if each.reviewed_by is not None]
    stays = _posted(tx, before) | {each.id for each in seen}
    passages = []
    for heard in hearing.heard:
        text = _text(heard)
        if text in by_text:
            passages.append(by_text[text])
        elif not any(_is_alike(text, each.text) for each in seen):
            passages.append(_snippet(interaction, source, heard, now, is_careful=bool(seen)))
    current = {each.id for each in passages}
    tx.snippets.delete([each.id for each in before if each.id not in current | stays])
    return [*(each for each in before if each.id in stays - current), *passages]


def _posted(tx: StationWork, snippets: Sequence[Snippet]) -> set[SnippetId]:
    ids = {snippet.id for snippet in snippets}
    return {shown for posting in tx.postings.of_snippets(ids) for shown in posting.snippet_ids if shown in ids}


def _is_alike(text: str, reviewed: str) -> bool:
    """Whether a person's wording is of the same passage: they take words out and leave the others."""
    new, old = Counter(text.casefold().split()), Counter(reviewed.casefold().split())
    fewer = min(new.total(), old.total())
    return fewer > 0 and (new & old).total() >= ALIKE * fewer


def _settled(snippet: Snippet, interaction: Interaction, source: Source, now: datetime) -> Snippet:
    """A known snippet after its interaction changed: it goes on with consent, and is held where that ended.

    A clip needs consent of its own.
    """
    is_given = interaction.consent is ConsentState.GIVEN
    if is_given is (snippet.state is SnippetState.HELD) and snippet.state in PENDING:
        state = _state(interaction, source, snippet.doubts)
        snippet = replace(snippet, state=state, approved_at=now if state is SnippetState.APPROVED else None)
    return snippet if interaction.consent_covers_audio else replace(snippet, clip=ClipState.NONE)


def _show_anew(tx: StationWork, snippets: Sequence[Snippet], now: datetime) -> None:
    tx.postings.ask_to_amend([each.id for each in tx.postings.of_snippets([each.id for each in snippets])], now)


def _shown(interaction: Interaction) -> tuple[object, ...]:
    """What people read beside the words, and whether they may read them and hear the recording."""
    facts = (interaction.kind, interaction.happened_at, interaction.product, interaction.site, interaction.url)
    return (*facts, interaction.consent is ConsentState.GIVEN, interaction.consent_covers_audio)


def _interaction(source: Source, hearing: Hearing, consent: ConsentState, now: datetime) -> Interaction:
    return Interaction(
        id=interaction_id_of(source.key, hearing.external_id),
        source=source.key,
        external_id=hearing.external_id,
        digest=hearing.digest,
        kind=hearing.kind,
        happened_at=min(hearing.happened_at or now, now),
        received_at=now,
        language=hearing.language,
        product=hearing.product,
        site=hearing.site,
        region=hearing.region,
        url=hearing.url,
        consent=consent,
        is_consent_stated=hearing.consent is not ConsentState.UNKNOWN,
        consent_covers_audio=hearing.consent_covers_audio,
        nps=hearing.nps,
        csat=hearing.csat,
        mood=hearing.mood,
        valence=hearing.valence,
        frictions=hearing.frictions,
        themes=hearing.themes,
        cues=hearing.cues,
        is_urgent=bool(hearing.urgent_because),
    )


def _changed(source: Source, hearing: Hearing, known: Interaction, consent: ConsentState) -> Interaction:
    """The interaction with what is told now. A day that is not told stays, and consent that is not told as well."""
    told = _interaction(source, hearing, consent, known.received_at)
    covers_audio = hearing.consent_covers_audio or (
        hearing.consent is ConsentState.UNKNOWN and known.consent_covers_audio
    )
    happened_at = told.happened_at if hearing.happened_at else known.happened_at
    is_stated = told.is_consent_stated or known.is_consent_stated
    return replace(
        told,
        id=known.id,
        happened_at=happened_at,
        is_consent_stated=is_stated,
        consent_covers_audio=covers_audio,
    )


def _snippet(interaction: Interaction, source: Source, heard: Heard, now: datetime, *, is_careful: bool) -> Snippet:
    state = _state(interaction, source, heard.doubts, is_careful=is_careful)
    passage = heard.passage
    return Snippet(
        id=SnippetId(new_id()),
        interaction_id=interaction.id,
        lines=passage.lines,
        starts_at_seconds=passage.starts_at_seconds,
        ends_at_seconds=passage.ends_at_seconds,
        cue=passage.cue,
        because=passage.because,
        theme=passage.theme,
        stage=passage.stage,
        weight=passage.weight,
        mood=heard.sentiment.mood,
        valence=heard.sentiment.valence,
        state=state,
        doubts=heard.doubts,
        approved_at=now if state is SnippetState.APPROVED else None,
    )


def _state(
    interaction: Interaction, source: Source, doubts: Sequence[str], *, is_careful: bool = False
) -> SnippetState:
    """Where a snippet begins. Where a person has changed or rejected something, a person looks at the rest as well."""
    if interaction.consent is not ConsentState.GIVEN:
        return SnippetState.HELD
    is_free = source.mode is SourceMode.AUTOMATIC and not doubts and not is_careful
    return SnippetState.APPROVED if is_free else SnippetState.WAITING


def _receipt(hearing: Hearing, taken: Taken, interaction: Interaction, snippets: Sequence[Snippet]) -> Receipt:
    return Receipt(
        external_id=hearing.external_id, taken=taken, interaction_id=interaction.id, snippets=tuple(snippets)
    )


def _text(heard: Heard) -> str:
    return "\n".join(line.text for line in heard.passage.lines)


def _by(source: Source) -> str:
    return f"source:{source.key}"
