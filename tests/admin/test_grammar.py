"""How a typed line is understood; whatever it is, something friendly comes of it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.admin.commands import COMMANDS
from bot.admin.grammar import Allowed, Understood, Unfinished, Unknown, understand
from bot.chat.actions import ActionRef
from bot.chat.effects import Effect
from bot.people.model import Role
from tests.admin.house import House, buttons_of, text_of

NAMES = [each.name for each in COMMANDS]
BEGINNINGS = st.sampled_from([*NAMES, *(name.split()[0] for name in NAMES), ""])
REST = st.text(max_size=80) | st.sampled_from(["ada@example.org", "23", "friday", "a\0b@c.d", "cy@example.org Harbour"])
FIELDS = st.sampled_from(["lines", "care", "language", "hour", "until", "x"])
VALUES = st.none() | st.dates() | st.text(max_size=80) | st.just("name,email\nDee Example,dee@example.org")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_understood_in_any_case(name: str) -> None:
    for typed in (name, name.upper(), f"  {name.title().replace(' ', '   ')} "):
        understood = understand(COMMANDS, typed, Role.ADMIN)
        assert isinstance(understood, Understood)
        assert understood.command.name == name


def test_no_two_commands_are_called_the_same() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("my answer", "my answers"),
        ("answers", "my answers"),
        ("setings", "settings"),
        ("paus until friday", "pause until"),
        ("catchup", "catch up"),
        ("statsu", "status"),
        ("pulse fequency 3", "pulse frequency"),
        ("admni add ada@example.org", "admin add"),
        ("halp", "help"),
    ],
)
def test_unknown_words_get_the_nearest_command(typed: str, meant: str) -> None:
    found = understand(COMMANDS, typed, Role.ADMIN)
    assert isinstance(found, Unknown)
    assert found.nearest is not None
    assert found.nearest.name == meant


def test_nothing_is_offered_that_is_like_nothing() -> None:
    assert understand(COMMANDS, "my boss is impossible", Role.EMPLOYEE) == Unknown(None)


def test_the_beginning_of_commands_is_completed_for_those_who_may() -> None:
    found = understand(COMMANDS, "admin", Role.ADMIN)
    assert isinstance(found, Unfinished)
    assert [each.name for each in found.commands] == ["admin list", "admin add", "admin remove"]
    assert isinstance(understand(COMMANDS, "admin", Role.EMPLOYEE), Unknown)


@pytest.mark.parametrize(
    ("typed", "group"), [("stations", "station"), ("Sourcs", "source"), ("admn", "admin"), ("scorebord", "scoreboard")]
)
def test_nearly_the_beginning_of_commands_offers_all_of_them(typed: str, group: str) -> None:
    found = understand(COMMANDS, typed, Role.ADMIN)
    assert isinstance(found, Unfinished)
    assert found.commands == tuple(each for each in COMMANDS if each.words[0] == group)
    assert len(found.commands) > 1


async def test_what_was_typed_by_mistake_is_not_repeated(small_house: House) -> None:
    assert "impossible" not in text_of(await small_house.command("Cy", "my boss is impossible"))


async def test_a_near_miss_can_be_put_right_by_one_press(small_house: House) -> None:
    answer = await small_house.command("Cy", "my dta")
    assert "Did you mean “my data”?" in text_of(answer)
    assert "What I keep about you" in text_of(await small_house.press("Cy", buttons_of(answer)["my data"]))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("hour 24", "An hour is a whole number from 0 to 23."),
        ("hour", "HOUR is missing."),
        ("hour ten", "An hour is a whole number from 0 to 23."),
        ("language klingon", "I speak these languages so far: en, id, pl, ru, de, es."),
        ("pause until someday", "I do not understand the day “someday”."),
        ("pause until 2026-11-24", "A pause can end today at the earliest"),
        ("pause until 2028-01-01", "A pause can end today at the earliest"),
        ("stop it", "“stop” takes nothing after it."),
        ("admin add ada", "“ada” is not an e-mail address."),
        ("admin add nobody@example.org", "I know nobody with the address nobody@example.org."),
        ("leader set bo@example.org", "TEAM is missing."),
        ("pulse frequency 6", "The number of check-ins a week is a whole number from 1 to 5."),
    ],
)
async def test_a_wrong_argument_is_named_with_an_example(small_house: House, typed: str, problem: str) -> None:
    text = text_of(await small_house.command("Ada", typed))
    assert problem in text
    assert "for example" in text


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("today", date(2026, 11, 25)),
        ("Tomorrow", date(2026, 11, 26)),
        ("friday", date(2026, 11, 27)),
        ("wednesday", date(2026, 12, 2)),
    ],
)
async def test_days_can_be_said_as_people_say_them(small_house: House, said: str, day: date) -> None:
    await small_house.command("Cy", f"pause until {said}")
    assert (await small_house.person("Cy")).paused_until == day


async def test_days_can_be_said_in_ones_own_language(small_house: House) -> None:
    await small_house.command("Cy", "language pl")
    await small_house.command("Cy", "pause until piątek")
    assert (await small_house.person("Cy")).paused_until == date(2026, 11, 27)


def check(effect: Effect) -> None:
    assert isinstance(effect, Effect)


@given(who=st.sampled_from(["Ada", "Bo", "Cy"]), beginning=BEGINNINGS, rest=REST)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_has_an_effect(house: House, who: str, beginning: str, rest: str) -> None:
    check(await house.command(who, f"{beginning} {rest}"))


@given(
    who=st.sampled_from(["Ada", "Bo", "Cy"]),
    verb=st.sampled_from(["admin.import", "admin.now", "admin.other", "people.save"]),
    values=st.dictionaries(FIELDS, VALUES),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_filled_form_has_an_effect(
    house: House, who: str, verb: str, values: dict[str, str | date | None]
) -> None:
    check(await house.submit(who, ActionRef(verb), values))


def test_every_argument_but_the_last_is_one_word() -> None:
    assert all(not each.is_optional for command in COMMANDS for each in command.shape.arguments[:-1])


def test_everything_that_needs_an_argument_has_an_example() -> None:
    assert [each.name for each in COMMANDS if each.needs_more and not each.example] == []
    for each in COMMANDS:
        understood = understand(COMMANDS, each.example or each.name, Role.ADMIN)
        assert isinstance(understood, Understood)
        assert understood.command is each


def test_an_admin_may_do_what_a_leader_may_and_a_leader_what_everyone_may() -> None:
    may = {allowed: [role for role in Role if allowed.includes(role)] for allowed in Allowed}
    assert may == {
        Allowed.EVERYONE: [Role.EMPLOYEE, Role.LEADER, Role.ADMIN],
        Allowed.LEADERS: [Role.LEADER, Role.ADMIN],
        Allowed.ADMINS: [Role.ADMIN],
    }
