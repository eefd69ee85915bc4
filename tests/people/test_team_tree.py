from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.model import PersonId, Role, SetBy, Team
from bot.people.team_tree import Member, Tree, draw_tree, find_circle


def member(name: str, manager: str = "", team: str = "", role: Role | None = None) -> Member:
    return Member(
        id=PersonId(name),
        name=name.title(),
        manager_id=PersonId(manager) if manager else None,
        team=tuple(part for part in team.split("/") if part),
        role=role,
    )


def drawn(tree: Tree) -> dict[str, str]:
    """Each team as `key: name < parent, leader`, short enough to read."""
    keys = {team.id: team.key for team in tree.teams.values()}
    return {
        team.key: f"{team.name} < {keys[team.parent_id] if team.parent_id else '-'}, {team.leader_id or '-'}"
        for team in tree.teams.values()
    }


def places(tree: Tree) -> dict[str, str]:
    return {who: tree.teams[team].key if team else "-" for who, team in tree.team_of.items()}


BY_MANAGER = [member("ana"), member("ben", "ana"), member("cleo", "ben"), member("dora", "ben"), member("emil", "ana")]


def test_each_managers_people_are_a_team() -> None:
    tree = draw_tree(BY_MANAGER, (), by_team=False)
    assert drawn(tree) == {"manager:ana": "Ana < -, ana", "manager:ben": "Ben < manager:ana, ben"}
    assert places(tree) == {
        "ana": "-",
        "ben": "manager:ana",
        "cleo": "manager:ben",
        "dora": "manager:ben",
        "emil": "manager:ana",
    }


def test_teams_are_drawn_from_their_paths_with_all_that_stands_above_them() -> None:
    tree = draw_tree([member("cleo", team="Sales/North/Coast"), member("ana", team="sales")], (), by_team=True)
    assert drawn(tree) == {
        "sales": "Sales < -, -",
        "sales/north": "North < sales, -",
        "sales/north/coast": "Coast < sales/north, -",
    }
    assert places(tree) == {"cleo": "sales/north/coast", "ana": "sales"}


def test_the_one_leader_of_a_team_leads_it() -> None:
    people = [
        member("ana", team="Sales", role=Role.LEADER),
        member("ben", "zoe", "Sales"),
        member("cleo", "zoe", "Sales"),
    ]
    assert drawn(draw_tree(people, (), by_team=True))["sales"].endswith(", ana")


def test_without_a_named_leader_the_manager_of_most_leads() -> None:
    people = [member("ana", "zoe", "Sales"), member("ben", "ana", "Sales"), member("cleo", "ana", "Sales")]
    assert drawn(draw_tree(people, (), by_team=True))["sales"].endswith(", ana")
    tied = [member("ben", "ana", "Sales"), member("cleo", "zoe", "Sales")]
    assert drawn(draw_tree(tied, (), by_team=True))["sales"].endswith(", -")


def test_a_team_stays_the_same_from_file_to_file() -> None:
    for by_team, people in ((False, BY_MANAGER), (True, [member("ana", team="Sales/North")])):
        first = draw_tree(people, (), by_team=by_team)
        assert draw_tree(people, first.teams.values(), by_team=by_team) == first
    renamed = draw_tree([member("ana", team="SALES/North")], first.teams.values(), by_team=True)
    assert set(renamed.teams) == set(first.teams)


def test_a_leader_named_in_the_chat_stays() -> None:
    tree = draw_tree(BY_MANAGER, (), by_team=False)
    (bens,) = (team for team in tree.teams.values() if team.leader_id == "ben")
    chosen = Team(id=bens.id, key=bens.key, name="x", leader_id=PersonId("dora"), leader_set_by=SetBy.CHAT)
    again = draw_tree(BY_MANAGER, [chosen], by_team=False)
    assert drawn(again)["manager:ben"] == "Ben < manager:ana, dora"


def circle(**managers: str | None) -> str:
    return " ".join(find_circle({PersonId(k): PersonId(v) if v else None for k, v in managers.items()}))


def test_a_circle_of_managers_is_shown() -> None:
    assert circle(ana="ben", ben="ana") == "ana ben ana"
    assert circle(dora="cleo", cleo="ben", ben="ana", ana="cleo") == "cleo ben ana cleo"
    assert circle(ana="ana") == "ana ana"
    assert circle(ana=None, ben="ana", cleo="ben", dora="gone") == ""


@settings(deadline=None)
@given(managers=st.dictionaries(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 14)), max_size=13))
def test_a_circle_is_found_exactly_when_there_is_one(managers: dict[int, int | None]) -> None:
    found = find_circle({PersonId(str(k)): None if v is None else PersonId(str(v)) for k, v in managers.items()})
    for who, above in pairwise(found):
        assert managers[int(who)] == int(above)
    assert not found or found[0] == found[-1]
    assert bool(found) == any(comes_back(start, managers) for start in managers)


def comes_back(start: int, managers: dict[int, int | None]) -> bool:
    who = managers[start]
    for _ in managers:
        if who is None or who == start:
            break
        who = managers.get(who)
    return who == start


PATHS = st.lists(st.sampled_from(["a", "A", "b", "c"]), max_size=4).map("/".join)


@settings(deadline=None)
@given(people=st.lists(st.tuples(PATHS, st.sampled_from(["", "0", "1", "2", "9"])), max_size=12), by_team=st.booleans())
def test_any_tree_drawn_twice_is_the_same_and_has_no_circle(people: list[tuple[str, str]], *, by_team: bool) -> None:
    members = [
        member(str(n), manager if manager and int(manager) < n else "", path)
        for n, (path, manager) in enumerate(people)
    ]
    tree = draw_tree(members, (), by_team=by_team)
    assert draw_tree(members, tree.teams.values(), by_team=by_team) == tree
    assert set(tree.team_of) == {each.id for each in members}
    parents = {PersonId(team.id): PersonId(team.parent_id) if team.parent_id else None for team in tree.teams.values()}
    assert find_circle(parents) == ()
    assert {each.parent_id for each in tree.teams.values()} - {None} <= set(tree.teams)
