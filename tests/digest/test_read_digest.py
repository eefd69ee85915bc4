"""Reading digests: a week that goes on has none, and nothing in one tells when a colleague reported a fault."""

from datetime import UTC, date, datetime

import pytest

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.effects import Effect
from bot.chat.events import ButtonPressed
from bot.digest.acts import press
from bot.digest.compose import DigestRules
from bot.digest.desk import DigestDesk
from bot.station.model import Flag
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.digest.actions.harbour import HARBOUR, QUAY, Company, open_company

CLOSED, GOING_ON = "2026-W48", "2026-W49"
WINDOWS = ("digest.show", "digest.more", "digest.customers", "digest.page", "digest.act")


@pytest.fixture
async def company(database: Database) -> Company:
    return await open_company(database)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> DigestDesk:
    keys = KeyDirectory.open(tmp_path_factory.mktemp("desk") / "keys")
    return DigestDesk(public_url="https://voxloop.example.org", rules=DigestRules(), keys=keys)


async def pressed(company: Company, desk: DigestDesk, verb: str, week: str, unit: str = HARBOUR) -> Effect:
    caller = await company.caller("Cleo")
    event = ButtonPressed(event_id="press", actor=caller.actor, action=ActionRef(verb, (week, unit)), place=None)
    return await company.database.read(lambda tx: press(tx, caller, event, desk))


@pytest.mark.parametrize("verb", WINDOWS)
@pytest.mark.parametrize("week", [GOING_ON, "2026-W50", "2027-W01"])
async def test_a_week_that_has_not_closed_has_no_digest(
    company: Company, desk: DigestDesk, verb: str, week: str
) -> None:
    with pytest.raises(BadActionError):
        await pressed(company, desk, verb, week)
    assert "do not lead this team" not in repr(await pressed(company, desk, verb, CLOSED))


@pytest.mark.parametrize("verb", WINDOWS)
async def test_what_is_about_a_foreign_team_opens_nothing(company: Company, desk: DigestDesk, verb: str) -> None:
    for unit in (QUAY, "crew", "", "company"):
        assert "do not lead this team" in repr(await pressed(company, desk, verb, CLOSED, unit))


@pytest.mark.parametrize("verb", ["digest.show", "digest.more"])
async def test_a_fault_without_a_name_is_counted_on_no_day_before_its_own(
    company: Company, desk: DigestDesk, verb: str
) -> None:
    company.now = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
    before = await pressed(company, desk, verb, CLOSED)
    flag = Flag(
        id="f",
        text="The till hangs.",
        stage="buy",
        theme=None,
        language="en",
        day=date(2026, 11, 28),
        shown_on=date(2026, 11, 29),
    )
    await company.database.write(lambda tx: tx.flags.add(flag))
    assert await pressed(company, desk, verb, CLOSED) == before
