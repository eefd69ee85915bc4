"""What is posted where and when: single snippets within a channel's budget, the rest in round-ups, urgent at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice

from bot.chat.ids import Place, Platform, direct
from bot.clock.working_days import WorkingCalendar
from bot.clock.zones import local_date
from bot.insight.taxonomy import theme_of
from bot.people.model import Person, PersonId, preferred_account
from bot.people.pause import is_resting
from bot.people.units import country_of
from bot.station.model import (
    Posting,
    PostingId,
    PostingKind,
    Rule,
    Snippet,
    Station,
    StationId,
    StationPlace,
    Subscription,
    Voice,
    new_id,
)
from bot.station.posting.deliveries import Timing, place_label, plan_posting
from bot.station.posting.hours import allowed_by, closes_at, day_begins_at, is_open, round_up_at
from bot.station.posting.places import may_post
from bot.station.posting.rules import fits
from bot.station.store import StationWork

MEETING_FRESH = timedelta(days=14)
APPROVAL_FRESH = timedelta(days=7)
CONSIDERED = 500
"""So many fresh snippets, those worth hearing most, are looked at."""

HALF_LIFE = timedelta(days=7)
"""A meeting that is so much older is worth half as much."""

GAP = timedelta(minutes=20)
"""Between two single snippets in one channel."""

LATEST = timedelta(hours=2)
"""A message that could not go out for so long is left out."""

SHOWN = 7
"""So many snippets a round-up shows; the rest it counts."""

URGENT_FRESH = timedelta(days=1)
MOST_URGENT = 10
"""So many urgent snippets reach one person a day; the rest waits for the round-up."""

MOST_AT_ONCE = 50
"""So many postings are planned in one transaction; the next run goes on."""


def choose(voices: Iterable[Voice], *, last: Voice | None, now: datetime) -> Voice | None:
    """The voice worth hearing most, of another subject and meeting than the `last` one where there is such a one."""
    return _next(_ranked(voices, now), last)


def choose_some(voices: Iterable[Voice], count: int, now: datetime) -> tuple[Voice, ...]:
    """Up to `count` voices, the best first, two of one subject not in a row where that can be helped."""
    left, chosen = _ranked(voices, now), list[Voice]()
    while len(chosen) < count and (found := _next(left, chosen[-1] if chosen else None)):
        chosen.append(found)
        left.remove(found)
    return tuple(chosen)


def worth(voice: Voice, now: datetime) -> float:
    """How much a voice is worth hearing now: its weight, halved with every week since the meeting."""
    age = max(timedelta(0), now - voice.interaction.happened_at)
    return float(voice.snippet.weight * 0.5 ** (age / HALF_LIFE))


def plan_postings(tx: StationWork, now: datetime, order: Sequence[Platform]) -> int:
    """Plans what is due now and returns how many postings are new; planning again adds nothing.

    Channels are used while `check_places` found them fit; people are written to on the first platform of `order`.
    """
    return sum(1 for _ in islice(_Router(tx, now, order).planned(), MOST_AT_ONCE))


def _ranked(voices: Iterable[Voice], now: datetime) -> list[Voice]:
    return sorted(voices, key=lambda each: (-worth(each, now), each.snippet.id))


def _next(ranked: Sequence[Voice], last: Voice | None) -> Voice | None:
    other = (each for each in ranked if last is None or not _are_alike(each, last))
    return next(other, ranked[0] if ranked else None)


def _are_alike(voice: Voice, other: Voice) -> bool:
    return voice.interaction.id == other.interaction.id or (
        voice.snippet.theme is not None and _theme(voice.snippet) == _theme(other.snippet)
    )


def _theme(snippet: Snippet) -> str | None:
    return theme_of(snippet.theme) or snippet.theme


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who is written to directly, with the stations that they asked for."""

    person: Person
    place: Place
    stations: tuple[Station, ...]


