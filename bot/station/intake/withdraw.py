"""Withdrawing: a customer takes their words back, here and everywhere they were posted, and for good."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.ids import Place, PlaceKind
from bot.chat.intake import ConsentState
from bot.insight.model import Mood
from bot.station.model import (
    ClipState,
    Interaction,
    InteractionId,
    Posting,
    PostingState,
    Snippet,
    SnippetId,
    SnippetState,
    Voice,
    Withdrawal,
    new_id,
)
from bot.station.store import StationWork

IN_DOUBT = "in_doubt"
"""The code of a message that may have arrived, on a platform that cannot find it."""

RETENTION = "retention"
"""Who withdrew what had become too old."""

PAGE = 500


def withdraw(tx: StationWork, interaction: Interaction, by: str, now: datetime) -> Withdrawal:
    """Empties all snippets of an interaction and asks for all its postings to be changed or deleted.

    Of the interaction stays only what is needed to know it again: it stays withdrawn, whatever comes in later. Asking
    twice has one effect and answers with the withdrawal as it stands. `by` is a person's id, `source:<key>` or
    `RETENTION`.
    """
    before = tx.withdrawals.of_interaction(interaction.id)
    if before and interaction.consent is ConsentState.WITHDRAWN:
        return before[-1]
    snippets = tx.snippets.of_interaction(interaction.id)
    ids = [snippet.id for snippet in snippets]
    live = [posting for posting in tx.postings.of_snippets(ids) if posting.may_show]
    tx.snippets.delete_clips(ids)
    tx.snippets.save([_emptied(snippet) for snippet in snippets])
    tx.interactions.save(_forgotten(interaction))
    tx.postings.ask_to_amend([posting.id for posting in live], now)
    withdrawal = _withdrawal(interaction.id, by, now, is_done=not live)
    tx.withdrawals.add(withdrawal)
    return withdrawal


def withdraw_by_id(tx: StationWork, source: str, external_id: str, by: str, now: datetime) -> Withdrawal | None:
    """The same, by the source's own id, with all that came in as parts of it; the withdrawal that has most left to do.

    `None` where none such came in, and then none ever will.
    """
    wanted = " ".join(external_id.split())
    if tx.interactions.find(source, wanted) is None:
        never_take(tx, source, wanted, by, now)
    withdrawals = [withdraw(tx, each, by, now) for each in _all_of(tx, source, wanted)]
    return min(withdrawals, key=lambda each: each.done_at is not None, default=None)


def was_withdrawn(tx: StationWork, source: str, external_id: str) -> bool:
    """Whether the customer took this back before it came in, or the whole that it is a part of."""
    whole, _, _ = external_id.rpartition("/")
    before = tx.withdrawals.of_interaction(interaction_id_of(source, external_id))
    of_whole = tx.withdrawals.of_interaction(interaction_id_of(source, whole)) if whole else ()
    return bool(before) or any(each.by != RETENTION for each in of_whole)


def never_take(tx: StationWork, source: str, external_id: str, by: str, now: datetime) -> None:
    """Remembers that an interaction that is not here was withdrawn, so that it is not taken when it comes."""
    interaction_id = interaction_id_of(source, external_id)
    if not tx.withdrawals.of_interaction(interaction_id):
        tx.withdrawals.add(_withdrawal(interaction_id, by, now, is_done=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a withdrawal has come, in messages.

    So many no longer show it, wait for their turn, or could not be changed yet. `failures` are as in `Withdrawal`.
    """

    deleted: int
    waiting: int
    failing: int
    failures: tuple[str, ...] = ()


def standing_of(tx: StationWork, postings: Sequence[Posting]) -> Standing:
    """How far the withdrawal of what these postings showed has come by now."""
    left = [each for each in postings if each.may_show and each.needs_amending]
    failing = sum(1 for each in left if each.tries > 0)
    codes = {each.code for each in left if each.code and (each.tries or not each.is_in_doubt)}
    lost = {f"{IN_DOUBT}:{_name_of(tx, each.place)}" for each in postings if each.is_in_doubt and each.code == IN_DOUBT}
    return Standing(
        deleted=sum(1 for each in postings if each.state is PostingState.DELETED or _is_amended(each)),
        waiting=len(left) - failing,
        failing=failing,
        failures=tuple(sorted(codes | lost)),
    )


