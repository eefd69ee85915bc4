"""An example of everything that digests say: for the gallery, the pictures and the tests of how it looks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.intake import InteractionKind
from bot.chat.words import Words
from bot.clock.weeks import Block, Week
from bot.digest.action_examples import EXAMPLES as ACTION_EXAMPLES
from bot.digest.forms import customers_form, more_form, page_form, settings_form
from bot.digest.messages import OtherTeam, digest_message
from bot.digest.model import (
    Action,
    ActionId,
    Average,
    Change,
    CustomerFigures,
    Digest,
    DigestWish,
    Disconnect,
    DisconnectKind,
    EmployeeFigure,
    IndexPart,
    LinkClaim,
    SiteIndex,
    StageRow,
    Subject,
    Suggestion,
)
from bot.digest.page import digest_page
from bot.digest.scoreboard import Done, scoreboard_message
from bot.insight.model import CueKind, Mood
from bot.people.model import COMPANY, PersonId
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    PublishedQuote,
    State,
)
from bot.station.posting.examples import BOX

WEEK = Week.parse("2026-W47")
UNIT, NAME, SITE = "example-harbour", "Harbour", "gdańsk"


def cell(
    measure: str,
    low: float | None,
    high: float | None,
    *,
    family: Family = Family.DRIVER,
    unit: tuple[str, str] = (UNIT, NAME),
    weeks_ago: int = 0,
    people: HeadCount = HeadCount.SOME,
) -> PublishedCell:
    """A published figure of twelve weeks, or four where it is no driver's, that came out some weeks ago."""
    last = Week(WEEK.ordinal - weeks_ago)
    first = Week(last.ordinal - (11 if family is Family.DRIVER else 3))
    return PublishedCell(
        key=CellKey(family=family, unit=unit[0], period=Period(first, last), measure=measure),
        unit_name=unit[1],
        question=f"{measure}-example",
        state=State.SHOWN,
        published_on=last.closes_at.date(),
        band=Band(low=low, high=high),
        people=people,
        participation=Participation.HIGH,
    )


TOOLS = EmployeeFigure(
    cell=cell("tools", 2.5, 3.0),
    before=(cell("tools", 3.5, 4.0, weeks_ago=24), cell("tools", 3.5, 4.0, weeks_ago=12)),
    change=Change.WORSE,
)
TRUST = EmployeeFigure(
    cell=cell("trust", 4.0, 4.5), before=(cell("trust", 3.0, 3.5, weeks_ago=12),), change=Change.BETTER
)
HAPPY = EmployeeFigure(
    cell=cell("overall", 3.5, 4.0, family=Family.OVERALL),
    before=(cell("overall", 3.5, 4.0, family=Family.OVERALL, weeks_ago=4),),
    change=Change.STEADY,
)
NORTH = EmployeeFigure(
    cell=cell("overall", None, 2.0, family=Family.OVERALL, unit=("example-north", "North Quay"), people=HeadCount.FEW)
)
ENPS = EmployeeFigure(cell=cell("enps", -25.0, 0.0, weeks_ago=3))
LATE = EmployeeFigure(
    cell=cell("friction.late-or-wrong", 30.0, 40.0, family=Family.FRICTION, people=HeadCount.MANY),
)
SERVING = cell("site", 4.0, None, family=Family.SITE, unit=(SITE, "Gdańsk"))

