from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.model import COMPANY, PersonId, Team, TeamId
from bot.people.units import country_of, led_by, path_parts, site_path, team_path, unit_path
from tests.people.builders import person


def team(name: str, parent: str | None = None, leader: str | None = None) -> Team:
    return Team(
        id=TeamId(name),
        key=name,
        name=name.title(),
        parent_id=None if parent is None else TeamId(parent),
        leader_id=None if leader is None else PersonId(leader),
    )


TEAMS = {
    each.id: each
    for each in (team("sales", leader="ana"), team("north", "sales", leader="ben"), team("it", leader="zoe"))
}


def test_a_member_counts_in_the_team_and_in_all_above_it() -> None:
    assert unit_path(person("Cleo", team_id=TeamId("north")), TEAMS) == ("north", "sales", COMPANY)


def test_a_leader_counts_in_the_unit_above_the_team() -> None:
    ben = person("Ben", team_id=TeamId("north"))
    assert unit_path(ben, TEAMS) == ("sales", COMPANY)


def test_a_leader_of_two_levels_counts_above_both() -> None:
    both = TEAMS | {TeamId("north"): team("north", "sales", leader="ana")}
    assert unit_path(person("Ana", team_id=TeamId("north")), both) == (COMPANY,)


def test_a_leader_who_sits_above_their_team_counts_where_they_sit() -> None:
    assert unit_path(person("Ben", team_id=TeamId("it")), TEAMS) == ("it", COMPANY)


@pytest.mark.parametrize("team_id", [None, TeamId("closed")])
def test_without_a_team_there_is_still_the_company(team_id: TeamId | None) -> None:
    assert unit_path(person("Ana", team_id=team_id), TEAMS) == (COMPANY,)


@settings(deadline=None)
@given(parents=st.dictionaries(st.integers(0, 9), st.integers(0, 12), max_size=10), start=st.integers(0, 12))
def test_any_records_of_teams_give_a_path_that_ends_with_the_company(parents: dict[int, int], start: int) -> None:
    teams = {TeamId(str(n)): team(str(n), str(parent)) for n, parent in parents.items()}
    path = team_path(TeamId(str(start)), teams)
    assert path[-1] == COMPANY
    assert len(set(path)) == len(path)


def test_a_leader_is_told_the_teams_they_lead() -> None:
    more = TEAMS | {TeamId("east"): team("east", "sales", leader="ben")}
    assert [each.id for each in led_by(PersonId("ben"), more)] == ["east", "north"]


def test_sites_form_a_tree_of_their_own_whatever_their_case() -> None:
    assert site_path("Poland / Kraków / Old Town") == ("poland/kraków/old town", "poland/kraków", "poland", "company")
    assert site_path("KRAKÓW") == ("kraków", "company")
    assert site_path(" ") == ("company",)


@pytest.mark.parametrize(
    "written", ["Sales/North", "/Sales//North/", "Sales \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} / North"]
)
def test_a_path_can_be_written_in_several_ways(written: str) -> None:
    assert path_parts(written) == ("Sales", "North")


def test_holidays_are_those_of_the_country_told_or_of_the_time_zone() -> None:
    ana = person("Ana", time_zone="Asia/Jakarta")
    assert country_of(ana) == "ID"
    assert country_of(replace(ana, country="PL")) == "PL"
    assert country_of(replace(ana, time_zone="UTC")) == ""
