"""What a promise can be about: its name, the figures of employees that show it, and its stage of customers' journey."""

from bot.chat.words import Words
from bot.digest.library import STAGE_STEPS, steps_of
from bot.digest.model import Subject, Suggestion
from bot.digest.wording import measure_name
from bot.privacy.release.model import ENPS, FRICTION
from bot.pulse.bank import NOTHING, AnswerChoice, Family, Kind, of_family
from bot.pulse.drivers import DRIVERS
from bot.station.excerpts import stage_name

OVERALL = "overall"
STAGE = "stage."
"""The measure that every unit has, and what measures begin with that are about a whole stage."""


def _choices() -> tuple[AnswerChoice, ...]:
    asked = (each for each in of_family(Family.FRICTION) if each.kind is Kind.CHOICE)
    return tuple(choice for each in asked for choice in each.choices if choice.key != NOTHING)


SUBJECT_KEYS = (OVERALL, ENPS, *DRIVERS, *(FRICTION + each.key for each in _choices()))
"""All that a promise in one's own words can be about, by measure."""


def subject_of(measure: str) -> Subject:
    """What a measure is about, with its stage where it has one."""
    if measure.startswith(STAGE):
        return Subject(measure=measure, stage=measure.removeprefix(STAGE))
    stages = {FRICTION + each.key: each.stage or "" for each in _choices()}
    return Subject(measure=measure, stage=stages.get(measure, ""))


def measures_of(subject: Subject) -> tuple[str, ...]:
    """The measures of employees that show whether something became of it: several for a whole stage."""
    if subject.measure.startswith(STAGE):
        return tuple(FRICTION + each.key for each in _choices() if each.stage == subject.stage)
    return (subject.measure,)


def subject_name(words: Words, measure: str) -> str:
    """What a promise is about, as people read it."""
    if measure.startswith(STAGE):
        return stage_name(words, measure.removeprefix(STAGE))
    return measure_name(words, measure)


def obstacle_name(words: Words, measure: str) -> str:
    """What got in people's way, by its measure; empty where the measure is about something else."""
    labels = {FRICTION + each.key: each.label for each in _choices()}
    return words.say(labels[measure]) if measure in labels else ""


def suggestion_of(key: str) -> Suggestion | None:
    """The suggestion that a key names; `None` where the library has none (any more)."""
    measure, _, place = key.rpartition(".")
    stage = STAGE_STEPS.get(measure.removeprefix(STAGE)) if measure.startswith(STAGE) else None
    steps = (stage,) if stage else steps_of(measure)
    if not place.isdecimal() or int(place) >= len(steps) or not measure:
        return None
    return Suggestion(key=key, subject=subject_of(measure), text=steps[int(place)])
