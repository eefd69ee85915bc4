"""The values of the listening station."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from bot.chat.ids import MessageRef, Place
from bot.chat.intake import ConsentState, InteractionKind
from bot.insight.language import primary_language
from bot.insight.model import CueKind, Mood
from bot.insight.taxonomy import SUBJECTS
from bot.people.model import PersonId
from bot.station.cutting.model import PassageLine

SnippetId = NewType("SnippetId", str)
InteractionId = NewType("InteractionId", str)
StationId = NewType("StationId", str)
PostingId = NewType("PostingId", str)
FixId = NewType("FixId", str)


def new_id() -> str:
    """A random name of 64 bits for something that is kept."""
    return secrets.token_hex(8)


class SourceMode(StrEnum):
    """What becomes of a source's snippets: a person looks at each, those without doubts go on, or nothing is taken."""

    REVIEW = "review"
    AUTOMATIC = "automatic"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where customer voice comes from. `key` names it in addresses, files and commands.

    `parser` is the name of the format it sends ("" recognises it). With `is_consent_covered` the organisation states
    that its customers agreed before they spoke: a record that says nothing about consent then counts as consented, in
    `covered_regions` only where some are named. What a record itself refuses stays refused. `secret_generation` grows
    when the secret of its webhook is renewed. `customer_sides` and `agent_sides` are the names under which speakers of
    each side appear in its transcripts, where the source has its own.
    """

    key: str
    name: str
    parser: str = ""
    mode: SourceMode = SourceMode.REVIEW
    is_consent_covered: bool = False
    covered_regions: tuple[str, ...] = ()
    customer_sides: tuple[str, ...] = ()
    agent_sides: tuple[str, ...] = ()
    secret_generation: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One meeting with a customer, as it is kept: what is known about it, none of its words.

    `digest` is a keyed hash of all it held, so that the same content is recognised. `frictions` and `themes` are keys
    of the taxonomy found anywhere in the customer's words, each once; `cues` why it was worth hearing. `mood` is that
    of all the customer said, `valence` from -1 to 1. `is_urgent` says that somebody should hear of it at once.
    `is_consent_stated`: a record of it said itself what the customer agreed to; otherwise it follows from the source.
    """

    id: InteractionId
    source: str
    external_id: str
    digest: bytes
    kind: InteractionKind
    happened_at: datetime
    received_at: datetime
    language: str
    product: str = ""
    site: str = ""
    region: str = ""
    url: str = ""
    consent: ConsentState = ConsentState.UNKNOWN
    is_consent_stated: bool = False
    consent_covers_audio: bool = False
    nps: int | None = None
    csat: int | None = None
    mood: Mood = Mood.NOT_SCORED
    valence: float | None = None
    frictions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    cues: tuple[CueKind, ...] = ()
    is_urgent: bool = False

    @property
    def product_key(self) -> str:
        """The product as rules compare it."""
        return name_key(self.product)

    @property
    def site_key(self) -> str:
        """The site as rules compare it."""
        return name_key(self.site)

    @property
    def language_key(self) -> str:
        """The language as rules compare it."""
        return primary_language(self.language)


class SnippetState(StrEnum):
    """Where a snippet stands. `HELD` waits for the customer's consent, `WAITING` for a person to look at it.

    Only `APPROVED` is ever posted or found. `WITHDRAWN` has lost its words.
    """

    HELD = "held"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ClipState(StrEnum):
    """Whether the voice itself may be heard: there is none, a person has to approve this very clip, or did."""

    NONE = "none"
    WAITING = "waiting"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """An excerpt of an interaction, redacted, as people read it.

    `because` is a marked phrase, `cue`, `theme` and `stage` stand for why it was chosen; `weight` (0-1) how much it is
    worth hearing. `doubts` are marked phrases that say why a person should look first. `approved_at` is when it became
    fit to be posted.
    """

    id: SnippetId
    interaction_id: InteractionId
    lines: tuple[PassageLine, ...]
    starts_at_seconds: float | None
    ends_at_seconds: float | None
    cue: CueKind
    because: str
    theme: str | None
    stage: str | None
    weight: float
    mood: Mood
    valence: float | None
    state: SnippetState
    doubts: tuple[str, ...] = ()
    clip: ClipState = ClipState.NONE
    reviewed_by: PersonId | None = None
    approved_at: datetime | None = None

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A snippet together with the interaction that it is from."""

    snippet: Snippet
    interaction: Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which snippets a station takes: those that fit every part that is given; an empty part takes all.

    `sources`, `kinds`, `products`, `sites` and `languages` are those of the interaction, and so is `is_urgent_only`;
    products and sites count whatever their case, languages whatever their region;
    `stages`, `themes`, `moods` and `cues` those of the snippet itself. `themes` may name frictions or themes: a theme
    takes its frictions too, so compare a snippet's with `subjects`.
    """

    sources: tuple[str, ...] = ()
    kinds: tuple[InteractionKind, ...] = ()
    products: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    moods: tuple[Mood, ...] = ()
    cues: tuple[CueKind, ...] = ()
    is_urgent_only: bool = False

    @property
    def subjects(self) -> frozenset[str]:
        """What a snippet may be about: the `themes` with all their frictions; empty where it may be about anything."""
        return subjects_within(self.themes)

    @property
    def product_keys(self) -> frozenset[str]:
        return frozenset(map(name_key, self.products))

    @property
    def site_keys(self) -> frozenset[str]:
        return frozenset(map(name_key, self.sites))

    @property
    def language_keys(self) -> frozenset[str]:
        return frozenset(map(primary_language, self.languages))


