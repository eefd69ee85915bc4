"""What sources really send, from the recorded file to snippets in the database."""

from pathlib import Path

import pytest

from adapters.intake.recognise import parse
from bot.chat.intake import ConsentState, IntakeRecord
from bot.station.intake.hear import hear
from bot.station.intake.receive import Taken, receive_all
from bot.station.model import SnippetState, Source, SourceMode, Voice
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.intake.reception import EAR, KEY, NOW

PAYLOADS = Path(__file__).parents[2] / "payloads" / "intake"
FILES = sorted(path.name for path in PAYLOADS.iterdir())
SOURCE = Source(key="recorded", name="Recorded", mode=SourceMode.AUTOMATIC, is_consent_covered=True)


def records_of(name: str) -> list[IntakeRecord]:
    found = parse((PAYLOADS / name).read_bytes(), source=SOURCE.key, name=name)
    return [each for each in found if isinstance(each, IntakeRecord)]


@pytest.mark.parametrize("name", FILES)
async def test_a_recorded_file_comes_in_once_and_names_nobody(database: Database, name: str) -> None:
    records = records_of(name)
    hearings = [hear(each, EAR, KEY, source=SOURCE) for each in records]

    first = await database.write(lambda tx: receive_all(tx, SOURCE, hearings, NOW))
    again = await database.write(lambda tx: receive_all(tx, SOURCE, hearings, NOW))

    ids = {each.external_id for each in records}
    assert records
    assert sum(each.taken is Taken.NEW for each in first) == len(ids - _withdrawn(records))
    if len(ids) == len(records):
        assert {each.taken for each in again} <= {Taken.KNOWN}
    voices = await database.read(_voices)
    said = "\n".join(voice.snippet.text for voice in voices).casefold()
    names = {part.casefold() for each in records for known in each.known_names for part in known.split()}
    assert not [part for part in names if len(part) > 3 and f" {part} " in said.replace("\n", " ")]
    for voice in voices:
        given = voice.interaction.consent is ConsentState.GIVEN
        assert given or voice.snippet.state is SnippetState.HELD


def test_something_of_the_recorded_is_worth_hearing() -> None:
    found = [hear(each, EAR, KEY).heard for name in FILES for each in records_of(name)]

    assert sum(map(len, found)) >= len(FILES) // 2


def _withdrawn(records: list[IntakeRecord]) -> set[str]:
    return {each.external_id for each in records if each.consent is ConsentState.WITHDRAWN}


def _voices(tx: UnitOfWork) -> list[Voice]:
    return [voice for state in SnippetState for voice in tx.snippets.in_state(state, limit=99)]
