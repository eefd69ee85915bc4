"""The table of commands: what can be said, by whom, with what, and what it does. Everything else follows from it."""

from bot.admin import inbox_commands as inbox
from bot.admin import own_commands as own
from bot.admin import people_commands as people
from bot.admin import pulse_commands as pulse
from bot.admin import release_commands as releases
from bot.admin import role_commands as roles
from bot.admin import source_commands as sources
from bot.admin import station_commands as stations
from bot.admin import voice_commands as voice
from bot.admin.arguments import (
    COMMAND,
    DAY,
    EMAIL,
    EMOJI,
    EXTERNAL_ID,
    HOUR,
    LANGUAGE,
    NAME,
    SEARCHED,
    SOURCE,
    STATION,
    TEAM,
    THRESHOLD,
    TIMES_A_WEEK,
)
from bot.admin.digest_commands import DIGEST_COMMANDS
from bot.admin.grammar import Allowed, Command, plain, taking, taking_both
from bot.admin.help_commands import give_help
from bot.admin.pulse_now import ask_before_sending
from bot.admin.status import show_status
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
        name="inbox",
        allowed=Allowed.EVERYONE,
        help=phrase("Opens your inbox: questions to your team, and replies to what you wrote without a name."),
        shape=plain(inbox.show_inbox),
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
    Command(
        name="snippets",
        allowed=Allowed.EVERYONE,
        help=phrase("Opens what customers said lately, or what they said with these words in it."),
        shape=taking(SEARCHED, voice.browse),
        example="snippets refund",
    ),
    Command(
        name="flag",
        allowed=Allowed.EVERYONE,
        help=phrase("Reports a fault in our service, with your name or without."),
        shape=plain(voice.ask_for_fault),
    ),
    Command(
        name="frictions",
        allowed=Allowed.EVERYONE,
        help=phrase("Shows what gets in the customer's way, as customers and as colleagues tell it."),
        shape=plain(voice.compare_frictions),
    ),
    Command(
        name="snippet add",
        allowed=Allowed.EVERYONE,
        help=phrase("Shares what a customer told you, in their own words."),
        shape=plain(voice.share),
    ),
    Command(
        name="subscribe",
        allowed=Allowed.EVERYONE,
        help=phrase("Brings a station's snippets to you: a daily round-up, and urgent ones at once if you like."),
        shape=taking(STATION, stations.subscribe_to),
        example="subscribe deliveries",
    ),
    Command(
        name="unsubscribe",
        allowed=Allowed.EVERYONE,
        help=phrase("Ends your subscription to a station."),
        shape=taking(STATION, stations.unsubscribe_from),
        example="unsubscribe deliveries",
    ),
    Command(
        name="subscriptions",
        allowed=Allowed.EVERYONE,
        help=phrase("Shows all stations, and which of them you subscribed to."),
        shape=plain(stations.show_subscriptions),
    ),
    Command(
        name="fixes",
        allowed=Allowed.EVERYONE,
        help=phrase("Shows what you promised to fix, to say what came of it."),
        shape=plain(voice.show_fixes),
    ),
    Command(
        name="privacy threshold",
        allowed=Allowed.EVERYONE,
        help=phrase("Shows how many people a figure needs here before anybody sees it."),
        shape=plain(releases.show_threshold),
    ),
    Command(
        name="station review",
        allowed=Allowed.LEADERS,
        help=phrase("Opens customer voice that waits for a look before others hear it."),
        shape=plain(stations.review),
    ),
    Command(
        name="station coverage",
        allowed=Allowed.LEADERS,
        help=phrase("Shows how long customers have waited for somebody to say something to them."),
        shape=plain(stations.show_coverage),
    ),
    Command(
        name="ask team",
        allowed=Allowed.LEADERS,
        help=phrase("Asks your team one open question, which people answer without a name."),
        shape=plain(inbox.ask_the_team),
    ),
    Command(
        name="status",
        allowed=Allowed.LEADERS,
        help=phrase("Shows how Voxloop is doing; admins also see people and what became of messages."),
        shape=plain(show_status),
    ),
    Command(
        name="admin list",
        allowed=Allowed.ADMINS,
        help=phrase("Lists the admins."),
        shape=plain(roles.list_admins),
    ),
    Command(
        name="admin add",
        allowed=Allowed.ADMINS,
        help=phrase("Makes somebody an admin."),
        shape=taking(EMAIL, roles.make_admin),
        example="admin add ada@example.org",
    ),
    Command(
        name="admin remove",
        allowed=Allowed.ADMINS,
        help=phrase("Takes the rights of an admin away; the last one stays."),
        shape=taking(EMAIL, roles.unmake_admin),
        example="admin remove ada@example.org",
    ),
    Command(
        name="leader set",
        allowed=Allowed.ADMINS,
        help=phrase("Makes somebody the leader of a team, named by its name or its path."),
        shape=taking_both(EMAIL, TEAM, roles.set_leader),
        example="leader set ada@example.org Sales / North",
    ),
    Command(
        name="pulse preview",
        allowed=Allowed.ADMINS,
        help=phrase("Shows today's check-in as people see it. Nothing is stored."),
        shape=plain(pulse.preview),
    ),
    Command(
        name="pulse test",
        allowed=Allowed.ADMINS,
        help=phrase("Sends today's check-in to you alone, on the way that all messages take."),
        shape=plain(pulse.send_test),
    ),
    Command(
        name="pulse pause",
        allowed=Allowed.ADMINS,
        help=phrase("Nobody gets a check-in any more until the pulse is resumed."),
        shape=plain(pulse.pause),
    ),
    Command(
        name="pulse resume",
        allowed=Allowed.ADMINS,
        help=phrase("Ends the pause of the pulse."),
        shape=plain(pulse.resume),
    ),
    Command(
        name="pulse now",
        allowed=Allowed.ADMINS,
        help=phrase("Sends today's waiting check-ins at once, after a forecast that you agree to."),
        shape=plain(ask_before_sending),
    ),
    Command(
        name="pulse hour",
        allowed=Allowed.ADMINS,
        help=phrase("Sets the hour, from 0 to 23, at which check-ins come to everybody where they live."),
        shape=taking(HOUR, pulse.set_hour),
        example="pulse hour 10",
    ),
    Command(
        name="pulse frequency",
        allowed=Allowed.ADMINS,
        help=phrase("Sets how many check-ins a week everybody gets, from 1 to 5."),
        shape=taking(TIMES_A_WEEK, pulse.set_frequency),
        example="pulse frequency 3",
    ),
    Command(
        name="people import",
        allowed=Allowed.ADMINS,
        help=phrase("Adds or changes people by lines of a CSV file that you paste."),
        shape=plain(people.ask_for_people),
    ),
    Command(
        name="people link",
        allowed=Allowed.ADMINS,
        help=phrase("Makes a link for somebody without a chat seat to sign in on the page, once."),
        shape=taking(EMAIL, people.hand_out_link),
        example="people link ada@example.org",
    ),
    Command(
        name="station list",
        allowed=Allowed.ADMINS,
        help=phrase("Lists the stations, what each takes, and where it posts."),
        shape=plain(stations.list_all),
    ),
    Command(
        name="station add",
        allowed=Allowed.ADMINS,
        help=phrase("Makes a station: which snippets it takes, and when it posts them."),
        shape=taking(NAME, stations.add),
        example="station add Deliveries",
    ),
    Command(
        name="station set",
        allowed=Allowed.ADMINS,
        help=phrase("Changes a station."),
        shape=taking(NAME, stations.change),
        example="station set deliveries",
    ),
    Command(
        name="station post",
        allowed=Allowed.ADMINS,
        help=phrase("Lets a station post in the channel where you say this."),
        shape=taking(NAME, stations.post_here),
        example="station post deliveries",
    ),
    Command(
        name="station leave",
        allowed=Allowed.ADMINS,
        help=phrase("Lets a station post no more in the channel where you say this."),
        shape=taking(NAME, stations.leave_here),
        example="station leave deliveries",
    ),
    Command(
        name="station remove",
        allowed=Allowed.ADMINS,
        help=phrase("Removes a station, after you agreed; what it posted stays."),
        shape=taking(NAME, stations.ask_to_remove),
        example="station remove deliveries",
    ),
    Command(
        name="source list",
        allowed=Allowed.ADMINS,
        help=phrase("Lists where customer voice comes from."),
        shape=plain(sources.list_all),
    ),
    Command(
        name="source add",
        allowed=Allowed.ADMINS,
        help=phrase("Adds a source of customer voice."),
        shape=taking(NAME, sources.add),
        example="source add Zendesk",
    ),
    Command(
        name="source set",
        allowed=Allowed.ADMINS,
        help=phrase("Changes a source: its format, its consent, and who looks first."),
        shape=taking(NAME, sources.change),
        example="source set zendesk",
    ),
    Command(
        name="source secret",
        allowed=Allowed.ADMINS,
        help=phrase("Shows where a source sends to, and the secret that it needs."),
        shape=taking(NAME, sources.give_secret),
        example="source secret zendesk",
    ),
    Command(
        name="snippet withdraw",
        allowed=Allowed.ADMINS,
        help=phrase("Takes a customer's words back everywhere, for good; asked again, says how far that has come."),
        shape=taking_both(SOURCE, EXTERNAL_ID, voice.take_back),
        example="snippet withdraw zendesk 4711",
    ),
    Command(
        name="privacy raise",
        allowed=Allowed.ADMINS,
        help=phrase("Raises how many people a figure needs, from the next block on; never to be lowered again."),
        shape=taking(THRESHOLD, releases.ask_to_raise),
        example="privacy raise 8",
    ),
    Command(
        name="results withdraw",
        allowed=Allowed.ADMINS,
        help=phrase("Takes a published figure back for good; words after it say which to look for."),
        shape=taking(SEARCHED, releases.ask_to_withdraw),
        example="results withdraw harbour",
    ),
    Command(
        name="emoji map",
        allowed=Allowed.ADMINS,
        help=phrase("Says which well-known emoji one of your own means; “-” forgets it."),
        shape=taking_both(NAME, EMOJI, voice.map_emoji),
        example="emoji map party-parrot tada",
    ),
    *DIGEST_COMMANDS,
)
"""Every command there is, in the order in which help and documents list them."""


def command_named(name: str) -> Command:
    """The command of this name.

    Raises:
        KeyError: there is none.
    """
    return {each.name: each for each in COMMANDS}[name]
