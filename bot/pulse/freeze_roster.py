"""Freezing the roster: who belongs where, fixed for the four weeks of a block."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bot.clock.weeks import Block
from bot.people.model import Person, Team, TeamId
from bot.people.units import site_path, unit_path
from bot.pulse.model import RosterEntry
from bot.pulse.schedule import slots_for_team
from bot.pulse.store import PulseWork


def freeze_roster(tx: PulseWork, block: Block) -> bool:
    """Freezes the roster of a block from who is active now, once; true if this call did it.

    Whoever joins or moves later counts from the next block (PRIVACY.md, release rule 5).
    """
    if tx.pulse.has_roster(block):
        return False
    tx.pulse.save_roster(block, _entries(tx, block))
    return True


def _entries(tx: PulseWork, block: Block) -> Iterator[RosterEntry]:
    teams = tx.people.teams()
    kept = tx.pulse.slots(Block(block.ordinal - 1))
    for units, members in _by_team(tx, teams).items():
        slots = slots_for_team([member.id for member in members], block, kept)
        for member in members:
            yield RosterEntry(person_id=member.id, units=units, sites=site_path(member.site), slot=slots[member.id])


def _by_team(tx: PulseWork, teams: Mapping[TeamId, Team]) -> Mapping[tuple[str, ...], list[Person]]:
    members: defaultdict[tuple[str, ...], list[Person]] = defaultdict(list)
    for batch in tx.people.active():
        for person in batch:
            members[unit_path(person, teams)].append(person)
    return members
