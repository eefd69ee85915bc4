"""What nobody has answered yet, by station and age: for leaders and admins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat.effects import Ask, Effect
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.model import Posting, SnippetId, SnippetState, StationId, Voice
from bot.station.notice_forms import notice_form
from bot.station.reactions.forms import CoverageRow, coverage_form
from bot.station.store import StationWork

BAND_ENDS = (timedelta(days=1), timedelta(days=4), timedelta(days=8))
"""The ages at which the bands end: under a day, 1-3 days, 4-7 days; older is the last band."""

LISTED = 5
ALLOWED = frozenset({Role.LEADER, Role.ADMIN})

_Since = Mapping[SnippetId, datetime]
"""Since when a snippet stands unanswered."""


def coverage(tx: StationWork, caller: Caller, station_id: StationId | None = None) -> Effect:
    """Counts what nobody has answered and shows the oldest of it, of all stations or of one."""
    if caller.person.role not in ALLOWED:
        return Ask(notice_form(caller.words, caller.words.say("Only leaders and admins can see this.")))
    waiting = _by_station(tx.postings.unanswered(caller.now))
    names = {each.id: each.name for each in tx.stations.all()}
    shown = {each: since for each, since in waiting.items() if each in names and station_id in {None, each}}
    voices = _shown(tx, shown.values())
    rows = [
        CoverageRow(station_id=each, name=names[each], counts=_counts(since, voices, caller.now))
        for each, since in sorted(shown.items(), key=lambda item: names[item[0]])
    ]
    name = names.get(station_id, "") if station_id else ""
    return Ask(
        coverage_form(caller.words, [each for each in rows if any(each.counts)], _oldest(shown, voices), of=name)
    )


def band_of(age: timedelta) -> int:
    """The band, from 0, that something of this age belongs to."""
    return sum(age >= end for end in BAND_ENDS)


def _by_station(unanswered: Iterable[tuple[Posting, datetime]]) -> Mapping[StationId, _Since]:
    """Each snippet once a station, since it was first posted there."""
    found: dict[StationId, dict[SnippetId, datetime]] = defaultdict(dict)
    for posting, posted_at in unanswered:
        if posting.station_id is not None:
            for each in posting.snippet_ids:
                found[posting.station_id][each] = min(posted_at, found[posting.station_id].get(each, posted_at))
    return found


def _shown(tx: StationWork, waiting: Iterable[_Since]) -> Mapping[SnippetId, Voice]:
    ids = {each for since in waiting for each in since}
    known = tx.snippets.many(ids) if ids else {}
    return {each: voice for each, voice in known.items() if voice.snippet.state is SnippetState.APPROVED}


def _counts(since: _Since, voices: Mapping[SnippetId, Voice], now: datetime) -> tuple[int, ...]:
    counts = [0] * (len(BAND_ENDS) + 1)
    for snippet_id, posted_at in since.items():
        if snippet_id in voices:
            counts[band_of(now - posted_at)] += 1
    return tuple(counts)


def _oldest(waiting: Mapping[StationId, _Since], voices: Mapping[SnippetId, Voice]) -> Sequence[Voice]:
    first: dict[SnippetId, datetime] = {}
    for since in waiting.values():
        for each, posted_at in since.items():
            first[each] = min(posted_at, first.get(each, posted_at))
    return [voices[each] for each in sorted(first, key=lambda each: (first[each], each)) if each in voices][:LISTED]
