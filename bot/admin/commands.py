"""The table of commands: what can be said, by whom, with what, and what it does. Everything else follows from it."""

from bot.admin import own_commands as own
from bot.admin.arguments import COMMAND, DAY, HOUR, LANGUAGE
from bot.admin.grammar import Allowed, Command, plain, taking
from bot.admin.help_commands import give_help
from bot.chat.words import phrase

COMMANDS = (
    Command(
        name="help",
        allowed=Allowed.EVERYONE,
        help=phrase("Lists what you can say, or explains one command."),
        shape=taking(COMMAND, give_help),
        example="help pause until",
    ),
    Command(
        name="my answers",
        allowed=Allowed.EVERYONE,
        help=phrase("Shows your open answers of this week, to change or delete them."),
        shape=plain(own.open_my_answers),
    ),
    Command(
        name="catch up",
        allowed=Allowed.EVERYONE,
        help=phrase("Opens the questions of this week that you have not answered."),
        shape=plain(own.open_catch_up),
    ),
    Command(
        name="not now",
        allowed=Allowed.EVERYONE,
        help=phrase("Brings today's question again later."),
        shape=plain(own.open_not_now),
    ),
    Command(
        name="my data",
        allowed=Allowed.EVERYONE,
        help=phrase("Shows what is kept about you, with your open answers to copy or delete."),
        shape=plain(own.open_my_data),
    ),
    Command(
        name="settings",
        allowed=Allowed.EVERYONE,
        help=phrase("Opens your own settings."),
        shape=plain(own.open_settings),
    ),
    Command(
        name="language",
        allowed=Allowed.EVERYONE,
        help=phrase("Sets the language in which I speak with you."),
        shape=taking(LANGUAGE, own.choose_language),
        example="language pl",
    ),
    Command(
        name="hour",
        allowed=Allowed.EVERYONE,
        help=phrase("Sets the hour, from 0 to 23 in your time zone, at which your check-ins come."),
        shape=taking(HOUR, own.choose_hour),
        example="hour 9",
    ),
    Command(
        name="pause",
        allowed=Allowed.EVERYONE,
        help=phrase("Opens your settings, where you choose a day until which I write nothing."),
        shape=plain(own.open_settings),
    ),
    Command(
        name="pause until",
        allowed=Allowed.EVERYONE,
        help=phrase("I write nothing until the end of that day: 2026-12-31, tomorrow or friday."),
        shape=taking(DAY, own.take_a_pause),
        example="pause until friday",
    ),
    Command(
        name="stop",
        allowed=Allowed.EVERYONE,
        help=phrase("I write to you no more. You can start again at any time."),
        shape=plain(own.stop_all),
    ),
    Command(
        name="start",
        allowed=Allowed.EVERYONE,
        help=phrase("I write to you again, after a stop or before the end of a pause."),
        shape=plain(own.start_again),
    ),
)
