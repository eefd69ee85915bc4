"""The demo's customers, and the people of the company who hear them: they look, react, comment and promise."""

import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.web.corner import comment_message
from adapters.web.refs import WORKSPACE, thread
from bot.bootstrap.fiction_voice import SOURCES, STATIONS, Arriving
from bot.bootstrap.house import Cellar
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.chat.actions import ActionRef
from bot.chat.events import ButtonPressed, CommentChanged, FormSubmitted, ReactionChanged
from bot.chat.forms import FieldValue
from bot.chat.ids import AccountRef, Actor, DeliveryId
from bot.clock.clock import Clock
from bot.clock.weeks import Week
from bot.insight.model import CueKind
from bot.people.caller import Caller
from bot.people.model import PersonId, Role
from bot.station.acts import act, overhear
from bot.station.desk import StationDesk
from bot.station.model import (
    FixId,
    Posting,
    PostingKind,
    PostingState,
    SnippetId,
    SnippetState,
    Station,
    StationId,
    StationPlace,
    Subscription,
)
from bot.station.posting.stations import web_place
from bot.station.reactions.model import FixEnding, ReactionKind
from storage.unit_of_work import UnitOfWork

DELAY = timedelta(minutes=20)
"""So long after it happened an interaction comes in."""

WITHDRAWN_AFTER = timedelta(hours=30)
"""So long after they spoke a customer takes their words back."""

WITHDRAWING = "30002"
"""The interaction, of tickets, whose customer does so."""

FIXED_AFTER = timedelta(hours=20)
DAILY_BUDGET = 8
MOST_LOOKED_AT = 3
"""So many of those that wait are looked at in one stride; others are left for whoever plays along."""

