"""Taking over a platform's directory: accounts and the people behind them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.records import DirectoryEntry
from bot.clock.zones import UnknownZoneError, zone_name
from bot.people.model import Defaults, Person, SetBy, new_person_id
from bot.people.names import first_name_of
from bot.people.preferences import spoken_locale
from bot.people.register import Register
from bot.people.store import PeopleStore


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryReport:
    """What came of a directory, in people; `skipped` are bots, guests and accounts switched off before we knew them."""

    added: int = 0
    changed: int = 0
    skipped: int = 0


def sync_directory(
    store: PeopleStore, entries: Iterable[DirectoryEntry], defaults: Defaults, today: date
) -> DirectoryReport:
    """Takes over directory entries; telling the same ones again changes nothing.

    An account whose address belongs to somebody known becomes theirs. What people chose themselves, and what the people
    file says of those whom it names, stays. An account that was switched off, or is no longer a person's, is not
    written to; whoever has no other and stands in no people file becomes inactive.
    """
    unique = {entry.account: replace(entry, email=entry.email.strip().casefold()) for entry in entries}
    register = Register.around(store, unique, {entry.email for entry in unique.values()})
    known = {person.id for person in register.people}
    skipped = sum(1 for entry in unique.values() if not _take_over(register, entry, defaults, today))
    register.save(store)
    changed = {person.id for person in register.changed_people()} | {
        account.person_id for account in register.changed_accounts()
    }
    return DirectoryReport(added=len(changed - known), changed=len(changed & known), skipped=skipped)


def _take_over(register: Register, entry: DirectoryEntry, defaults: Defaults, today: date) -> bool:
    """Takes one entry over, unless there is nobody to know or forget."""
    if not (entry.is_person and entry.is_active):
        return _let_go(register, entry)
    person = _find(register, entry) or register.put(_newcomer(entry, defaults, today))
    register.put(_described(person, entry))
    register.link(entry.account, person.id)
    return True


def _let_go(register: Register, entry: DirectoryEntry) -> bool:
    person = register.owner(entry.account)
    if person is None:
        return False
    register.link(entry.account, person.id, is_active=False)
    _rest_if_unreachable(register, person)
    return True


def _find(register: Register, entry: DirectoryEntry) -> Person | None:
    """The person whose account it is. One who had no address until now may turn out to be somebody else we know."""
    owner, namesake = register.owner(entry.account), register.with_email(entry.email)
    if owner is None or namesake is None or owner.id == namesake.id:
        return owner or namesake
    if not owner.email:
        return register.unite(owner, namesake)
    register.link(entry.account, namesake.id)
    _rest_if_unreachable(register, owner)
    return namesake


def _rest_if_unreachable(register: Register, person: Person) -> None:
    if not person.external_key and not register.is_reachable(person.id):
        register.put(replace(person, is_active=False))


def _newcomer(entry: DirectoryEntry, defaults: Defaults, today: date) -> Person:
    return Person(
        id=new_person_id(),
        name=entry.name,
        first_name=entry.first_name or first_name_of(entry.name),
        email=entry.email,
        locale=defaults.locale,
        time_zone=defaults.time_zone,
        joined_on=today,
    )


def _described(person: Person, entry: DirectoryEntry) -> Person:
    """The person with all that the directory tells better."""
    locale, zone = spoken_locale(entry.locale), _zone(entry.time_zone)
    if locale and person.locale_set_by <= SetBy.DIRECTORY:
        person = replace(person, locale=locale, locale_set_by=SetBy.DIRECTORY)
    if zone and person.time_zone_set_by <= SetBy.DIRECTORY:
        person = replace(person, time_zone=zone, time_zone_set_by=SetBy.DIRECTORY)
    if person.external_key:
        return replace(person, email=person.email or entry.email)
    name = entry.name or person.name
    first_name = entry.first_name or (first_name_of(name) if entry.name else person.first_name)
    return replace(person, name=name, first_name=first_name, email=entry.email or person.email, is_active=True)


def _zone(name: str) -> str:
    try:
        return zone_name(name)
    except UnknownZoneError:
        return ""
