"""Forgetting somebody: what they said in their name, what they wrote without it, and who they were."""

from datetime import datetime

from bot.admin.store import AdminWork
from bot.inbox.hand_over import forget_words_of
from bot.people.model import Person, PersonId
from bot.privacy.keys import KeyStore
from bot.station.model import SnippetId
from bot.station.reactions.amending import follow


class StillHereError(Exception):
    """This person still works here, by the people file or a chat's directory, and would come back with the next one."""


def forget_said(tx: AdminWork, person_id: PersonId, now: datetime) -> int:
    """Deletes what somebody said in their name at the stations; how much. The messages that show it follow."""
    touched = tx.traces.touched(person_id)
    deleted = tx.traces.forget_said(person_id)
    for snippet_id in sorted(touched):
        follow(tx, SnippetId(snippet_id), now)
    return deleted


def forget_person(tx: AdminWork, keys: KeyStore, person: Person, now: datetime) -> int:
    """Deletes all that stands under a person who left, and who they were; how much they had said in their name.

    Answers are not looked for: whoever compared two copies of the database would see whose vanished. They lie under a
    random id that nothing ties to a name any more, and end with their keys, after 12 weeks at most. What was published
    stays as it is.

    Raises:
        StillHereError: the person has not left.
    """
    if person.is_active:
        raise StillHereError("only who has left can be forgotten as a whole")
    deleted = forget_said(tx, person.id, now) + tx.traces.forget_led(person.id)
    forget_words_of(tx, keys, person.id, now)
    tx.traces.forget_record(person.id)
    return deleted