CUSTOMERS = CustomerFigures(
    week=WEEK,
    site="",
    interactions={InteractionKind.CALL: 86, InteractionKind.TICKET: 31, InteractionKind.REVIEW: 11},
    sources={"Phone": 86, "Help desk": 31, "Shop reviews": 11},
    moods={Mood.POSITIVE: 41, Mood.NEUTRAL: 38, Mood.NEGATIVE: 36, Mood.NOT_SCORED: 13},
    nps=Average(value=12.0, count=64, low=-4.0, high=28.0),
    csat=Average(value=3.9, count=31, low=3.6, high=4.2),
    frictions={"late": 21, "no-answer": 12, "wrong-charge": 7},
    stages={"receive": 24, "get-help": 14, "buy": 7},
    cues={CueKind.FRICTION: 40, CueKind.PRAISE: 9},
    with_friction=40,
    promises_kept=14,
    promises_broken=6,
    changes={"nps": Change.STEADY, "negative": Change.STEADY, "friction.late": Change.WORSE},
)
ACTION = Action(
    id=ActionId("example-action"),
    owner_id=PersonId("example"),
    unit=UNIT,
    unit_name=NAME,
    subject=Subject(measure="tools"),
    plan="Measure the wait at the till for one day",
    promised_on=date(2026, 11, 16),
    due_on=date(2026, 11, 27),
)
DIGEST = Digest(
    week=WEEK,
    unit=UNIT,
    unit_name=NAME,
    is_company=False,
    employee=(HAPPY, NORTH, TOOLS, TRUST, LATE),
    standing=(ENPS,),
    hidden=1,
    customers=CUSTOMERS,
    index=(
        SiteIndex(
            site=SITE,
            value=61.4,
            parts=(
                IndexPart(key="customer", value=56.0, weight=0.4, made_of="nps csat"),
                IndexPart(key="service", value=70.0, weight=0.3, made_of="promises"),
                IndexPart(key="employee", value=60.0, weight=0.3, made_of="answers"),
            ),
        ),
    ),
    themes=(cell("theme.delivery", 20.0, 30.0, family=Family.THEME, people=HeadCount.MANY),),
    stages=(
        StageRow(
            stage="receive",
            employee_share=(30.0, 40.0),
            flags=2,
            customer_share=18.75,
            customers=24,
            top_friction="late",
            is_shared=True,
        ),
        StageRow(
            stage="get-help",
            employee_share=None,
            flags=1,
            customer_share=10.9,
            customers=14,
            top_friction="no-answer",
            is_shared=False,
        ),
    ),
    disconnects=(
        Disconnect(
            site=SITE,
            kind=DisconnectKind.CALM_TEAM_ANGRY_CUSTOMERS,
            employee=SERVING,
            customers=33,
        ),
    ),
    links=(),
    has_enough_weeks=False,
    wins=(TRUST,),
    resonant=BOX,
    quotes=(
        PublishedQuote(
            id="example-quote",
            unit=UNIT,
            block=Block(0),
            question="friction-open",
            text="The scanner freezes each time two of us book in at once.",
        ),
    ),
    suggestions=(
        Suggestion(
            key="tools.0",
            subject=Subject(measure="tools"),
            text="Choose one fault of a tool, and name who mends it until when.",
        ),
    ),
    actions=(ACTION,),
)
QUIET = replace(
    DIGEST,
    employee=(HAPPY,),
    customers=replace(CUSTOMERS, changes={}),
    themes=(),
    stages=(),
    disconnects=(),
    wins=(),
    quotes=(),
    resonant=None,
    actions=(),
    hidden=0,
)
OVER = replace(ACTION, measured_on=date(2027, 1, 4), after="late deliveries 16 %, before 21 %")
TOLD = replace(ACTION, told_on=date(2026, 11, 20))
COMPANYS = replace(
    DIGEST,
    unit=COMPANY,
    unit_name="",
    is_company=True,
    employee=(),
    themes=(),
    stages=(),
    actions=(TOLD, OVER),
    customers=replace(CUSTOMERS, changes={"nps": Change.WORSE}),
    resonant=None,
    wins=(),
    quotes=(),
    has_enough_weeks=True,
    links=(
        LinkClaim(
            employee_measure="site",
            customer_measure="negative",
            lag_weeks=4,
            effect=-0.46,
            low=-0.62,
            high=-0.27,
            weeks=96,
            units=8,
            q=0.05,
        ),
    ),
    disconnects=(replace(DIGEST.disconnects[0], kind=DisconnectKind.STRAINED_TEAM_HAPPY_CUSTOMERS),),
)
NOBODY = replace(
    QUIET,
    employee=(),
    standing=(),
    hidden=1,
    customers=replace(CUSTOMERS, interactions={}, frictions={}, changes={"nps": Change.BETTER}, nps=None, csat=None),
    index=(),
)
DONE = (Done(name="Bo Example", outcome="Drivers ring twice and wait three minutes."), Done(name="", outcome=""))

EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "digest.weekly": lambda words: digest_message(words, DIGEST, "Ana", (OtherTeam(unit="other", name="Dock"),)),
        "digest.weekly.quiet": lambda words: digest_message(words, QUIET, "Ana"),
        "digest.weekly.company": lambda words: digest_message(words, COMPANYS, ""),
        "digest.weekly.nothing-shown": lambda words: digest_message(words, NOBODY, "Ana"),
        "digest.more": lambda words: more_form(words, DIGEST),
        "digest.more.company": lambda words: more_form(words, COMPANYS),
        "digest.more.nothing-shown": lambda words: more_form(words, NOBODY),
        "digest.customers": lambda words: customers_form(words, DIGEST),
        "digest.settings": lambda words: settings_form(words, DigestWish(person_id=PersonId("example"))),
        "digest.whole": lambda words: digest_page(words, DIGEST, "Ana"),
        "digest.page": lambda words: page_form(words, "https://voxloop.example.com/digest/x", 30, has_pdf=True),
        "digest.scoreboard": lambda words: scoreboard_message(words, COMPANYS, DONE, (ACTION.plan,)),
        **ACTION_EXAMPLES,
    }
)