GLAD = frozenset({CueKind.PRAISE, CueKind.SURPRISE, CueKind.PROMISE_KEPT})
GIVING_EMOJI, COMMENTING, PROMISING = 0.6, 0.4, 0.15
"""How often somebody does so below a posting: as often as it looks right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """How people answer: by a press, by an emoji, in words."""

    kinds: tuple[ReactionKind, ...]
    emoji: tuple[str, ...]
    comments: tuple[str, ...]


TO_GLAD = _Manner(
    kinds=(ReactionKind.WELL_DONE, ReactionKind.SURPRISED, ReactionKind.HEAR_TOO),
    emoji=("\N{THUMBS UP SIGN}", "\N{CLAPPING HANDS SIGN}"),
    comments=("Wonderful, that made my morning!", "Thank you for posting it, I will tell the team."),
)
TO_SAD = _Manner(
    kinds=(ReactionKind.HEAR_TOO, ReactionKind.HEAR_TOO, ReactionKind.SURPRISED),
    emoji=("\N{CRYING FACE}", "\N{FACE WITH OPEN MOUTH}", "\N{PERSON WITH FOLDED HANDS}"),
    comments=("We hear this in our shop every week.", "That is awful. How could we let them wait so long?"),
)

PLAN = "I talk with the depot and look at how customers are told."
OUTCOMES = (
    "Whoever takes the call now sees what was said before, so that nobody has to tell it twice.",
    "We call back on the same day, and say so when we cannot.",
    "It goes straight to the people who can mend it, and they tell the customer themselves.",
    "We wrote down how to do it, and everybody at the counter has it.",
)


_Act = ButtonPressed | FormSubmitted | ReactionChanged | CommentChanged


@dataclass(slots=True, kw_only=True)
class Listeners:
    """Customers who speak as time passes, and people who answer. The same seed gives the same answers.

    Nobody comments until they are made talkative: to tell the first comment's language takes a second, which whoever
    opens the demo should not wait for. `later` are the customers of each week after those that are `arriving`.
    """

    desk: StationDesk
    cellar: Cellar
    clock: Clock
    intake: CoreIntakeDesk
    arriving: Sequence[Arriving]
    seed: int
    later: Callable[[Week], Sequence[Arriving]] | None = None
    is_talkative: bool = False
    _came: int = 0
    _answered: set[str] = field(default_factory=set)

    async def open(self) -> None:
        """Makes the sources and stations, and somebody subscribes."""
        await self.cellar.database.write(_open_stations)

    async def speak(self) -> None:
        """Lets in what customers have said by now, and what one of them takes back."""
        self._look_ahead()
        due = [each for each in self.arriving[self._came :] if each.happened_at + DELAY <= self.clock.now()]
        self._came += len(due)
        for key in SOURCES:
            records = [each.record for each in due if each.source == key]
            if records:
                await self.intake.take(key, records, mark="")
        if any(self._takes_back(each) for each in self.arriving):
            await self.intake.withdraw("tickets", WITHDRAWING, mark="")

    async def listen(self, spared: frozenset[str]) -> None:
        """Lets people look at what waits, say something to what was posted, and keep what they promised."""
        scene = await self.cellar.database.read(lambda tx: _scene(tx, spared, self.clock.now()))
        acts: list[_Act] = [*self._looks(scene), *self._promises_kept(scene)]
        for posting in (each for each in scene.postings if each.id not in self._answered):
            self._answered.add(posting.id)
            manner = TO_GLAD if posting.snippet_ids[0] in scene.glad else TO_SAD
            acts += [each async for each in self._answers(posting, scene.accounts[Role.EMPLOYEE], manner)]
        if acts:
            await self.cellar.database.write(lambda tx: self._carry_out(tx, acts))

    def _look_ahead(self) -> None:
        """A new week has customers too."""
        this = Week.of(self.clock.now().date())
        while self.later and (last := Week.of(self.arriving[-1].happened_at.date())) < this:
            self.arriving = (*self.arriving, *self.later(Week(last.ordinal + 1)))

    def _takes_back(self, arriving: Arriving) -> bool:
        is_theirs = (arriving.source, arriving.record.external_id) == ("tickets", WITHDRAWING)
        return is_theirs and arriving.happened_at + WITHDRAWN_AFTER <= self.clock.now()

    def _looks(self, scene: "_Scene") -> Iterator[FormSubmitted]:
        """A leader lets through what gives no doubt; the rest is left for whoever plays one."""
        for snippet_id in scene.clear[:MOST_LOOKED_AT]:
            yield _form(scene.accounts[Role.LEADER][0], ActionRef("station.review-approve", (snippet_id,)), {})

    def _promises_kept(self, scene: "_Scene") -> Iterator[FormSubmitted]:
        for fix_id, account in scene.due_fixes:
            outcome = random.Random(f"{self.seed} {fix_id}").choice(OUTCOMES)
            values = {"ending": FixEnding.DONE.value, "outcome": outcome}
            yield _form(account, ActionRef("station.fix-close", (fix_id,)), values)

    async def _answers(self, posting: Posting, accounts: Sequence[AccountRef], manner: _Manner) -> AsyncIterator[_Act]:
        """A few people react; now and then somebody comments, and somebody promises to fix it."""
        chance = random.Random(f"{self.seed} {posting.place.external_id} {posting.planned_at}")
        snippet_id = posting.snippet_ids[0]
        for account in chance.sample(accounts, chance.randint(0, 5)):
            yield _pressed(account, snippet_id, chance.choice(manner.kinds))
        if chance.random() < GIVING_EMOJI:
            yield await self._emoji(posting, chance.choice(accounts), chance.choice(manner.emoji))
        if self.is_talkative and chance.random() < COMMENTING:
            yield await self._comment(posting, chance.choice(accounts), chance.choice(manner.comments))
        if manner is TO_SAD and chance.random() < PROMISING:
            due = (self.clock.now() + timedelta(days=2)).date()
            promise = ActionRef("station.promise", (snippet_id,))
            yield _form(chance.choice(accounts), promise, {"due": due, "plan": PLAN})

    async def _emoji(self, posting: Posting, account: AccountRef, emoji: str) -> ReactionChanged:
        await self.cellar.mailbox.react(posting.message, account.external_id, emoji, is_given=True)
        return ReactionChanged(
            event_id="", actor=Actor(account=account), message=posting.message, reaction=emoji, is_added=True
        )

    async def _comment(self, posting: Posting, account: AccountRef, text: str) -> CommentChanged:
        place, delivery = thread(posting.message), DeliveryId(f"comment-{posting.id}")
        message = comment_message(text)
        written = await self.cellar.mailbox.put(place, delivery, message, self.clock.now(), author=account.external_id)
        return CommentChanged(
            event_id="",
            actor=Actor(account=account),
            message=posting.message,
            comment_id=written.external_id,
            text=text,
        )

    def _carry_out(self, tx: UnitOfWork, acts: Sequence[_Act]) -> None:
        """All in one transaction: the same use cases as behind a real button."""
        for each in acts:
            person = tx.people.by_account(each.actor.account)
            if person is None:
                continue
            caller = Caller(person=person, actor=each.actor, now=self.clock.now())
            if isinstance(each, ReactionChanged | CommentChanged):
                overhear(tx, caller, each, self.desk)
            else:
                act(tx, caller, each, self.desk)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What people of the company find: what was posted, what of it is glad, what waits without a doubt, what is due."""

    accounts: Mapping[Role, Sequence[AccountRef]]
    postings: Sequence[Posting]
    glad: frozenset[SnippetId]
    clear: Sequence[SnippetId]
    due_fixes: Sequence[tuple[FixId, AccountRef]]


