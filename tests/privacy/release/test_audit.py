"""The audit finds nothing in what companies publish, and finds each rule broken when a row was made up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap.audit import audit as audit_installation
from bot.cli.audit import certificate
from bot.clock.weeks import Week
from bot.config import Settings
from bot.privacy.release.audit import Checked, Remains, audit
from bot.privacy.release.model import (
    ENPS,
    Band,
    CellKey,
    Family,
    HeadCount,
    Period,
    PublishedCell,
    Release,
    State,
)
from bot.pulse import drivers
from storage.database import Database
from storage.migrate import migrate
from tests.privacy.release.companies import Simulation

NOTHING_LEFT = Remains(windows=())


async def publish(database: Database) -> list[PublishedCell]:
    """A year's half of a company, in the ledger."""
    simulation = Simulation(seed=1, team_size=11, people=120, weeks=13).run()
    for out, window in zip(simulation.out(), simulation.closed(), strict=True):
        release = Release(window=window.name, k=out.plan.k, published_on=out.plan.published_on)
        await database.write(lambda tx, release=release, cells=out.cells: tx.ledger.publish(release, cells))  # type: ignore[misc]
    return await database.read(lambda tx: list(tx.ledger.every_cell()))


async def audited(database: Database, remains: Remains = NOTHING_LEFT) -> dict[str, Checked]:
    found = await database.read(lambda tx: audit(tx.ledger, remains))
    return {each.rule: each for each in found}


async def broken(database: Database, remains: Remains = NOTHING_LEFT) -> set[str]:
    return {rule for rule, checked in (await audited(database, remains)).items() if not checked.is_kept}


async def test_what_a_company_publishes_keeps_every_rule(sqlite_database: Database) -> None:
    cells = await publish(sqlite_database)
    found = await audited(sqlite_database)

    assert {cell.key.family for cell in cells} == set(Family)
    assert [each for each in found.values() if not each.is_kept] == []
    assert list(certificate(list(found.values())))[-1] == "Everything that was published keeps the release rule."


async def forge(database: Database, cell: PublishedCell, *, k: int = 5, window: str = "") -> None:
    """Brings a cell out by a release that somebody made up."""
    period = cell.key.period
    name = window or f"{cell.key.family}:{period.first.ordinal}:{period.last.ordinal}"
    release = Release(window=name, k=k, published_on=cell.published_on)
    await database.write(lambda tx: tx.ledger.publish(release, [cell]))


def sound(family: Family = Family.OVERALL, measure: str = "overall") -> PublishedCell:
    block = Week(2968).block
    key = CellKey(family=family, unit="Harbour", period=Period(block.first_week, block.last_week), measure=measure)
    return PublishedCell(
        key=key,
        unit_name="Harbour",
        question="overall-happy",
        state=State.HIDDEN,
        published_on=block.closes_at.date(),
    )


def shown(low: float | None, high: float | None, people: HeadCount = HeadCount.FEW) -> PublishedCell:
    return replace(sound(), state=State.SHOWN, band=Band(low=low, high=high), people=people)


@pytest.mark.parametrize(
    "cell",
    [
        shown(3.7, 3.8),
        shown(3.5, 3.6),
        shown(3.25, 3.5, HeadCount.FEW),
        shown(3.1, 3.2, HeadCount.SOME),
        shown(3.72, 3.73, HeadCount.MANY),
        shown(None, None),
    ],
)
async def test_a_band_that_is_too_narrow_is_found(sqlite_database: Database, cell: PublishedCell) -> None:
    await forge(sqlite_database, cell)

    assert any("bands of the width" in rule for rule in await broken(sqlite_database))


@pytest.mark.parametrize(
    "cell", [shown(3, 4), shown(None, 4.5), shown(3.5, 4.0), shown(3.5, 3.75, HeadCount.SOME), shown(4, None)]
)
async def test_a_band_of_the_right_width_is_fine(sqlite_database: Database, cell: PublishedCell) -> None:
    await forge(sqlite_database, cell)

    assert await broken(sqlite_database) == set()


async def test_a_hidden_cell_that_holds_a_figure_is_found(sqlite_database: Database) -> None:
    await forge(sqlite_database, replace(sound(), band=Band(low=3, high=4)))

    assert any("hold no figure" in rule for rule in await broken(sqlite_database))


async def test_a_figure_that_came_out_early_or_without_its_release_is_found(sqlite_database: Database) -> None:
    early = replace(sound(), published_on=sound().published_on - timedelta(days=1))
    await forge(sqlite_database, early, window="overall:1:4")

    rules = await broken(sqlite_database)
    assert any("before its window closed" in rule for rule in rules)
    assert any("release of its window" in rule for rule in rules)


async def test_a_share_of_fewer_than_twenty_is_found(sqlite_database: Database) -> None:
    share = sound(Family.FRICTION, "friction.rule")
    await forge(sqlite_database, replace(share, state=State.SHOWN, band=Band(low=10, high=20), people=HeadCount.SOME))

    assert any("20 people and more" in rule for rule in await broken(sqlite_database))


async def test_two_figures_for_the_same_weeks_are_found(sqlite_database: Database) -> None:
    one = sound()
    other = replace(one, key=replace(one.key, period=Period(one.key.period.first.next(), one.key.period.last.next())))
    await forge(sqlite_database, one)
    await forge(sqlite_database, other)

    assert any("another one covers" in rule for rule in await broken(sqlite_database))


@pytest.mark.parametrize(("before", "after"), [(8, 5), (5, 4)])
async def test_a_k_that_fell_is_found(sqlite_database: Database, before: int, after: int) -> None:
    one = sound()
    later = replace(one, published_on=one.published_on + timedelta(days=28))
    await forge(sqlite_database, one, k=before)
    await forge(sqlite_database, later, k=after, window="overall:2972:2975")

    assert any("never fell" in rule for rule in await broken(sqlite_database))


async def test_a_published_window_that_could_be_formed_again_is_found(sqlite_database: Database) -> None:
    await forge(sqlite_database, sound())

    assert any(
        "form them again" in rule for rule in await broken(sqlite_database, Remains(windows={"overall:2968:2971"}))
    )


def test_the_measures_of_drivers_are_those_that_scales_are_known_of() -> None:
    assert ENPS == drivers.ENPS


async def test_an_installation_can_be_audited_and_is_not_changed(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'voxloop.db'}", key_directory=tmp_path / "keys")
    migrate(settings.database_url)

    found = await audit_installation(settings)

    assert len(found) == 8
    assert all(checked.is_kept for checked in found)
