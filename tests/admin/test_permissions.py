"""Who may give which command: every command against every role, and roles that change in between."""

import logging

import pytest

from bot.admin.commands import COMMANDS
from bot.admin.grammar import Allowed, Command
from bot.admin.run_command import run_command
from bot.chat.actions import ActionRef
from bot.people.model import PersonId, Role
from bot.people.roles import add_admin, remove_admin
from tests.admin.house import ROLES, House, actor, text_of

REFUSED = {
    Allowed.LEADERS: "Only leaders of teams and admins may do this. The admin here is Ada Example.",
    Allowed.ADMINS: "Only admins may do this. The admin here is Ada Example.",
}
EVERYONE = {
    "help", "my answers", "catch up", "not now", "my data", "settings", "language", "hour", "pause", "pause until",
    "stop", "start", "snippets", "flag", "frictions", "snippet add", "subscribe", "unsubscribe", "subscriptions",
    "fixes", "privacy threshold", "inbox",
}  # fmt: skip
LEADERS = {"status", "station review", "station coverage", "digest", "digest settings", "actions", "ask team"}


def may(command: Command, role: Role) -> bool:
    is_open = command.name in EVERYONE or (command.name in LEADERS and role is Role.LEADER)
    return is_open or role is Role.ADMIN


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_a_command_is_for_those_who_may_and_nobody_else(small_house: House, command: Command, name: str) -> None:
    text = text_of(await small_house.command(name, command.example or command.name))
    if may(command, ROLES[name]):
        assert "may do this." not in text
    else:
        assert text == REFUSED[command.allowed]


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if each.allowed is Allowed.ADMINS], ids=lambda command: command.name
)
async def test_who_may_not_learns_nothing_about_arguments_either(small_house: House, command: Command) -> None:
    assert text_of(await small_house.command("Cy", f"{command.name} nonsense")) == REFUSED[Allowed.ADMINS]


@pytest.mark.parametrize("verb", ["admin.import", "admin.now"])
async def test_a_form_is_taken_only_from_those_who_may(small_house: House, verb: str) -> None:
    for name in ("Bo", "Cy"):
        assert text_of(await small_house.submit(name, ActionRef(verb), {})) == REFUSED[Allowed.ADMINS]


async def test_a_button_gives_no_more_rights_than_typing(small_house: House) -> None:
    assert text_of(await small_house.press("Cy", ActionRef("admin.run", ("pulse pause",)))) == REFUSED[Allowed.ADMINS]


async def test_rights_end_at_once(house: House) -> None:
    stale = await house.visit("Ada")
    await house.database.write(lambda tx: add_admin(tx.people, PersonId("Cy")))
    await house.database.write(lambda tx: remove_admin(tx.people, stale.person.id))
    refused = text_of(await run_command(house.desk, stale, actor("Ada"), "pulse pause"))
    assert refused == "Only admins may do this. The admin here is Cy Example."
    assert not (await house.visit("Cy")).rules.is_paused


async def test_an_admin_answers_for_a_change_by_id_and_command_alone(
    small_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.admin")
    await small_house.command("Ada", "admin add cy@example.org")
    await small_house.command("Cy", "language pl")
    await small_house.command("Ada", "admin list")
    (line,) = caplog.records
    told = vars(line)
    assert (line.getMessage(), told["admin"], told["command"]) == ("admin.changed", "Ada", "admin.add")
    assert "cy@example.org" not in str(told)


async def test_a_refused_change_is_not_logged(small_house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot.admin")
    await small_house.command("Cy", "pulse pause")
    await small_house.command("Ada", "admin remove ada@example.org")
    assert caplog.records == []