def _scene(tx: UnitOfWork, spared: frozenset[str], now: datetime) -> _Scene:
    waiting = tx.snippets.in_state(SnippetState.WAITING, limit=50)
    postings = _standing(tx, now - timedelta(days=1))
    voices = tx.snippets.many({each.snippet_ids[0] for each in postings})
    return _Scene(
        accounts=_accounts(tx, spared),
        postings=postings,
        glad=frozenset(each for each, voice in voices.items() if voice.snippet.cue in GLAD),
        clear=[each.snippet.id for each in waiting if not each.snippet.doubts],
        due_fixes=tuple(_due_fixes(tx, now)),
    )


def _pressed(account: AccountRef, snippet_id: SnippetId, kind: ReactionKind) -> ButtonPressed:
    action = ActionRef("station.react", (snippet_id, kind.value))
    return ButtonPressed(event_id="", actor=Actor(account=account), action=action, place=None)


def _form(account: AccountRef, action: ActionRef, values: Mapping[str, FieldValue]) -> FormSubmitted:
    return FormSubmitted(event_id="", actor=Actor(account=account), action=action, values=values)


def _open_stations(tx: UnitOfWork) -> None:
    for source in SOURCES.values():
        tx.sources.save(source)
    for name, rule in STATIONS.items():
        key = name.casefold().replace(" ", "-")
        station = Station(
            id=StationId(key),
            key=key,
            name=name,
            rule=rule,
            locale="en",
            time_zone="UTC",
            quiet_from_hour=18,
            quiet_until_hour=8,
        )
        tx.stations.save(station)
        place = web_place(station, WORKSPACE)
        tx.stations.save_place(StationPlace(station_id=station.id, place=place, name=name, daily_budget=DAILY_BUDGET))
    for person in _leaders(tx):
        tx.stations.subscribe(Subscription(person_id=person, station_id=StationId("all-customers"), wants_urgent=True))


def _leaders(tx: UnitOfWork) -> Iterator[PersonId]:
    return (each.id for batch in tx.people.active() for each in batch if each.role is not Role.EMPLOYEE)


def _accounts(tx: UnitOfWork, spared: frozenset[str]) -> Mapping[Role, Sequence[AccountRef]]:
    """The accounts on the page of those whom nobody plays, by role, in an order that stays."""
    people = sorted((each for batch in tx.people.active() for each in batch), key=lambda each: each.name)
    return {
        role: [
            AccountRef(workspace=WORKSPACE, external_id=each.id)
            for each in people
            if each.role is role and each.id not in spared
        ]
        for role in Role
    }


def _standing(tx: UnitOfWork, since: datetime) -> Sequence[Posting]:
    """The single snippets that stand in channels of the page since a moment, the oldest first."""
    places = {each.place for each in tx.stations.places()}
    found = (
        posting for place in places for posting in tx.postings.planned_in(place, since=since, kind=PostingKind.SNIPPET)
    )
    return sorted((each for each in found if each.state is PostingState.POSTED), key=lambda each: each.planned_at)


def _due_fixes(tx: UnitOfWork, now: datetime) -> Iterator[tuple[FixId, AccountRef]]:
    for fix in tx.fixes.open_due_until(now.date() + timedelta(days=7)):
        if fix.promised_at + FIXED_AFTER <= now:
            yield fix.id, AccountRef(workspace=WORKSPACE, external_id=fix.owner_id)
