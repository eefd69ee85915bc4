"""Searching what customers said: by words, station, theme, stage and time, the newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.effects import Ask, Effect
from bot.chat.forms import FormValues
from bot.people.caller import Caller
from bot.station.browse.forms import Found, search_form
from bot.station.browse.query import MOST_AT_ONE_MOMENT, Query, fitting_words, query_from, query_of
from bot.station.model import Rule, SnippetSearch, StationId, Voice
from bot.station.store import StationWork

ON_A_PAGE = 5


def open_search(tx: StationWork, caller: Caller, typed: str = "") -> Effect:
    """Opens the window with what is newest, or with what fits the words."""
    return _shown(tx, caller, Query(words=fitting_words(typed)))


def search_again(tx: StationWork, caller: Caller, values: FormValues) -> Effect:
    """Shows what fits the filters as they were filled in."""
    return _shown(tx, caller, query_from(values))


def show_older(tx: StationWork, caller: Caller, args: tuple[str, ...]) -> Effect:
    """Shows the next page.

    Raises:
        BadActionError: the button was not written by us.
    """
    return _shown(tx, caller, query_of(args))


def latest(tx: StationWork, limit: int) -> Sequence[Voice]:
    """What customers said last."""
    return tx.snippets.search(SnippetSearch(limit=limit))


def about(tx: StationWork, theme: str, limit: int) -> Sequence[Voice]:
    """What customers said last about a theme or friction."""
    return tx.snippets.search(SnippetSearch(theme=theme, limit=limit)) if theme else ()


def _shown(tx: StationWork, caller: Caller, query: Query) -> Effect:
    return Ask(search_form(caller.words, query, _find(tx, caller, query), tx.stations.all()))


def _find(tx: StationWork, caller: Caller, query: Query) -> Found:
    """A page. Several meetings may be of one moment, so it says how many of them are behind it."""
    skipped = min(query.skipped, MOST_AT_ONE_MOMENT)
    got = tx.snippets.search(_search(tx, caller, query, limit=skipped + ON_A_PAGE + 1))[skipped:]
    page = tuple(got[:ON_A_PAGE])
    if len(got) <= ON_A_PAGE:
        return Found(voices=page)
    last_at = page[-1].interaction.happened_at
    same = sum(each.interaction.happened_at == last_at for each in page)
    before = skipped if query.until_at == last_at else 0
    return Found(voices=page, older=replace(query, until_at=last_at, skipped=before + same))


def _search(tx: StationWork, caller: Caller, query: Query, *, limit: int) -> SnippetSearch:
    station = tx.stations.get(StationId(query.station)) if query.station else None
    return SnippetSearch(
        words=query.words,
        rule=station.rule if station else Rule(),
        theme=query.theme,
        stage=query.stage,
        since=caller.now - timedelta(days=query.since_days) if query.since_days else None,
        before=min(query.until_at, caller.now) + timedelta(microseconds=1) if query.until_at else None,
        limit=limit,
    )
