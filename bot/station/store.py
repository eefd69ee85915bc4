"""What the station needs from storage. All calls run inside the one transaction of a unit of work."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.chat.ids import MessageRef, Place
from bot.outbox.store import OutboxStore
from bot.people.model import PersonId
from bot.people.store import PeopleStore
from bot.privacy.marks import MarkStore
from bot.station.model import (
    FixId,
    Flag,
    Interaction,
    InteractionId,
    Posting,
    PostingId,
    Rule,
    Snippet,
    SnippetId,
    SnippetSearch,
    SnippetState,
    Source,
    Station,
    StationId,
    StationPlace,
    Subscription,
    Voice,
    Withdrawal,
)
from bot.station.reactions.model import Comment, Fix, ReactionKind, Resonance


class SourceStore(Protocol):
    def get(self, key: str) -> Source | None: ...

    def all(self) -> Sequence[Source]:
        """By key."""
        ...

    def save(self, source: Source) -> None: ...


class InteractionStore(Protocol):
    def get(self, interaction_id: InteractionId) -> Interaction | None: ...

    def find(self, source: str, external_id: str) -> Interaction | None: ...

    def parts_of(self, source: str, external_id: str) -> Sequence[Interaction]:
        """What came in as parts of something, such as a ticket's comments: with the id `<external_id>/<part>`."""
        ...

    def save(self, interaction: Interaction) -> None:
        """Adds it, or gives the one with this id these values."""
        ...

    def count(self) -> int: ...

    def frictions_since(self, moment: datetime) -> Mapping[str, int]:
        """In how many interactions since a moment each friction was found, by its key."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Deletes interactions that happened before, with their snippets and all that hangs on these; how many.

        Those whose withdrawal is still going on are left until it is done. Withdrawals themselves stay.
        """
        ...


class SnippetStore(Protocol):
    def get(self, snippet_id: SnippetId) -> Voice | None: ...

    def many(self, ids: Collection[SnippetId]) -> Mapping[SnippetId, Voice]: ...

    def of_interaction(self, interaction_id: InteractionId) -> Sequence[Snippet]:
        """All of one interaction, in the order in which they were said."""
        ...

    def save(self, snippets: Sequence[Snippet]) -> None:
        """Adds them, or gives those with these ids these values."""
        ...

    def delete(self, ids: Collection[SnippetId]) -> None:
        """With their clips, reactions, promises, and postings that showed nothing else."""
        ...

    def search(self, search: SnippetSearch) -> Sequence[Voice]:
        """Approved ones only."""
        ...

    def in_state(self, state: SnippetState, *, limit: int, after: SnippetId | None = None) -> Sequence[Voice]:
        """The oldest meetings first; `after` pages on."""
        ...

    def count_in_state(self, state: SnippetState) -> int: ...

    def fresh(
        self, *, approved_since: datetime, happened_since: datetime, limit: int, rule: Rule | None = None
    ) -> Sequence[Voice]:
        """Approved ones that could be posted and fit a rule, those worth hearing most first."""
        ...

    def put_clip(self, snippet_id: SnippetId, media_type: str, content: bytes) -> None: ...

    def clip(self, snippet_id: SnippetId) -> tuple[str, bytes] | None:
        """The media type and content of its clip."""
        ...

    def delete_clips(self, ids: Collection[SnippetId]) -> None: ...


class StationStore(Protocol):
    def get(self, station_id: StationId) -> Station | None: ...

    def by_key(self, key: str) -> Station | None: ...

    def all(self) -> Sequence[Station]:
        """By name."""
        ...

    def save(self, station: Station) -> None: ...

    def delete(self, station_id: StationId) -> None:
        """With its places and subscriptions; what it posted stays."""
        ...

    def places(self, station_id: StationId | None = None) -> Sequence[StationPlace]: ...

    def at(self, place: Place) -> Sequence[StationPlace]:
        """All that posts in one channel."""
        ...

    def save_place(self, place: StationPlace) -> None: ...

    def remove_place(self, station_id: StationId, place: Place) -> bool: ...

    def look_again(self, place: Place) -> None:
        """Makes the next posting in this channel ask the platform about it first."""
        ...

    def subscriptions(self, station_id: StationId) -> Sequence[Subscription]: ...

    def subscriptions_of(self, person_id: PersonId) -> Sequence[Subscription]: ...

    def subscribe(self, subscription: Subscription) -> None: ...

    def unsubscribe(self, person_id: PersonId, station_id: StationId) -> bool: ...


