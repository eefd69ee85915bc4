"""The last look at a record before it leaves a parser: words are there, names are known, it has an id."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from adapters.intake.fields import DENIED
from adapters.intake.plain_text import GARBLED, clean, is_garbled, one_line
from adapters.intake.refusals import UnusableError
from bot.chat.intake import IntakeRecord, Turn
from bot.chat.words import phrase

MAX_TURNS = 20_000
MAX_CHARACTERS = 2_000_000
"""A day of talk has about a million characters."""

NO_WORDS = phrase("Nobody says anything in it.")
TOO_LONG = phrase("It is too long for one interaction: more than {turns} turns or {characters} characters.")


def finish(record: IntakeRecord, doubts: Sequence[str] = ()) -> IntakeRecord:
    """The record with clean texts, all names it gives, an id, and what there is to doubt.

    One that refuses or takes back what has a name needs no words.

    Raises:
        UnusableError: nobody says anything in it, or it is too long.
    """
    refuse_too_long(len(record.turns), sum(len(turn.text) for turn in record.turns))
    turns = tuple(turn for each in record.turns if (turn := _clean_turn(each)).text)
    if not turns and not (record.consent in DENIED and record.external_id):
        raise UnusableError(NO_WORDS)
    names = _names((*record.known_names, *(turn.name for turn in turns)))
    found = (GARBLED,) if any(is_garbled(turn.text) for turn in turns) else ()
    told = tuple(dict.fromkeys((*record.doubts, *doubts, *found)))
    finished = replace(record, turns=turns, known_names=names, doubts=told, subject=one_line(record.subject))
    return finished if finished.external_id else replace(finished, external_id=content_id(finished))


def refuse_too_long(turns: int, characters: int) -> None:
    """Stops the reading of what is no single interaction.

    Raises:
        UnusableError: there are too many turns or characters.
    """
    if turns > MAX_TURNS or characters > MAX_CHARACTERS:
        raise UnusableError(TOO_LONG, turns=MAX_TURNS, characters=MAX_CHARACTERS)


def content_id(record: IntakeRecord) -> str:
    """An id for what has none: the same content has the same one, whatever its file is called."""
    said = [(turn.speaker.value, turn.name, turn.text, turn.starts_at_seconds) for turn in record.turns]
    happened_at = record.happened_at.isoformat() if record.happened_at else ""
    content = json.dumps([record.kind.value, happened_at, record.subject, said])
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()[:40]}"


def _clean_turn(turn: Turn) -> Turn:
    return replace(turn, text=clean(turn.text), name=one_line(turn.name))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for written in names if (name := one_line(written))))
