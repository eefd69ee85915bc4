"""The question bank: every question that a check-in can ask, in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.chat.words import phrase
from bot.pulse.drivers import ENPS, ROTATION, UnknownDriverError


class UnknownQuestionError(LookupError):
    """No question has this key; the text names it."""


class Family(StrEnum):
    """What a question's answers are counted with. Each question has one family, and families never share an answer."""

    OVERALL = "overall"
    SITE = "site"
    DRIVER = "driver"
    WEEKLY = "weekly"
    FRICTION = "friction"


class Kind(StrEnum):
    """How a question is answered: 1 to 5, 0 to 10, one of several choices, or in one's own words."""

    SCALE = "scale"
    ENPS = "enps"
    CHOICE = "choice"
    OPEN = "open"


_POINTS: Mapping[Kind, range] = MappingProxyType(
    {Kind.SCALE: range(1, 6), Kind.ENPS: range(11), Kind.CHOICE: range(0), Kind.OPEN: range(0)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChoice:
    """One thing to pick; `label` is a marked phrase, `stage` the key of the journey stage where it hurts, if any."""

    key: str
    label: str
    stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `text`, `low` and `high` are marked phrases, to be said in the reader's language.

    `low` and `high` say what the ends of the scale mean, and are empty where there is no scale. `driver` is the slot of
    the rotation that the question belongs to, in the family `driver` only.
    """

    key: str
    family: Family
    kind: Kind
    text: str
    driver: str | None = None
    low: str = ""
    high: str = ""
    choices: tuple[AnswerChoice, ...] = ()

    @property
    def points(self) -> range:
        """The scores that can be given, lowest first; none where the answer is no score."""
        return _POINTS[self.kind]


_COMPLETELY = (phrase("Not at all"), phrase("Completely"))
_ALWAYS = (phrase("Never"), phrase("Always"))
_OFTEN = (phrase("Never"), phrase("Very often"))
_WELL = (phrase("Very badly"), phrase("Very well"))
_EASY = (phrase("Very hard"), phrase("Very easy"))
_MUCH = (phrase("Very little"), phrase("A great deal"))
_LIKELY = (phrase("Not at all likely"), phrase("Extremely likely"))


def _scale(family: Family, key: str, text: str, ends: tuple[str, str]) -> Question:
    return Question(key=key, family=family, kind=Kind.SCALE, text=text, low=ends[0], high=ends[1])


def _open(key: str, text: str) -> Question:
    return Question(key=key, family=Family.FRICTION, kind=Kind.OPEN, text=text)


def _drives(driver: str, *wordings: tuple[str, str, tuple[str, str]]) -> tuple[Question, ...]:
    return tuple(
        Question(
            key=f"{driver}-{key}",
            family=Family.DRIVER,
            kind=Kind.SCALE,
            text=text,
            driver=driver,
            low=ends[0],
            high=ends[1],
        )
        for key, text, ends in wordings
    )


_GENERAL = (
    _scale(
        Family.OVERALL,
        "overall-happy",
        phrase("All in all, how happy are you with working here these days?"),
        _COMPLETELY,
    ),
    _scale(
        Family.SITE,
        "site-service",
        phrase("Where you work, how well could we serve customers over the past seven days?"),
        _WELL,
    ),
)

_WEEKLY = (
    _scale(Family.WEEKLY, "weekly-mood", phrase("How has your week been going?"), _WELL),
    _scale(Family.WEEKLY, "weekly-energy", phrase("How much energy do you have left this week?"), _MUCH),
    _scale(Family.WEEKLY, "weekly-done", phrase("How happy are you with what you got done this week?"), _COMPLETELY),
    _scale(Family.WEEKLY, "weekly-support", phrase("How well did people around you help each other this week?"), _WELL),
)

# Each driver's first wording is the default; the others can take their turn from quarter to quarter.
_DRIVER = (
    *_drives(
        "voice",
        ("safe", phrase("How safe do you feel saying what you really think at work?"), _COMPLETELY),
        ("mistakes", phrase("How easy is it to admit a mistake in your team?"), _EASY),
        ("bad-news", phrase("How easy is it to bring bad news to a leader here?"), _EASY),
        ("disagree", phrase("How freely can people here disagree with their boss?"), _COMPLETELY),
    ),
    *_drives(
        "communication",
        ("in-time", phrase("How often do you hear important news in time?"), _ALWAYS),
        ("reasons", phrase("How clear are the reasons for decisions that affect your work?"), _COMPLETELY),
        ("direction", phrase("How clear is it to you where the company is heading?"), _COMPLETELY),
        ("teams", phrase("How well do the teams you depend on keep you informed?"), _WELL),
    ),
    *_drives(
        "trust",
        ("word", phrase("How often do leaders here keep their word?"), _ALWAYS),
        ("honest", phrase("How honest are leaders here when things go wrong?"), _COMPLETELY),
        ("colleagues", phrase("How much can you rely on your colleagues?"), _COMPLETELY),
        ("fair", phrase("How fair are decisions about people here?"), _COMPLETELY),
    ),
    *_drives(
        "recognition",
        ("noticed", phrase("How often does good work get noticed in your team?"), _ALWAYS),
        ("valued", phrase("How valued do you feel for the work you do?"), _COMPLETELY),
        ("thanks", phrase("How often does someone thank you for your work?"), _OFTEN),
        ("credit", phrase("How often does credit go to those who did the work?"), _ALWAYS),
    ),
    *_drives(
        "workload",
        ("manageable", phrase("How manageable is your workload these days?"), _COMPLETELY),
        ("time", phrase("How often do you have enough time to do your work well?"), _ALWAYS),
        ("rest", phrase("How well can you switch off after work?"), _WELL),
        ("people", phrase("How often are there enough people on your team for the work?"), _ALWAYS),
    ),
    *_drives(
        "growth",
        ("learning", phrase("How much are you learning in your job?"), _MUCH),
        ("next-step", phrase("How clearly can you see a next step for yourself here?"), _COMPLETELY),
        ("strengths", phrase("How well does your job use what you are good at?"), _WELL),
        ("training", phrase("How easy is it to get the training you need?"), _EASY),
    ),
    *_drives(
        "purpose",
        ("meaning", phrase("How meaningful does your work feel to you?"), _COMPLETELY),
        ("difference", phrase("How clearly can you see the difference your work makes?"), _COMPLETELY),
        ("proud", phrase("How proud are you of what we offer our customers?"), _COMPLETELY),
        ("values", phrase("How often do we live up to the values we talk about?"), _ALWAYS),
    ),
    *_drives(
        "autonomy",
        ("freedom", phrase("How freely can you decide how you do your work?"), _COMPLETELY),
        ("permission", phrase("How often can you put something right without having to ask first?"), _ALWAYS),
        ("try", phrase("How easy is it to try out a better way of working?"), _EASY),
        ("say", phrase("How much say do you have in decisions about your work?"), _MUCH),
    ),
    *_drives(
        "coaching",
        ("better", phrase("How much does your manager help you get better at your job?"), _MUCH),
        ("listens", phrase("How well does your manager listen to you?"), _WELL),
        ("time", phrase("How often does your manager have time for you when you need it?"), _ALWAYS),
        ("together", phrase("How well does your manager bring the team together?"), _WELL),
    ),
    *_drives(
        "tools",
        ("support", phrase("How well do your tools and systems support your work?"), _WELL),
        ("processes", phrase("How easy do our processes make it to get things done?"), _EASY),
        ("information", phrase("How easy is it to find the information you need?"), _EASY),
        ("fixed", phrase("When a tool or a rule gets in the way, how often does someone fix it?"), _ALWAYS),
    ),
    *_drives(
        "customers",
        ("needs", phrase("How well do you know what customers need from us?"), _WELL),
        ("hear", phrase("How often do you hear directly from customers?"), _OFTEN),
        ("promise", phrase("How often do we keep what we promise customers?"), _ALWAYS),
        ("used", phrase("How well do leaders use what you know about customers?"), _WELL),
    ),
    Question(
        key="enps-recommend",
        family=Family.DRIVER,
        kind=Kind.ENPS,
        text=phrase("How likely are you to recommend working here to a friend?"),
        driver=ENPS,
        low=_LIKELY[0],
        high=_LIKELY[1],
    ),
)

NOTHING = "nothing"
"""The friction choice of a week in which nothing got in the way."""

_FRICTIONS = (
    AnswerChoice(key="wrong-information", label=phrase("Wrong or missing information"), stage="discover"),
    AnswerChoice(key="hard-to-explain", label=phrase("Prices or offers that are hard to explain"), stage="choose"),
    AnswerChoice(key="not-available", label=phrase("Something was not available"), stage="choose"),
    AnswerChoice(key="slow-order-system", label=phrase("A slow till or order system"), stage="buy"),
    AnswerChoice(key="late-or-wrong", label=phrase("A late or wrong delivery"), stage="receive"),
    AnswerChoice(key="fault", label=phrase("A fault in the product or service"), stage="use"),
    AnswerChoice(key="too-few-people", label=phrase("Too few of us for too many customers"), stage="get-help"),
    AnswerChoice(key="waiting-for-team", label=phrase("Waiting for another team"), stage="get-help"),
    AnswerChoice(key="rule", label=phrase("A rule that left no room to help"), stage="get-help"),
    AnswerChoice(key="bill-or-contract", label=phrase("Trouble with a bill or contract"), stage="renew"),
    AnswerChoice(key="something-else", label=phrase("Something else")),
    AnswerChoice(key=NOTHING, label=phrase("Nothing this week")),
)

_FRICTION = (
    Question(
        key="friction-week",
        family=Family.FRICTION,
        kind=Kind.CHOICE,
        text=phrase("What got in the way of serving customers well this week?"),
        choices=_FRICTIONS,
    ),
    _open("friction-change", phrase("What one change would help you most to serve customers well?")),
    _open("friction-could-not", phrase("What did customers ask for this week that we could not give them?")),
    _open("friction-workaround", phrase("What did you have to work around this week to help a customer?")),
)

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {question.key: question for question in (*_GENERAL, *_DRIVER, *_WEEKLY, *_FRICTION)}
)
"""All questions by key; within a driver or family, the default comes first."""


def question(key: str) -> Question:
    """The question with this key.

    Raises:
        UnknownQuestionError: there is none.
    """
    try:
        return QUESTIONS[key]
    except KeyError as error:
        raise UnknownQuestionError(f"there is no question {key!r} in the question bank") from error


def of_driver(driver: str) -> tuple[Question, ...]:
    """The wordings for a slot of the rotation (a driver's key, or `enps`), the default first.

    Raises:
        UnknownDriverError: the rotation has no such slot.
    """
    if driver not in ROTATION:
        raise UnknownDriverError(f"the rotation has no slot {driver!r}; it has {', '.join(ROTATION)}")
    return tuple(each for each in QUESTIONS.values() if each.driver == driver)


def of_family(family: Family) -> tuple[Question, ...]:
    """The questions of a family, the default first."""
    return tuple(each for each in QUESTIONS.values() if each.family is family)
