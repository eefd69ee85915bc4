"""Sources as admins keep them, and the secrets of their webhooks."""

from typing import Any

import pytest

from adapters.intake.recognise import Format
from bot.chat.effects import Effect, Refuse
from bot.people.model import Role
from bot.station.intake.forms import (
    AGENTS,
    AS_TOLD,
    CONSENT,
    COVERED,
    CUSTOMERS,
    FORMAT,
    MODE,
    NAME,
    PARSERS,
    RECOGNISE,
    REGIONS,
)
from bot.station.intake.sources import (
    all_sources,
    ask_for_source,
    find_source,
    list_sources,
    renew_secret,
    save_source,
    show_secret,
    webhook_secret,
)
from bot.station.model import Source, SourceMode
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.station.intake.reception import caller, form_of, shown

ADMIN = caller(Role.ADMIN)
URL = "https://voxloop.example.com"


def filled(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a form may carry
    usual = {NAME: "Zoom calls", MODE: "review", CONSENT: AS_TOLD, FORMAT: RECOGNISE, REGIONS: None}
    return usual | {CUSTOMERS: None, AGENTS: None} | values


async def save(database: Database, key: str = "", **values: Any) -> Effect:  # noqa: ANN401 - as above
    return await database.write(lambda tx: save_source(tx, ADMIN, key, filled(**values)))


async def test_there_is_one_for_what_people_add_by_hand(database: Database) -> None:
    sources = await database.read(all_sources)

    assert [(each.key, each.mode) for each in sources] == [("manual", SourceMode.REVIEW)]


async def test_a_new_one_keeps_what_was_chosen_and_starts_where_it_was_told(database: Database) -> None:
    effect = await save(
        database,
        mode="automatic",
        consent=COVERED,
        regions="de, PL",
        format="webvtt",
        customers="Caller; Line 1",
        agents="Line 2\nMarigold",
    )

    assert "Zoom calls" in shown(form_of(effect))
    found = await database.read(lambda tx: find_source(tx, "ZOOM CALLS"))
    assert found == Source(
        key="zoom-calls",
        name="Zoom calls",
        parser="webvtt",
        mode=SourceMode.AUTOMATIC,
        is_consent_covered=True,
        covered_regions=("DE", "PL"),
        customer_sides=("Caller", "Line 1"),
        agent_sides=("Line 2", "Marigold"),
    )
    assert form_of(await database.read(lambda tx: ask_for_source(tx, ADMIN, "zoom-calls"))).parts


async def test_a_change_keeps_the_key_and_the_secret_s_generation(database: Database, keys: KeyDirectory) -> None:
    await save(database)
    await database.write(lambda tx: renew_secret(tx, ADMIN, "zoom-calls", keys, URL))

    await save(database, "zoom-calls", name="All calls", mode="off")

    found = await database.read(lambda tx: tx.sources.get("zoom-calls"))
    assert found is not None
    assert (found.name, found.mode, found.secret_generation) == ("All calls", SourceMode.OFF, 2)


async def test_names_make_keys_that_can_stand_in_an_address(database: Database) -> None:
    for name in ("Zürich Anrufe", "zurich anrufe!", "Звонки", "ALL"):
        await save(database, name=name)

    keys = {each.name: each.key for each in await database.read(all_sources)}
    assert keys["Zürich Anrufe"] == "zurich-anrufe"
    assert keys["zurich anrufe!"] == "zurich-anrufe-2"
    assert keys["Звонки"].startswith("source-")
    assert keys["ALL"] == "all"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({NAME: " "}, NAME),
        ({NAME: "x" * 61}, NAME),
        ({NAME: "Added by hand"}, NAME),
        ({NAME: "manual"}, NAME),
        ({MODE: "sometimes"}, MODE),
        ({REGIONS: "Germany"}, REGIONS),
    ],
)
async def test_what_cannot_be_kept_is_said(database: Database, values: dict[str, str], field: str) -> None:
    effect = await save(database, **values)

    assert isinstance(effect, Refuse)
    assert list(effect.problems) == [field]
    assert len(await database.read(all_sources)) == 1


async def test_the_secret_is_shown_in_a_window_and_a_new_one_ends_the_old(
    database: Database, keys: KeyDirectory
) -> None:
    await save(database)
    before = webhook_secret(keys, Source(key="zoom-calls", name=""))
    window = form_of(await database.read(lambda tx: show_secret(tx, ADMIN, "Zoom calls", keys, URL)))
    assert before in shown(window)
    assert f"{URL}/intake/zoom-calls" in shown(window)

    renewed = form_of(await database.write(lambda tx: renew_secret(tx, ADMIN, "zoom-calls", keys, URL)))

    source = await database.read(lambda tx: tx.sources.get("zoom-calls"))
    assert source is not None
    assert before not in shown(renewed)
    assert webhook_secret(keys, source) in shown(renewed)
    assert webhook_secret(keys, source) != before
    assert len(before) >= 43


def test_each_source_has_a_secret_of_its_own(keys: KeyDirectory) -> None:
    secrets = {webhook_secret(keys, Source(key=key, name="")) for key in ("a", "b", "a1")}

    assert len(secrets) == 3
    assert all(each.isascii() and "=" not in each for each in secrets)


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.LEADER])
async def test_only_admins_see_and_change_sources(database: Database, keys: KeyDirectory, role: Role) -> None:
    await save(database)
    other = caller(role)

    def attempts(tx: Any) -> list[Effect]:  # noqa: ANN401 - a unit of work
        return [
            list_sources(tx, other),
            ask_for_source(tx, other, "zoom-calls"),
            save_source(tx, other, "zoom-calls", filled(mode="off")),
            show_secret(tx, other, "zoom-calls", keys, URL),
            renew_secret(tx, other, "zoom-calls", keys, URL),
        ]

    for effect in await database.write(attempts):
        assert shown(form_of(effect)) == "Only admins can do this."
    source = await database.read(lambda tx: tx.sources.get("zoom-calls"))
    assert source is not None
    assert (source.mode, source.secret_generation) == (SourceMode.REVIEW, 1)


async def test_one_that_is_not_there_is_said(database: Database, keys: KeyDirectory) -> None:
    def attempts(tx: Any) -> list[Effect]:  # noqa: ANN401 - a unit of work
        return [
            ask_for_source(tx, ADMIN, "nowhere"),
            save_source(tx, ADMIN, "nowhere", filled()),
            show_secret(tx, ADMIN, "nowhere", keys, URL),
        ]

    assert {shown(form_of(each)) for each in await database.write(attempts)} == {"There is no such source (any more)."}


def test_the_formats_to_choose_from_are_those_that_are_understood() -> None:
    assert set(PARSERS) == {each.value for each in Format}
