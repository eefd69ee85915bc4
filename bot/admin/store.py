"""What the admin room needs kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.digest.store import DigestWork
from bot.inbox.store import InboxWork
from bot.people.model import PersonId
from bot.pulse.store import PulseWork


class TraceStore(Protocol):
    """What stands under a person's id or accounts and is no answer; answers lie sealed, apart."""

    def of(self, person_id: PersonId) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """All that a person said under their name, by kind, as names and values."""
        ...

    def touched(self, person_id: PersonId) -> Collection[str]:
        """The ids of snippets whose messages show a reaction or promise of theirs."""
        ...

    def forget_said(self, person_id: PersonId) -> int:
        """Deletes reactions, emoji, comments, promises, named flags, subscriptions and what they wrote on the page."""
        ...

    def forget_led(self, person_id: PersonId) -> int:
        """Deletes what they promised, asked and wished as a leader."""
        ...

    def forget_record(self, person_id: PersonId) -> None:
        """Blanks the person, and deletes accounts, absences, deliveries and their direct messages on the page.

        A random id stays, under which rosters that are not over count somebody without a name.
        """
        ...


class AdminWork(PulseWork, DigestWork, InboxWork, Protocol):
    """A transaction in which a command can be carried out."""

    @property
    def traces(self) -> TraceStore: ...
