"""What this room says: documented, with an example of everything, in every language."""

import pytest

from bot.admin.commands import COMMANDS
from bot.admin.document import commands_as_markdown
from bot.admin.examples import EXAMPLES
from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import LANGUAGES, words_for
from tests.admin.command_page import PAGE


def test_the_documentation_says_what_the_table_of_commands_says() -> None:
    text = PAGE.read_text("utf-8")
    assert text == commands_as_markdown(), "run: python -m tests.admin.command_page"
    assert all(f"| `{each.usage}` |" in text for each in COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_said_in_every_language(name: str, language: str) -> None:
    shown = EXAMPLES[name](words_for(language))
    match shown:
        case Message():
            assert shown.summary
            assert shown.blocks
        case Form():
            assert shown.title
            assert shown.parts


def test_an_admin_whispers_no_answer_in_any_message() -> None:
    messages = [example(words_for("en")) for example in EXAMPLES.values()]
    assert not any("You answered" in repr(each) for each in messages if isinstance(each, Message))
