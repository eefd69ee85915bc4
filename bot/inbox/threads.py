"""The sealed threads of one month: whose answer is whose is found only by asking for that very person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.inbox.model import (
    KEY_PREFIX,
    MAX_MESSAGES,
    OPEN_DAYS,
    Question,
    QuestionId,
    Reference,
    Said,
    Written,
    key_name,
)
from bot.people.model import PersonId
from bot.privacy.keys import KeyDestroyedError, KeyStore
from bot.privacy.seal import Seal, SealBrokenError
from bot.privacy.store import Sealed, SealedStore

TAKEN_AT_ONCE = 1000
RESEALED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is there of one question: answers by their authors' places, and messages of threads."""

    own: dict[bytes, Written] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)


class Threads:
    """Answers under their authors, and messages under random references, all of one month under one key.

    Where the key was destroyed, or never made, there is nothing to find.
    """

    def __init__(self, store: SealedStore, keys: KeyStore, month: str) -> None:
        self._store = store
        self._keys = keys
        self._month = month

    def own(self, question: Question, person_id: PersonId, viewer: str) -> Written | None:
        """What somebody wrote to a question, as far as they wrote it where they are now."""
        written = self._all_own(question, person_id).values()
        return next((each for each in written if each.viewer == viewer and not each.is_taken_back), None)

    def write_own(self, written: Written, person_id: PersonId) -> None:
        """Keeps an answer in its author's place. One that came out makes way, and stays theirs to take back.

        Raises:
            KeyDestroyedError: its time is over.
        """
        seal = Seal(self._keys.get_or_create(key_name(self._month)))
        first, *aside = _own_places(seal, person_id, written.question_id)
        found = self._store.find_many(self._month, [first, *aside])
        before = Written.from_record(seal.open(first, found[first])) if first in found else None
        if before is not None and self.out(before.reference):
            self._put(seal, next(place for place in aside if place not in found), before)
        self._put(seal, first, written)

    def take_back(self, question: Question, person_id: PersonId, viewer: str | None = None) -> None:
        """Lets what somebody wrote, here (`viewer`) or anywhere, go at the next handing over."""
        seal = self._seal()
        for place, written in self._all_own(question, person_id).items():
            if seal is not None and viewer in {None, written.viewer}:
                self._put(seal, place, replace(written, is_taken_back=True))

    def delete_own(self, question: Question, person_id: PersonId) -> bool:
        """Deletes somebody's answer, from wherever it was given; whether there was one. What came out stays."""
        seal = self._seal()
        return seal is not None and self._store.delete(self._month, seal.place(person_id, question.id))

    def out(self, reference: Reference) -> bool:
        """Whether an answer has come out."""
        seal = self._seal()
        return seal is not None and self._store.find(self._month, _message_place(seal, reference, 0)) is not None

    def messages(self, reference: Reference) -> Sequence[Said]:
        """All that was said in a thread, the answer first, whoever may read it yet."""
        seal = self._seal()
        if seal is None:
            return ()
        places = [_message_place(seal, reference, number) for number in range(MAX_MESSAGES)]
        found = self._store.find_many(self._month, places)
        return [Said.from_record(seal.open(place, found[place])) for place in places if place in found]

    def bring_out(self, answers: Iterable[Said]) -> None:
        """Begins a thread with each of these answers.

        Raises:
            KeyDestroyedError: its time is over.
        """
        seal = Seal(self._keys.get_or_create(key_name(self._month)))
        places = ((_message_place(seal, each.reference, 0), each) for each in answers)
        self._store.put_many(
            Sealed(group=self._month, place=place, value=seal.close(place, each.to_record())) for place, each in places
        )

    def say(self, said: Said) -> bool:
        """Adds a message to a thread; false when the thread is full.

        Raises:
            KeyDestroyedError: its time is over.
        """
        number = len(self.messages(said.reference))
        if number >= MAX_MESSAGES:
            return False
        seal = Seal(self._keys.get_or_create(key_name(self._month)))
        self._put(seal, _message_place(seal, said.reference, number), said)
        return True

    def delete_thread(self, reference: Reference) -> None:
        seal = self._seal()
        if seal is not None:
            places = [_message_place(seal, reference, number) for number in range(MAX_MESSAGES)]
            self._store.delete_many(self._month, places)

    def by_question(self) -> Mapping[QuestionId, "Held"]:
        """All answers of the month with their places, and all messages, by question and in random order."""
        found: defaultdict[QuestionId, Held] = defaultdict(Held)
        for place, record in self._opened():
            held = found[QuestionId(record["q"])]
            if record["k"] == "own":
                held.own[place] = Written.from_record(record)
            else:
                held.said.append(Said.from_record(record))
        return found

    def delete_places(self, places: Sequence[bytes]) -> None:
        self._store.delete_many(self._month, places)

    def reseal(self, after: bytes = b"") -> bytes:
        """Seals some records behind a place anew; the last place done, empty at the end.

        Done to all, so that two copies of the database do not tell which records changed in between.
        """
        seal = self._seal()
        rows = self._store.take(self._month, RESEALED_AT_ONCE, after=after) if seal else ()
        if seal is None or not rows:
            return b""
        self._store.put_many(replace(row, value=_anew(seal, row)) for row in rows)
        return rows[-1].place

    def reseal_all(self) -> None:
        after = self.reseal()
        while after:
            after = self.reseal(after)

    def _all_own(self, question: Question, person_id: PersonId) -> Mapping[bytes, Written]:
        """What somebody wrote to a question, wherever that was, by place: the last first."""
        seal = self._seal()
        if seal is None:
            return {}
        places = _own_places(seal, person_id, question.id)
        found = self._store.find_many(self._month, places)
        return {each: Written.from_record(seal.open(each, found[each])) for each in places if each in found}

    def _opened(self) -> Iterator[tuple[bytes, dict[str, str]]]:
        seal, after = self._seal(), b""
        while seal and (rows := self._store.take(self._month, TAKEN_AT_ONCE, after=after)):
            for row in rows:
                try:
                    yield row.place, seal.open(row.place, row.value)
                except SealBrokenError:
                    continue
            after = rows[-1].place

    def _put(self, seal: Seal, place: bytes, what: Written | Said) -> None:
        self._store.put(Sealed(group=self._month, place=place, value=seal.close(place, what.to_record())))

    def _seal(self) -> Seal | None:
        """The month's seal; none before anybody wrote, for who only looks must not make a key."""
        try:
            key = self._keys.get(key_name(self._month))
        except KeyDestroyedError:
            return None
        return None if key is None else Seal(key)


def threads_of(store: SealedStore, keys: KeyStore, question: Question) -> Threads:
    """The threads of the month that a question belongs to."""
    return Threads(store, keys, question.month)


def living_months(store: SealedStore, keys: KeyStore) -> Sequence[str]:
    """The months of which a key or a record is there."""
    return sorted({*store.groups(), *(name.removeprefix(KEY_PREFIX) for name in keys.names(KEY_PREFIX))})


def _anew(seal: Seal, row: Sealed) -> bytes:
    """The record sealed with another nonce; one that was tampered with stays as it is."""
    try:
        return seal.close(row.place, seal.open(row.place, row.value))
    except SealBrokenError:
        return row.value


def _own_places(seal: Seal, person_id: PersonId, question_id: QuestionId) -> list[bytes]:
    """Where somebody's answer lies, and then where earlier ones do that came out: words come out once a day at most."""
    aside = (seal.place(person_id, question_id, str(number)) for number in range(OPEN_DAYS))
    return [seal.place(person_id, question_id), *aside]


def _message_place(seal: Seal, reference: Reference, number: int) -> bytes:
    return seal.place("message", reference, str(number))
