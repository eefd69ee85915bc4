"""An example of everything that this room says: for the gallery, the pictures and the tests of how it looks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from bot.admin.commands import COMMANDS, command_named
from bot.admin.forms import forecast_form, import_form, import_report_form, sign_in_form
from bot.admin.grammar import Allowed
from bot.admin.home import Listening, home_page
from bot.admin.messages import (
    admin_list,
    did_you_mean,
    help_on_all,
    help_on_one,
    not_allowed,
    notice,
    which_of,
    wrong_argument,
)
from bot.admin.my_data import SAID_KINDS, ask_to_forget, export_form, my_data_form
from bot.admin.release_messages import ThresholdNow, raise_form, threshold_message, withdraw_form
from bot.admin.settings_form import STOPPED, settings_form
from bot.admin.sign_in_links import SignInLink
from bot.admin.station_messages import StationListed, station_list
from bot.admin.status_messages import Status, short_status, status, status_of_leader
from bot.chat.blocks import Fact, Message
from bot.chat.forms import Form
from bot.chat.ids import Place, PlaceKind, Platform, WorkspaceRef
from bot.chat.words import Words, phrase
from bot.clock.quiet_hours import QuietHours
from bot.clock.weeks import Week
from bot.outbox.report import DeliveryReport
from bot.people.model import Person, PersonId
from bot.people.report import ImportReport, LineProblem
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    State,
    Threshold,
)
from bot.pulse.examples import GIVEN
from bot.pulse.forms import my_answers_form
from bot.pulse.model import PulseRules
from bot.station.model import Rule, StationPlace
from bot.station.posting.examples import BOX, DELIVERY, PRAISE
from bot.station.posting.places import SHARED

WEEK = Week.parse("2026-W48")
TODAY = date(2026, 11, 25)
ADMINS = ("Ada Example", "Bo Example")
RULES = PulseRules(check_in_hour=10, check_ins_a_week=5, quiet_hours=QuietHours(18, 8))
ADA = Person(
    id=PersonId("example"),
    name="Ada Example",
    first_name="Ada",
    locale="en",
    time_zone="Europe/Warsaw",
    joined_on=date(2026, 9, 1),
)
WAYS = MappingProxyType({Platform("chat"): "The chat", Platform("web"): "The page in the browser"})
LINK = SignInLink(
    url="https://voxloop.example.com/sign-in?token=example", code="ABCD2345", page="https://voxloop.example.com/sign-in"
)
TODAYS = DeliveryReport(
    sent=184, blocked=1, not_installed=0, throttled=0, unknown=0, waiting=12, failed={}, skipped={"person_absent": 3}
)
LAST_DAYS = DeliveryReport(
    sent=902,
    blocked=4,
    not_installed=2,
    throttled=1,
    unknown=1,
    waiting=12,
    failed={"invalid_blocks": 2},
    skipped={"person_absent": 21, "person_paused": 4},
)
CHANNEL = StationPlace(
    station_id=DELIVERY.id,
    place=Place(
        workspace=WorkspaceRef(platform=Platform("example"), external_id="W1"),
        kind=PlaceKind.CHANNEL,
        external_id="C1",
    ),
    name="#deliveries",
)
STATUS = Status(people=200, reachable=196, rules=RULES, today=TODAYS, last_days=LAST_DAYS)
REPORT = ImportReport(
    added=4,
    changed=2,
    unchanged=11,
    problems=(LineProblem(line=7, template=phrase("The name is missing.")),),
    is_applied=True,
)
RAISED = Threshold(k=8, first_block=WEEK.block.next())
FIGURE = PublishedCell(
    key=CellKey(
        family=Family.OVERALL,
        unit="pier",
        period=Period(WEEK.block.first_week, WEEK.block.last_week),
        measure="overall",
    ),
    unit_name="Pier 3",
    question="overall-happy",
    state=State.SHOWN,
    published_on=TODAY,
    band=Band(low=3.5, high=4),
    people=HeadCount.SOME,
    participation=Participation.HIGH,
)


def _my_data(words: Words) -> Form:
    facts = (
        Fact(name=words.say("Name"), value=ADA.name),
        Fact(name=words.say("Team"), value="Harbour / Pier 3"),
        Fact(name=words.say("Time zone"), value=ADA.time_zone),
    )
    said = tuple(Fact(name=words.say(SAID_KINDS[kind]), value="3") for kind in ("reactions", "promises"))
    return my_data_form(words, facts, my_answers_form(words, WEEK, GIVEN).parts, said)


def _home(words: Words, *, is_admin: bool) -> Message:
    next_line = words.say("Your next check-in comes on {day} at {time}.", day=words.day(TODAY), time="10:00")
    status_line = short_status(words, RULES, TODAYS) if is_admin else ""
    heard = Listening(voices=(BOX, PRAISE), has_stations=True, waiting=3) if is_admin else Listening(voices=(BOX,))
    return home_page(words, "Ada", next_line, WEEK, heard, status=status_line)


def _stations(words: Words) -> Message:
    shared = replace(CHANNEL, name="#partners", closed_reason=SHARED)
    every = replace(DELIVERY, name="Everything", key="everything", rule=Rule(), is_active=False)
    return station_list(
        words,
        (
            StationListed(station=DELIVERY, places=(CHANNEL, shared), subscribers=12),
            StationListed(station=every, places=(), subscribers=0),
        ),
    )


EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "admin.home": lambda words: _home(words, is_admin=False),
        "admin.home.admin": lambda words: _home(words, is_admin=True),
        "admin.help": lambda words: help_on_all(words, COMMANDS),
        "admin.help.command": lambda words: help_on_one(words, command_named("pause until")),
        "admin.did-you-mean": lambda words: did_you_mean(words, command_named("my answers")),
        "admin.unknown": lambda words: did_you_mean(words, None),
        "admin.which-of": lambda words: which_of(words, [each for each in COMMANDS if each.words[0] == "my"]),
        "admin.wrong-argument": lambda words: wrong_argument(
            words, words.say("An hour is a whole number from 0 to 23."), command_named("hour")
        ),
        "admin.not-allowed": lambda words: not_allowed(words, Allowed.ADMINS, ADMINS),
        "admin.list": lambda words: admin_list(words, ADMINS),
        "admin.notice": lambda words: notice(words.say("{name} is an admin now.", name="Ada Example")),
        "admin.stations": _stations,
        "admin.stations.none": lambda words: station_list(words, ()),
        "admin.status": lambda words: status(words, STATUS),
        "admin.status.leader": lambda words: status_of_leader(words, RULES, ("Harbour / Pier 3",)),
        "admin.import": import_form,
        "admin.import.report": lambda words: import_report_form(words, REPORT),
        "admin.link": lambda words: sign_in_form(words, "Bo Example", LINK),
        "admin.threshold": lambda words: threshold_message(words, ThresholdNow(k=5, since=None, coming=(RAISED,))),
        "admin.threshold.raise": lambda words: raise_form(words, RAISED, before=5),
        "admin.withdraw": lambda words: withdraw_form(words, [("example", FIGURE)]),
        "admin.now": lambda words: forecast_form(words, people=120, minutes=2, later=14),
        "people.settings": lambda words: settings_form(words, ADA, RULES, TODAY),
        "people.settings.several": lambda words: settings_form(words, ADA, RULES, TODAY, ways=WAYS),
        "people.stopped": lambda words: notice(words.say(STOPPED)),
        "people.data": _my_data,
        "people.forget": ask_to_forget,
        "people.export": lambda words: export_form(words, ['{"week": "2026-W48", "answer": 4}']),
    }
)
