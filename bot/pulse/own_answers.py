"""A person's own answers of an open week: sealed, found again only by asking for that very person and question."""

from collections.abc import Sequence

from bot.clock.weeks import Week
from bot.people.model import PersonId
from bot.privacy.keys import KeyStore
from bot.privacy.seal import Seal
from bot.privacy.store import Sealed, SealedStore
from bot.pulse.model import Answer, week_key_name


class OwnAnswers:
    """The answers that one person gave, in one week, at one viewer.

    An answer given at another viewer is as if it was never given: it is not shown, and a new one takes its place.
    """

    def __init__(self, store: SealedStore, keys: KeyStore, week: Week, person_id: PersonId, viewer: str) -> None:
        self._store = store
        self._keys = keys
        self._group = str(week.ordinal)
        self._key_name = week_key_name(week)
        self._person_id = person_id
        self._viewer = viewer

    def find(self, question_key: str) -> Answer | None:
        seal = self._seal()
        if seal is None:
            return None
        place = seal.place(self._person_id, question_key)
        value = self._store.find(self._group, place)
        return None if value is None else self._shown(seal, place, value)

    def find_all(self, question_keys: Sequence[str]) -> dict[str, Answer]:
        """The answers to those of the questions that have one."""
        seal = self._seal()
        if seal is None:
            return {}
        places = {seal.place(self._person_id, key): key for key in question_keys}
        found = self._store.find_many(self._group, tuple(places))
        shown = ((places[place], self._shown(seal, place, value)) for place, value in found.items())
        return {key: answer for key, answer in shown if answer is not None}

    def put(self, answer: Answer) -> None:
        seal = Seal(self._keys.get_or_create(self._key_name))
        place = seal.place(self._person_id, answer.question_key)
        value = seal.close(place, answer.to_record())
        self._store.put(Sealed(group=self._group, place=place, value=value))

    def delete(self, question_key: str) -> None:
        seal = self._seal()
        if seal is not None:
            self._store.delete(self._group, seal.place(self._person_id, question_key))

    def _seal(self) -> Seal | None:
        """The week's seal; none before anybody answered, for who only looks must not make a key."""
        key = self._keys.get(self._key_name)
        return None if key is None else Seal(key)

    def _shown(self, seal: Seal, place: bytes, value: bytes) -> Answer | None:
        answer = Answer.from_record(seal.open(place, value))
        return answer if answer.viewer == self._viewer else None
