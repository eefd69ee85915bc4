"""The page on what works where says what the code and the tests say."""

from dataclasses import fields

from bot.chat.platform import Capabilities
from tests.project.parity_page import CLAIMS, CONDITIONS, PAGE, PLATFORMS, parity_as_markdown


def test_the_page_says_what_the_tables_and_the_tests_say() -> None:
    assert PAGE.read_text("utf-8") == parity_as_markdown(), "run: python -m tests.project.parity_page"


def test_no_capability_is_left_out() -> None:
    assert {each.name for each in fields(Capabilities)} == {*CLAIMS, "platform", "form_style", "pacing"}


def test_conditions_are_told_only_of_what_a_platform_can_do() -> None:
    tables: dict[str, Capabilities] = {each.platform: each for each in PLATFORMS.values()}
    assert all(getattr(tables[platform], claim) for platform, claim in CONDITIONS)