def standing_by_id(tx: StationWork, source: str, external_id: str) -> Standing:
    """The same for all that a withdrawal by this id takes back; each message counts once."""
    known = _all_of(tx, source, " ".join(external_id.split()))
    ids = [snippet.id for each in known for snippet in tx.snippets.of_interaction(each.id)]
    return standing_of(tx, tx.postings.of_snippets(ids))


def as_it_stands(tx: StationWork, withdrawal: Withdrawal, now: datetime) -> Withdrawal:
    """The withdrawal with how many messages no longer show it, and what is wrong with those that still may.

    It is done when nothing is left that can be tried; what nobody can find stays named.
    """
    standing = standing_of(tx, postings_of(tx, withdrawal))
    is_done = standing.waiting + standing.failing == 0
    done_at = (withdrawal.done_at or now) if is_done else None
    return replace(withdrawal, deleted=standing.deleted, failures=standing.failures, done_at=done_at)


def postings_of(tx: StationWork, withdrawal: Withdrawal) -> Sequence[Posting]:
    """All postings that ever showed, or were to show, what was withdrawn."""
    ids = [snippet.id for snippet in tx.snippets.of_interaction(withdrawal.interaction_id)]
    return tx.postings.of_snippets(ids)


def forget_old(tx: StationWork, now: datetime, days: int) -> int:
    """Forgets interactions that happened more than `days` ago, with their words; how many.

    What still stands in a channel is withdrawn first, and forgotten at a later call, when it is gone from there. What
    was withdrawn stays known as such by its id alone, so that an old file does not bring it back.
    """
    moment = now - timedelta(days=days)
    for voice in list(_approved_before(tx, moment)):
        if any(posting.may_show for posting in tx.postings.of_snippets([voice.snippet.id])):
            withdraw(tx, voice.interaction, RETENTION, now)
    return tx.interactions.forget_before(moment)


def interaction_id_of(source: str, external_id: str) -> InteractionId:
    """The id of an interaction: made of the source's own, so that it is known again when all else is forgotten."""
    name = json.dumps([source, external_id]).encode()
    return InteractionId(hashlib.sha256(name).hexdigest()[:32])


def _all_of(tx: StationWork, source: str, external_id: str) -> Sequence[Interaction]:
    """What came in under this id, and as parts of it."""
    whole = tx.interactions.find(source, external_id)
    return [*([whole] if whole else []), *tx.interactions.parts_of(source, external_id)]


def _is_amended(posting: Posting) -> bool:
    return posting.state is PostingState.POSTED and not posting.needs_amending


def _name_of(tx: StationWork, place: Place) -> str:
    """What a channel is called; nothing for a direct message."""
    if place.kind is PlaceKind.DIRECT:
        return ""
    channel = Place(workspace=place.workspace, kind=PlaceKind.CHANNEL, external_id=place.external_id)
    return next((each.name for each in tx.stations.at(channel) if each.name), place.external_id)


def _approved_before(tx: StationWork, moment: datetime) -> Iterator[Voice]:
    after: SnippetId | None = None
    while page := tx.snippets.in_state(SnippetState.APPROVED, limit=PAGE, after=after):
        for voice in page:
            if voice.interaction.happened_at >= moment:
                return
            yield voice
        after = page[-1].snippet.id


def _withdrawal(interaction_id: InteractionId, by: str, now: datetime, *, is_done: bool) -> Withdrawal:
    return Withdrawal(id=new_id(), interaction_id=interaction_id, asked_at=now, by=by, done_at=now if is_done else None)


def _emptied(snippet: Snippet) -> Snippet:
    return replace(
        snippet,
        state=SnippetState.WITHDRAWN,
        lines=(),
        starts_at_seconds=None,
        ends_at_seconds=None,
        because="",
        theme=None,
        stage=None,
        mood=Mood.NOT_SCORED,
        valence=None,
        doubts=(),
        clip=ClipState.NONE,
    )


def _forgotten(interaction: Interaction) -> Interaction:
    """Without anything that was said about it, what counts in figures included."""
    return replace(
        interaction,
        consent=ConsentState.WITHDRAWN,
        consent_covers_audio=False,
        digest=b"",
        language="",
        product="",
        site="",
        region="",
        url="",
        nps=None,
        csat=None,
        mood=Mood.NOT_SCORED,
        valence=None,
        frictions=(),
        themes=(),
        cues=(),
        is_urgent=False,
    )
