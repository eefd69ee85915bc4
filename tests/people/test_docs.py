"""The page about the people file says what the program does."""

import re
from pathlib import Path

from bot.chat.ids import Platform, WorkspaceRef
from bot.people.import_people import import_people
from bot.people.match_rows import ImportOptions
from bot.people.people_file import COLUMNS, read_people_file
from storage.database import Database
from tests.people.builders import DEFAULTS, TODAY

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


async def test_the_example_can_be_imported_as_it_stands(sqlite_database: Database) -> None:
    example = re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    slack = WorkspaceRef(platform=Platform("slack"), external_id="T0EXAMPLE")
    file = read_people_file(example[1].encode(), [slack])
    options = ImportOptions(defaults=DEFAULTS, today=TODAY, is_strict=True)
    report = await sqlite_database.write(lambda work: import_people(work.people, file, options))
    assert report.problems == ()
    assert report.added == len(file.rows) == 5
    teams = await sqlite_database.read(lambda work: work.people.teams())
    assert {team.key for team in teams.values() if team.leader_id} == {"board", "service", "service/hotline"}


def test_every_column_is_described() -> None:
    described = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)
    assert described == [*COLUMNS, "slack_id"]
