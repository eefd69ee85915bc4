"""People and accounts as they are being put together from a directory or a file, before they are kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot.chat.ids import AccountRef
from bot.people.merge import elder, merged
from bot.people.model import Account, Person, PersonId, Team, TeamId
from bot.people.store import PeopleStore
from bot.people.team_tree import manager_key


class Register:
    """A working copy: look people up by account or address, put changes in, and keep them all at the end."""

    def __init__(self, people: Iterable[Person], accounts: Iterable[Account]) -> None:
        self._people: dict[PersonId, Person] = {}
        self._by_email: dict[str, PersonId] = {}
        self._accounts = {account.ref: account for account in accounts}
        self._refs: defaultdict[PersonId, set[AccountRef]] = defaultdict(set)
        self._merged: dict[PersonId, PersonId] = {}
        for person in sorted(people, key=lambda each: (not each.is_active, each.joined_on, each.id)):
            self.put(person)
        for account in self._accounts.values():
            self._refs[account.person_id].add(account.ref)
        self._people_before = dict(self._people)
        self._accounts_before = dict(self._accounts)

    @classmethod
    def around(cls, store: PeopleStore, refs: Collection[AccountRef], emails: Collection[str]) -> "Register":
        """The people whom these accounts and addresses may belong to."""
        people = store.matching(refs, emails)
        accounts = store.accounts_of_many([person.id for person in people])
        return cls(people, (account for theirs in accounts.values() for account in theirs))

    @property
    def people(self) -> Collection[Person]:
        """All people, without those merged into another."""
        return tuple(each for each in self._people.values() if each.merged_into is None)

    @property
    def before(self) -> Mapping[PersonId, Person]:
        """All people as they were in the beginning."""
        return self._people_before

    @property
    def merged(self) -> Mapping[PersonId, PersonId]:
        """Who was merged into whom since the beginning."""
        return self._merged

    def get(self, person_id: PersonId) -> Person | None:
        return self._people.get(person_id)

    def owner(self, ref: AccountRef) -> Person | None:
        account = self._accounts.get(ref)
        return None if account is None else self._people.get(account.person_id)

    def with_email(self, email: str) -> Person | None:
        person = self._people.get(self._by_email[email]) if email and email in self._by_email else None
        return person if person is not None and person.email == email else None

    def put(self, person: Person) -> Person:
        """Adds or replaces a person. The first who has an address is found by it, as long as they have it."""
        self._people[person.id] = person
        holder = self._people.get(self._by_email.get(person.email, person.id))
        if person.email and (holder is None or holder.email != person.email or holder.id == person.id):
            self._by_email[person.email] = person.id
        return person

    def link(self, ref: AccountRef, person_id: PersonId, *, is_active: bool = True) -> None:
        """Gives an account to a person, taking it from whoever had it."""
        before = self._accounts.get(ref)
        if before is not None:
            self._refs[before.person_id].discard(ref)
        self._accounts[ref] = Account(ref=ref, person_id=person_id, is_active=is_active)
        self._refs[person_id].add(ref)

    def is_reachable(self, person_id: PersonId) -> bool:
        """Whether the person has an active account."""
        return any(self._accounts[ref].is_active for ref in self._refs[person_id])

    def accounts_of(self, person_id: PersonId) -> frozenset[Account]:
        return frozenset(self._accounts[ref] for ref in self._refs[person_id])

    def unite(self, one: Person, other: Person) -> Person:
        """Makes two records one and returns the one that stays, with the accounts of both."""
        kept, gone = merged(*elder(one, other))
        self.put(gone)
        for ref in tuple(self._refs[gone.id]):
            self.link(ref, kept.id, is_active=self._accounts[ref].is_active)
        self._merged[gone.id] = kept.id
        return self.put(kept)

    def changed_people(self) -> Collection[Person]:
        return tuple(each for each in self._people.values() if self._people_before.get(each.id) != each)

    def changed_accounts(self) -> Collection[Account]:
        return tuple(each for ref, each in self._accounts.items() if self._accounts_before.get(ref) != each)

    def save(self, store: PeopleStore) -> None:
        """Keeps all that changed."""
        store.save_people(self.changed_people())
        store.save_accounts(self.changed_accounts())
        for gone, kept in self._merged.items():
            store.reassign(gone, kept)
        if self._merged:
            store.save_teams(renamed_leaders(store.teams(), self._merged).values())


def renamed_leaders(teams: Mapping[TeamId, Team], merged_people: Mapping[PersonId, PersonId]) -> dict[TeamId, Team]:
    """The teams, led by the people whom their leaders were merged into."""
    keys = {team.key for team in teams.values()}
    return {team.id: _led_by_heir(team, merged_people, keys) for team in teams.values()}


def _led_by_heir(team: Team, merged_people: Mapping[PersonId, PersonId], keys: Collection[str]) -> Team:
    if team.leader_id is None or team.leader_id not in merged_people:
        return team
    heir = merged_people[team.leader_id]
    is_named_after_leader = team.key == manager_key(team.leader_id) and manager_key(heir) not in keys
    return replace(team, leader_id=heir, key=manager_key(heir) if is_named_after_leader else team.key)