def name_key(name: str) -> str:
    """The name of a product or site as rules compare it: whatever its case, and without space around it."""
    return name.replace("\0", " ").strip().casefold()


def subjects_within(keys: Collection[str]) -> frozenset[str]:
    """Frictions and themes of the taxonomy, the themes with all their frictions; unknown keys stay as they are."""
    return frozenset(keys).union(each.key for each in SUBJECTS.values() if each.part_of in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A rule with a name, a language for what is said around the snippets, and the hours at which it posts.

    Hours are local to `time_zone`; from `quiet_from_hour` until `quiet_until_hour` nothing is posted.
    """

    id: StationId
    key: str
    name: str
    rule: Rule
    locale: str
    time_zone: str
    quiet_from_hour: int
    quiet_until_hour: int
    round_up_hour: int = 16
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPlace:
    """A channel where a station posts. The budget is the channel's: all stations there share it.

    `daily_budget` is how many single snippets a day it takes; the rest waits for the daily round-up. `closed_reason` is
    empty while posting is possible. `checked_at` is when the platform was last asked about it; `None` asks again.
    """

    station_id: StationId
    place: Place
    name: str
    daily_budget: int = 5
    closed_reason: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A person's own wish: a station's daily round-up by direct message, and word at once of what is urgent."""

    person_id: PersonId
    station_id: StationId
    wants_round_up: bool = True
    wants_urgent: bool = False


class PostingKind(StrEnum):
    """What kind of message it is: one snippet, a day's round-up, urgent word to one person, what came of a promise."""

    SNIPPET = "snippet"
    ROUND_UP = "round_up"
    URGENT = "urgent"
    OUTCOME = "outcome"


class PostingState(StrEnum):
    """Where a posting stands: planned, posted, never posted (its code says why), or deleted again."""

    PLANNED = "planned"
    POSTED = "posted"
    FAILED = "failed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One message in one place, with the snippets that it shows, in order.

    `message_id` is the platform's, once posted. `needs_amending` says that what it shows has changed since: it is
    composed anew, or deleted where nothing is left to show. `code` says what went wrong last, `tries` how often in a
    row, `amend_at` when to try (again). `person_id` is set for direct messages. `fix_id` for outcomes. `more` is how
    many further snippets a round-up counts without showing them. `delivery_id` is set while nobody knows whether it
    arrived: where the platform has room for it, the message carries it.
    """

    id: PostingId
    kind: PostingKind
    place: Place
    snippet_ids: tuple[SnippetId, ...]
    planned_at: datetime
    station_id: StationId | None = None
    person_id: PersonId | None = None
    fix_id: FixId | None = None
    state: PostingState = PostingState.PLANNED
    message_id: str = ""
    posted_at: datetime | None = None
    needs_amending: bool = False
    amend_at: datetime | None = None
    tries: int = 0
    code: str = ""
    more: int = 0
    delivery_id: str = ""

    @property
    def is_in_doubt(self) -> bool:
        """Nobody knows whether it arrived."""
        return self.state is PostingState.FAILED and self.delivery_id != ""

    @property
    def may_show(self) -> bool:
        """It shows something, or will in a moment, or nobody knows."""
        return self.state in {PostingState.PLANNED, PostingState.POSTED} or self.is_in_doubt

    @property
    def message(self) -> MessageRef:
        return MessageRef(place=self.place, external_id=self.message_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A fault in the service that somebody who works here saw, redacted.

    `person_id` is set only for who chose to be named. `day` is the day it came in, `shown_on` the day from which it is
    shown: those without a name come out together once a day.
    """

    id: str
    text: str
    stage: str
    theme: str | None
    language: str
    day: date
    shown_on: date
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A customer took their words back: what was asked, and what became of every posting that showed them.

    `by` is a person's id, `source:<key>` or `retention`. `failures` are codes of places where it could not be deleted
    yet, and for each message that may have arrived where nobody can find it `in_doubt:` with the name of the place.
    """

    id: str
    interaction_id: InteractionId
    asked_at: datetime
    by: str
    done_at: datetime | None = None
    deleted: int = 0
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetSearch:
    """Which approved snippets are looked for: those that fit all that is given, newest meeting first.

    Each of the `words` is looked for in the text, whatever its case. `rule` is that of a station. `theme` is a theme,
    which takes its frictions too, or a friction. `before` pages on: only snippets of meetings before that moment.
    """

    words: str = ""
    rule: Rule = Rule()
    theme: str = ""
    stage: str = ""
    since: datetime | None = None
    before: datetime | None = None
    limit: int = 10
