"""What the inbox needs kept."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.chat.words import Words
from bot.inbox.model import Question, QuestionId
from bot.people.model import Person, PersonId, TeamId
from bot.people.store import PeopleStore
from bot.privacy.keys import KeyStore
from bot.privacy.store import DestructionLog, SealedStore


class QuestionStore(Protocol):
    """Questions to teams; what is said to them lies sealed elsewhere."""

    def get(self, question_id: QuestionId) -> Question | None: ...

    def save(self, question: Question) -> None: ...

    def asked_since(self, day: date, *, units: Collection[TeamId] | None = None) -> Sequence[Question]:
        """Those asked on that day or later, of some units or (`None`) of all, the latest first."""
        ...

    def delete_before(self, day: date) -> int:
        """How many were deleted."""
        ...

    def delete_of(self, person_id: PersonId) -> int: ...


class InboxWork(Protocol):
    """A transaction in which words without a name are exchanged."""

    @property
    def people(self) -> PeopleStore: ...

    @property
    def team_questions(self) -> QuestionStore: ...

    @property
    def threads(self) -> SealedStore: ...

    @property
    def destructions(self) -> DestructionLog: ...


class Visitor(Protocol):
    """Who opens the inbox, from where (`viewer`), and when. `is_repeat`: the platform told us of it before."""

    @property
    def person(self) -> Person: ...

    @property
    def viewer(self) -> str: ...

    @property
    def now(self) -> datetime: ...

    @property
    def keys(self) -> KeyStore: ...

    @property
    def words(self) -> Words: ...

    @property
    def is_repeat(self) -> bool: ...
