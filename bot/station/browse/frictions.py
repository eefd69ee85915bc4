"""What gets in the customer's way, stage by stage: as customers tell it, beside what colleagues report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.chat.effects import Ask, Effect
from bot.chat.forms import FormValues
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS, stage_of, theme_of
from bot.people.caller import Caller
from bot.people.model import Person, PersonId, Role
from bot.station.browse.forms import FlagShown, FrictionRow, both_sides_form, frictions_form
from bot.station.browse.query import OTHER, THEME
from bot.station.browse.search import about
from bot.station.model import Flag
from bot.station.store import StationWork

DAYS = 28
MOST_ROWS = 15
MOST_READ = 5
MOST_FLAGS = 500


def show_frictions(tx: StationWork, caller: Caller) -> Effect:
    """Opens the table of stages and frictions."""
    customers = tx.interactions.frictions_since(caller.now - timedelta(days=DAYS))
    colleagues = Counter(each.theme or OTHER for each in _flags(tx, caller))
    return Ask(frictions_form(caller.words, _rows(customers, colleagues), days=DAYS))


def read_both_sides(tx: StationWork, caller: Caller, values: FormValues) -> Effect:
    """Opens what both sides say about the friction that was chosen."""
    key = str(values.get(THEME) or "")
    return show_both_sides(tx, caller, key) if key in {*SUBJECTS, OTHER} else show_frictions(tx, caller)


def show_both_sides(tx: StationWork, caller: Caller, key: str) -> Effect:
    """Opens what customers and colleagues say about a friction or theme, or what colleagues say about others."""
    flags = [each for each in _flags(tx, caller) if key in {each.theme or OTHER, theme_of(each.theme)}]
    may_remove = caller.person.role is Role.ADMIN
    heard = about(tx, key if key in SUBJECTS else "", MOST_READ)
    return Ask(both_sides_form(caller.words, key, heard, _shown(tx, flags[:MOST_READ]), may_remove=may_remove))


def remove_flag(tx: StationWork, caller: Caller, flag_id: str) -> Effect:
    """An admin takes a reported fault away, such as one that names somebody after all."""
    if caller.person.role is Role.ADMIN:
        tx.flags.delete(flag_id)
    return show_frictions(tx, caller)


def _flags(tx: StationWork, caller: Caller) -> Sequence[Flag]:
    # As the day they are kept under, so that nobody east of here sees one on the day it came in.
    today = caller.now.date()
    return tx.flags.shown(today, since=today - timedelta(days=DAYS), limit=MOST_FLAGS)


def _shown(tx: StationWork, flags: Sequence[Flag]) -> tuple[FlagShown, ...]:
    people = tx.people.many({each.person_id for each in flags if each.person_id})
    return tuple(FlagShown(flag=each, by=_name(each, people)) for each in flags)


def _name(flag: Flag, people: Mapping[PersonId, Person]) -> str:
    person = people.get(flag.person_id) if flag.person_id else None
    return person.name if person else ""


def _rows(customers: Mapping[str, int], colleagues: Mapping[str, int]) -> tuple[FrictionRow, ...]:
    """Those told of most often, in the order of the journey; what no friction fits comes last."""
    told = Counter(customers) + Counter(colleagues)
    most = [key for key, _ in told.most_common(MOST_ROWS) if key in SUBJECTS or key == OTHER]
    rows = [
        FrictionRow(
            key=key, stage=stage_of(key) or "", customers=customers.get(key, 0), colleagues=colleagues.get(key, 0)
        )
        for key in most
    ]
    order = {stage: place for place, stage in enumerate(STAGES)}
    return tuple(sorted(rows, key=lambda each: order.get(each.stage, len(order))))
