"""An example of everything that the pulse says: for the gallery, the pictures and the tests of how it looks."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words
from bot.clock.weeks import Week
from bot.people.model import PersonId
from bot.privacy.release.threshold import FLOOR
from bot.pulse.bank import Family, Kind, Question, of_driver, of_family
from bot.pulse.drivers import ENPS
from bot.pulse.forms import (
    answer_form,
    catch_up_form,
    change_form,
    my_answers_form,
    not_now_form,
    notice_form,
    write_form,
)
from bot.pulse.messages import CheckInText, check_in, last_call, link_made, welcome
from bot.pulse.model import Answer, Consent

WEEK = Week.parse("2026-W48")
ZONE = "Europe/Warsaw"
ANCHOR = of_family(Family.OVERALL)[0]
FRICTION = of_family(Family.FRICTION)[0]
OPEN = next(each for each in of_family(Family.FRICTION) if each.kind is Kind.OPEN)


def _answer(question: Question, *, score: int | None = None, choice: str | None = None, comment: str = "") -> Answer:
    return Answer(
        person_id=PersonId("example"),
        question_key=question.key,
        units=(),
        sites=(),
        viewer="",
        score=score,
        choice=choice,
        comment=comment,
        consent=Consent.THEME,
    )


GIVEN = (
    (ANCHOR, _answer(ANCHOR, score=4, comment="The new till is quicker than the old one.")),
    (FRICTION, _answer(FRICTION, choice=FRICTION.choices[0].key)),
)


def _asked(question: Question, *, is_preview: bool = False, least_people: int = FLOOR) -> Callable[[Words], Message]:
    text = CheckInText(
        first_name="Ada",
        time_zone=ZONE,
        week=WEEK,
        question=question,
        is_preview=is_preview,
        least_people=least_people,
    )
    return lambda words: check_in(words, text)


EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "pulse.welcome": lambda words: welcome(words, "Ada", "Marigold"),
        "pulse.check-in.scale": _asked(ANCHOR),
        "pulse.check-in.enps": _asked(of_driver(ENPS)[0]),
        "pulse.check-in.choice": _asked(FRICTION),
        "pulse.check-in.open": _asked(OPEN),
        "pulse.check-in.preview": _asked(ANCHOR, is_preview=True),
        "pulse.check-in.threshold": _asked(ANCHOR, least_people=8),
        "pulse.last-call": lambda words: last_call(words, WEEK, ZONE),
        "pulse.link-made": link_made,
        "pulse.answer": lambda words: answer_form(words, WEEK, *GIVEN[0]),
        "pulse.change": lambda words: change_form(words, WEEK, ANCHOR),
        "pulse.write": lambda words: write_form(words, WEEK, OPEN),
        "pulse.my-answers": lambda words: my_answers_form(words, WEEK, GIVEN),
        "pulse.catch-up": lambda words: catch_up_form(words, WEEK, (ANCHOR, FRICTION)),
        "pulse.not-now": lambda words: not_now_form(words, WEEK, (("2026-11-24T14:00+00:00", "15:00"),)),
        "pulse.notice": lambda words: notice_form(words, words.say("Your answer is deleted.")),
    }
)