class _Router:
    """One look at what is due. What is not needed is never read."""

    def __init__(self, tx: StationWork, now: datetime, order: Sequence[Platform]) -> None:
        self._tx = tx
        self._now = now
        self._order = order
        self._calendar = WorkingCalendar()
        self._fitted = dict[tuple[StationId, ...], Sequence[Voice]]()

    def planned(self) -> Iterator[PostingId]:
        """Plans one posting after the other: who asked for urgent word comes first."""
        yield from self._urgent()
        for place, stations in self._open_channels():
            yield from self._one_more(place, stations)
            yield from self._round_up_for_channel(place, stations)
        yield from self._round_ups_for_people()

    @cached_property
    def _fresh(self) -> Sequence[Voice]:
        return self._fresh_for(None)

    def _fresh_for(self, rule: Rule | None) -> Sequence[Voice]:
        return self._tx.snippets.fresh(
            approved_since=self._now - APPROVAL_FRESH,
            happened_since=self._now - MEETING_FRESH,
            limit=CONSIDERED,
            rule=rule,
        )

    def _fresh_fitting(self, rule: Rule) -> Sequence[Voice]:
        """All fresh ones that fit a rule, also where there are more others than are looked at."""
        if len(self._fresh) < CONSIDERED:
            return [each for each in self._fresh if fits(rule, each)]
        return self._fresh_for(rule)

    @cached_property
    def _stations(self) -> Mapping[StationId, Station]:
        return {each.id: each for each in self._tx.stations.all() if each.is_active}

    def _open_channels(self) -> Iterator[tuple[Place, Mapping[StationId, int]]]:
        """Channels that may be posted in, each with the daily budget that every station has given it."""
        rows: dict[Place, list[StationPlace]] = defaultdict(list)
        for row in self._tx.stations.places():
            if row.station_id in self._stations:
                rows[row.place].append(row)
        for place, here in rows.items():
            if all(may_post(row, self._now) for row in here):
                yield place, {row.station_id: row.daily_budget for row in here}

    def _one_more(self, place: Place, budgets: Mapping[StationId, int]) -> Iterator[PostingId]:
        """The best single snippet for a channel, when its time has come."""
        stations = [each for each in self._stations.values() if each.id in budgets and is_open(each, self._now)]
        begins_at = min((day_begins_at(self._now, each.time_zone) for each in stations), default=self._now)
        before = self._tx.postings.planned_in(place, since=min(begins_at, self._now - GAP), kind=PostingKind.SNIPPET)
        if before and self._now - before[-1].planned_at < GAP:
            return
        budget = min(budgets.values())
        ready = [each for each in stations if self._has_room(each, before, budget)]
        if ready:
            yield from self._post_best(place, ready, before)

    def _has_room(self, station: Station, before: Sequence[Posting], budget: int) -> bool:
        begins_at = day_begins_at(self._now, station.time_zone)
        used = sum(each.planned_at >= begins_at for each in before)
        return used < allowed_by(station, self._now, budget)

    def _post_best(self, place: Place, stations: Sequence[Station], before: Sequence[Posting]) -> Iterator[PostingId]:
        last = self._tx.snippets.get(before[-1].snippet_ids[0]) if before else None
        found = choose(self._untried(place, self._fitting(stations)), last=last, now=self._now)
        if found is None:
            return
        station = next(each for each in stations if fits(each.rule, found))
        posting = self._posting(PostingKind.SNIPPET, place, (found,), station)
        timing = Timing(due_at=self._now, expires_at=min(closes_at(station, self._now), self._now + LATEST))
        yield from self._keep(posting, f"{found.snippet.id}|{place_label(place)}", timing)

    def _round_up_for_channel(self, place: Place, budgets: Mapping[StationId, int]) -> Iterator[PostingId]:
        """One round-up a day for each channel, with what all its stations have left."""
        stations = [each for each in self._stations.values() if each.id in budgets]
        due = [each for each in stations if is_open(each, self._now) and self._is_due(each, each.time_zone)]
        if due and not self._has_round_up(place, due[0].time_zone):
            timing = Timing(due_at=self._now, expires_at=min(closes_at(due[0], self._now), self._now + LATEST))
            yield from self._round_up(place, stations, due[0], timing, zone=due[0].time_zone)

    def _round_ups_for_people(self) -> Iterator[PostingId]:
        """One round-up a day for each person who asked for one, on their working days and in their own time."""
        for reader in self._readers(lambda each: each.wants_round_up):
            person, zone = reader.person, reader.person.time_zone
            due = [each for each in reader.stations if self._is_due(each, zone)]
            is_working = self._calendar.is_working_day(local_date(self._now, zone), country_of(person))
            if due and is_working and not self._has_round_up(reader.place, zone):
                timing = Timing(due_at=self._now, expires_at=self._now + LATEST)
                yield from self._round_up(reader.place, reader.stations, due[0], timing, zone=zone, person=person)

    def _is_due(self, station: Station, zone: str) -> bool:
        due_at = round_up_at(station, local_date(self._now, zone), zone)
        return due_at <= self._now < due_at + LATEST

    def _has_round_up(self, place: Place, zone: str) -> bool:
        since = day_begins_at(self._now, zone)
        return bool(self._tx.postings.planned_in(place, since=since, kind=PostingKind.ROUND_UP))

    def _round_up(
        self,
        place: Place,
        stations: Sequence[Station],
        due: Station,
        timing: Timing,
        *,
        zone: str,
        person: Person | None = None,
    ) -> Iterator[PostingId]:
        left = self._unshown(place, self._fitting(stations))
        shown = choose_some(left, SHOWN, self._now)
        if shown:
            day: date = local_date(self._now, zone)
            posting = self._posting(PostingKind.ROUND_UP, place, shown, due, person)
            counted = replace(posting, more=len(left) - len(shown))
            yield from self._keep(counted, f"{place_label(place)}|{day.isoformat()}", timing)

    def _urgent(self) -> Iterator[PostingId]:
        """Urgent voices, to each person once, whatever the hour: they asked for it."""
        for reader in self._readers(lambda each: each.wants_urgent):
            mine = [each for each in self._freshly_urgent if any(fits(one.rule, each) for one in reader.stations)]
            if not mine:
                continue
            begins_at = day_begins_at(self._now, reader.person.time_zone)
            before = self._tx.postings.planned_in(reader.place, since=begins_at, kind=PostingKind.URGENT)
            for voice in self._untried(reader.place, mine)[: max(0, MOST_URGENT - len(before))]:
                yield from self._word_at_once(reader, voice)

    @cached_property
    def _freshly_urgent(self) -> Sequence[Voice]:
        since = self._now - URGENT_FRESH
        return [each for each in self._fresh_fitting(Rule(is_urgent_only=True)) if _approved_since(each, since)]

    def _word_at_once(self, reader: _Reader, voice: Voice) -> Iterator[PostingId]:
        station = next(each for each in reader.stations if fits(each.rule, voice))
        posting = self._posting(PostingKind.URGENT, reader.place, (voice,), station, reader.person)
        timing = Timing(due_at=self._now, expires_at=self._now + URGENT_FRESH, is_doubled_in_doubt=True)
        yield from self._keep(posting, f"{voice.snippet.id}|{place_label(reader.place)}", timing)

    def _readers(self, wants: Callable[[Subscription], bool]) -> Iterator[_Reader]:
        """Who asked for something of this kind, can be written to and is not resting."""
        asked: dict[PersonId, list[Station]] = defaultdict(list)
        for station in self._stations.values():
            for each in filter(wants, self._tx.stations.subscriptions(station.id)):
                asked[each.person_id].append(station)
        people, accounts = self._tx.people.many(list(asked)), self._tx.people.accounts_of_many(list(asked))
        for person_id, stations in asked.items():
            person = people.get(person_id)
            if person is None or not self._is_there(person):
                continue
            account = preferred_account(accounts.get(person_id, ()), self._order, person.asked_on)
            if account is not None:
                yield _Reader(person, direct(account.ref), tuple(stations))

    def _is_there(self, person: Person) -> bool:
        return person.is_active and not is_resting(person, on=local_date(self._now, person.time_zone))

    def _fitting(self, stations: Sequence[Station]) -> Sequence[Voice]:
        """What any of these stations takes; worked out once for all who share the same ones."""
        key = tuple(each.id for each in stations)
        if key not in self._fitted:
            found = {each.snippet.id: each for one in stations for each in self._fresh_fitting(one.rule)}
            self._fitted[key] = list(found.values())
        return self._fitted[key]

    def _unshown(self, place: Place, voices: Sequence[Voice]) -> list[Voice]:
        shown = self._tx.postings.shown_in(place, [each.snippet.id for each in voices]) if voices else set()
        return [each for each in voices if each.snippet.id not in shown]

    def _untried(self, place: Place, voices: Sequence[Voice]) -> list[Voice]:
        """Without those that failed there, too: nobody knows whether one in doubt was read after all."""
        unshown = self._unshown(place, voices)
        postings = self._tx.postings.of_snippets([each.snippet.id for each in unshown]) if unshown else ()
        tried = {shown for each in postings if each.place == place for shown in each.snippet_ids}
        return [each for each in unshown if each.snippet.id not in tried]

    def _posting(
        self, kind: PostingKind, place: Place, voices: Sequence[Voice], station: Station, person: Person | None = None
    ) -> Posting:
        return Posting(
            id=PostingId(new_id()),
            kind=kind,
            place=place,
            snippet_ids=tuple(each.snippet.id for each in voices),
            planned_at=self._now,
            station_id=station.id,
            person_id=person.id if person else None,
        )

    def _keep(self, posting: Posting, key: str, timing: Timing) -> Iterator[PostingId]:
        if plan_posting(self._tx, posting, key=key, timing=timing):
            yield posting.id


def _approved_since(voice: Voice, moment: datetime) -> bool:
    return voice.snippet.approved_at is not None and voice.snippet.approved_at >= moment