class PostingStore(Protocol):
    def add(self, posting: Posting) -> None: ...

    def get(self, posting_id: PostingId) -> Posting | None: ...

    def many(self, ids: Collection[PostingId]) -> Mapping[PostingId, Posting]: ...

    def at_message(self, message: MessageRef) -> Posting | None:
        """The posting that stands at a message of the platform's; `None` once it was deleted."""
        ...

    def of_snippets(self, ids: Collection[SnippetId]) -> Sequence[Posting]:
        """All postings that show one of these, whatever their state, oldest first."""
        ...

    def shown_in(self, place: Place, ids: Collection[SnippetId]) -> set[SnippetId]:
        """Which of these were posted or are planned in a place."""
        ...

    def planned_in(self, place: Place, *, since: datetime, kind: str) -> Sequence[Posting]:
        """What was planned in a place since a moment, of one `PostingKind`, oldest first; failed ones are left out."""
        ...

    def ask_to_amend(self, ids: Collection[PostingId], now: datetime) -> None: ...

    def to_amend(self, now: datetime, limit: int) -> Sequence[Posting]:
        """Posted ones, and those of which nobody knows, that need amending and whose time to try has come."""
        ...

    def save(self, posting: Posting) -> None:
        """Gives a posting these values (its snippets stay)."""
        ...

    def unanswered(self, before: datetime) -> Sequence[tuple[Posting, datetime]]:
        """Posted single snippets to which nobody reacted, commented or promised a fix, with when they were posted."""
        ...


class ReactionStore(Protocol):
    def add(self, snippet_id: SnippetId, person_id: PersonId, kind: ReactionKind, at: datetime) -> bool:
        """False when this person had said so already."""
        ...

    def remove(self, snippet_id: SnippetId, person_id: PersonId, kind: ReactionKind) -> bool: ...

    def counts(self, ids: Collection[SnippetId]) -> Mapping[SnippetId, Mapping[ReactionKind, int]]: ...

    def put_emoji(self, posting_id: PostingId, person_id: PersonId, emoji: str, at: datetime) -> bool:
        """`emoji` without skin tones; false when it was there already."""
        ...

    def take_emoji(self, posting_id: PostingId, person_id: PersonId, emoji: str) -> bool: ...

    def save_comment(self, comment: Comment) -> None:
        """Adds it, or gives the one with this posting and id these values."""
        ...

    def delete_comment(self, posting_id: PostingId, comment_id: str) -> bool: ...

    def resonance(self, ids: Collection[SnippetId]) -> Mapping[SnippetId, Resonance]: ...

    def custom_emoji(self) -> Mapping[str, str]:
        """The organisation's own emoji by name, with the well-known one that each means."""
        ...

    def map_emoji(self, name: str, meaning: str) -> None:
        """An empty meaning forgets it."""
        ...

    def forget_person(self, person_id: PersonId) -> int:
        """Deletes all reactions, emoji and comments of a person, their subscriptions too; how many.

        When two people turn out to be one, storage itself gives all of these to the one who stays.
        """
        ...


class FixStore(Protocol):
    def get(self, fix_id: FixId) -> Fix | None: ...

    def save(self, fix: Fix) -> None: ...

    def of_snippet(self, snippet_id: SnippetId) -> Sequence[Fix]: ...

    def of_owner(self, person_id: PersonId, *, is_open: bool) -> Sequence[Fix]:
        """The earliest due first."""
        ...

    def open_due_until(self, day: date) -> Sequence[Fix]: ...

    def ended_since(self, moment: datetime) -> Sequence[Fix]:
        """Those of which something came at that moment or later, however it ended; the latest first."""
        ...


class FlagStore(Protocol):
    def add(self, flag: Flag) -> None: ...

    def shown(self, today: date, *, since: date, theme: str = "", limit: int = 100) -> Sequence[Flag]:
        """Those shown from `since` until `today`, the latest days first; those of one day in random order.

        `theme` may be a theme, which takes its frictions too, or a friction.
        """
        ...

    def delete(self, flag_id: str) -> bool: ...


class WithdrawalStore(Protocol):
    def add(self, withdrawal: Withdrawal) -> None: ...

    def save(self, withdrawal: Withdrawal) -> None: ...

    def of_interaction(self, interaction_id: InteractionId) -> Sequence[Withdrawal]: ...

    def open(self) -> Sequence[Withdrawal]: ...

    def latest(self, limit: int) -> Sequence[Withdrawal]: ...


class StationWork(Protocol):
    """What the station sees of a unit of work."""

    @property
    def people(self) -> PeopleStore: ...

    @property
    def outbox(self) -> OutboxStore: ...

    @property
    def marks(self) -> MarkStore: ...

    @property
    def sources(self) -> SourceStore: ...

    @property
    def interactions(self) -> InteractionStore: ...

    @property
    def snippets(self) -> SnippetStore: ...

    @property
    def stations(self) -> StationStore: ...

    @property
    def postings(self) -> PostingStore: ...

    @property
    def reactions(self) -> ReactionStore: ...

    @property
    def fixes(self) -> FixStore: ...

    @property
    def flags(self) -> FlagStore: ...

    @property
    def withdrawals(self) -> WithdrawalStore: ...
