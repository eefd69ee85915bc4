"""Quotes: enough answers and comments around each, one of each author, in one place, in an order that tells nothing."""

import random
from collections import Counter

import pytest

from bot.privacy.release.quotes import Comment, place_quotes

ENOUGH = {"one": 12, "two": 12, "north": 24, "company": 40}


def comment(author: str, unit: str = "one", text: str = "") -> Comment:
    return Comment(author=author.encode(), path=(unit, "north", "company"), question="q", text=text or f"by {author}")


def placed(comments: list[Comment], answering: dict[str, int] = ENOUGH, seed: int = 1) -> list[tuple[str, str]]:
    return [(unit, each.text) for unit, each in place_quotes(comments, answering, random.Random(seed))]


def test_five_comments_of_a_unit_of_twelve_are_shown_there() -> None:
    found = placed([comment(name) for name in "abcde"])

    assert sorted(found) == [("one", f"by {name}") for name in "abcde"]


def test_four_roll_up_and_meet_others_there() -> None:
    found = placed([*(comment(name) for name in "abcd"), comment("e", "two")])

    assert {unit for unit, _ in found} == {"north"}
    assert len(found) == 5


@pytest.mark.parametrize("answering", [{"one": 9, "north": 24}, {"north": 24}])
def test_where_fewer_than_ten_answered_they_roll_up(answering: dict[str, int]) -> None:
    found = placed([comment(name) for name in "abcde"], answering)

    assert {unit for unit, _ in found} == {"north"}


def test_with_too_few_in_the_whole_company_nothing_is_shown() -> None:
    assert placed([comment(name) for name in "abcd"]) == []


def test_what_is_shown_in_a_team_fills_no_pool_above_it() -> None:
    found = placed([*(comment(name) for name in "abcde"), *(comment(name, "two") for name in "fghi")])

    assert Counter(unit for unit, _ in found) == {"one": 5}, "four of the other team are too few for the department"


def test_one_author_is_quoted_once_and_is_one_comment_in_the_pool() -> None:
    many = [comment("a", text=f"by a {n}") for n in range(5)]

    assert placed(many) == []
    found = placed([*many, *(comment(name) for name in "bcde")])
    assert len(found) == 5
    assert sum(text.startswith("by a") for _, text in found) == 1


def test_the_order_is_drawn_anew_and_the_same_for_the_same_draw() -> None:
    comments = [comment(name) for name in "abcdefgh"]
    orders = {tuple(placed(comments, seed=seed)) for seed in range(20)}

    assert len(orders) > 15
    assert placed(comments, seed=3) == placed(comments, seed=3)


def test_a_unit_whose_height_differs_from_branch_to_branch_comes_after_all_below_it() -> None:
    deep = [Comment(author=bytes([n]), path=("x", "one", "north", "company"), question="q", text="d") for n in range(4)]
    found = placed([*deep, comment("z")])

    assert {unit for unit, _ in found} == {"one"}
