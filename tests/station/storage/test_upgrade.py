"""A database of the release before the listening station keeps its people and letters, upwards and back."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.chat.blocks import Heading, Message
from bot.chat.codec import message_to_json
from bot.chat.ids import AccountRef, Platform, WorkspaceRef, direct
from storage.database import Database
from storage.engines import database_url, open_writer
from storage.mailbox import Mailbox
from storage.migrate import MIGRATIONS, downgrade, is_current, migrate
from tests.station.storage.voices import interaction, keep, snippet

PAGE = WorkspaceRef(platform=Platform("web"), external_id="")
ANNA = AccountRef(workspace=PAGE, external_id="anna@northwind.example")
GREETING = Message(summary="Hello", blocks=(Heading("Hello"),))

PERSON = """
    INSERT INTO people (id, name, first_name, email, site, role, locale, country, time_zone, joined_on, external_key)
    VALUES ('anna', 'Anna Example', 'Anna', 'anna@northwind.example', 'Graz', 'leader', 'de', 'AT', 'Europe/Vienna',
            '2026-01-07', '')
"""
ACCOUNT = "INSERT INTO accounts (platform, workspace_id, external_id, person_id) VALUES ('web', '', :account, 'anna')"
LETTER = """
    INSERT INTO letters
        (platform, workspace_id, place_kind, place_id, thread_id, number, delivery_id, message, posted_at)
    VALUES ('web', '', 'direct', :account, '', :number, :delivery, :message, 1764000000000000)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database as the last release left it, with somebody in it who got letters."""
    is_sqlite = request.param == "sqlite"
    url: str = f"sqlite:///{tmp_path / 'old.db'}" if is_sqlite else request.getfixturevalue("empty_postgres_url")
    engine = open_writer(database_url(url))
    with engine.begin() as connection:
        upgrade_to(connection, "0001")
        connection.execute(text(PERSON))
        connection.execute(text(ACCOUNT), {"account": ANNA.external_id})
        message = message_to_json(GREETING)
        for number in (1, 2, 3):
            row = {"account": ANNA.external_id, "message": message, "number": number, "delivery": f"d-{number}"}
            connection.execute(text(LETTER), row)
    engine.dispose()
    return url


def upgrade_to(connection: Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection, "on_version_apply": ()})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, revision)


async def test_people_and_their_letters_come_along(old_url: str) -> None:
    assert not is_current(old_url)
    migrate(old_url)
    assert is_current(old_url)
    database = Database.open(old_url)
    person = await database.read(lambda work: work.people.by_account(ANNA))
    assert person is not None
    assert (person.name, person.site, person.role) == ("Anna Example", "Graz", "leader")
    letters = await Mailbox(database).read(direct(ANNA))
    assert [(letter.number, letter.message) for letter in letters] == [(n, GREETING) for n in (1, 2, 3)]
    new = await database.read(lambda work: work.connection.execute(text(NEW_COLUMNS)).all())
    assert [tuple(row) for row in new] == [(0, False, "")]
    await keep(database, interaction("call"), snippet("one", "call"))
    await database.close()


NEW_COLUMNS = "SELECT DISTINCT version, is_gone, author FROM letters"
PEOPLE = "SELECT p.id, p.name, a.external_id FROM people p JOIN accounts a ON a.person_id = p.id"


async def test_going_back_takes_only_what_is_new(old_url: str) -> None:
    migrate(old_url)
    downgrade(old_url, "0001")
    database = Database.open(old_url)
    kept = await database.read(
        lambda work: work.connection.execute(text("SELECT number FROM letters ORDER BY 1")).all()
    )
    assert [row.number for row in kept] == [1, 2, 3]
    people = await database.read(lambda work: work.connection.execute(text(PEOPLE)).all())
    assert [tuple(row) for row in people] == [("anna", "Anna Example", ANNA.external_id)]
    await database.close()
    migrate(old_url)
    assert is_current(old_url)


async def test_sqlite_keeps_letters_without_row_numbers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate(url)
    downgrade(url, "0001")
    migrate(url)
    database = Database.open(url)
    with pytest.raises(Exception, match="no such column: rowid"):
        await database.read(lambda work: work.connection.execute(text("SELECT rowid FROM letters")).all())
    await database.close()
