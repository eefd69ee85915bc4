"""The leader's weekly message: a minute to read, the rest behind buttons. A quiet week takes three lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Fact,
    Facts,
    Heading,
    Message,
    Note,
    Paragraph,
)
from bot.chat.words import Words, phrase
from bot.digest.charts import trend_of
from bot.digest.figures import NOTHING_CAME
from bot.digest.model import Change, Digest, EmployeeFigure
from bot.digest.sentences import customers_line, in_one_sentence, promise_text, shared_pain, win_text
from bot.digest.wording import NOT_SHOWN, band_text, change_text, figure_name, people_text, week_span
from bot.privacy.release.model import Family
from bot.station.excerpts import subject_name
from bot.station.model import Voice

PROMISE = phrase("Figures are of five people or more, rounded. Nobody can look up who said what, not even I.")
"""The promise below every digest."""

MOST_FINDINGS, FILLED_UP_TO = 5, 3
MOST_PROMISES = 3

_FIRST = (Change.WORSE, Change.BETTER, Change.FIRST, Change.STEADY)
_FAMILIES = (Family.OVERALL, Family.SITE, Family.DRIVER, Family.WEEKLY, Family.FRICTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTeam:
    """A further team of the reader's, which has a digest of its own behind a button."""

    unit: str
    name: str


def digest_message(words: Words, digest: Digest, first_name: str, others: Sequence[OtherTeam] = ()) -> Message:
    """One leader's week."""
    sentence = in_one_sentence(words, digest)
    body = _quiet(words, digest) if is_quiet(digest) else _full(words, digest)
    return Message(
        summary=words.say("Your week: {sentence}", sentence=sentence),
        blocks=(
            Heading(_greeting(words, first_name)),
            Paragraph(words.say("In one sentence: {sentence}", sentence=sentence)),
            *body,
            *_ways_on(words, digest, others),
            Note(words.say(PROMISE)),
        ),
    )


def is_quiet(digest: Digest) -> bool:
    """Whether there is nothing new to tell: nothing changed, and no figure came out for the first time."""
    is_first = any(each.change is Change.FIRST for each in digest.employee)
    return digest.is_quiet and not is_first and not digest.quotes


def first_lines(words: Words, digest: Digest) -> tuple[Block, ...]:
    """The digest as the bot's own page shows it: the sentence, customers, and a way to the whole."""
    return (
        Heading(_subject(words, digest)),
        Paragraph(in_one_sentence(words, digest)),
        Paragraph(customers_line(words, digest.customers)),
        Buttons((Button(label=words.say("Read it"), action=ActionRef("digest.show", _args(digest))),)),
    )


def findings(digest: Digest) -> tuple[EmployeeFigure, ...]:
    """What came out this week: changes first, the reader's own unit before those below it.

    At most five; what did not change only fills up to three.
    """
    told = (each for each in digest.employee if each.cell.key.measure != NOTHING_CAME)
    ranked = sorted(told, key=lambda each: _rank(each, digest.unit))
    news = sum(each.change is not Change.STEADY for each in ranked)
    return tuple(ranked[: min(MOST_FINDINGS, max(news, FILLED_UP_TO))])


def findings_block(words: Words, figures: Sequence[EmployeeFigure], unit: str) -> Facts:
    """Figures with how many people stand behind each, and whether a change is more than noise."""
    return Facts(tuple(_fact(words, each, unit) for each in figures))


def _rank(figure: EmployeeFigure, unit: str) -> tuple[int, bool, int, float]:
    key, band = figure.cell.key, figure.cell.band
    height = (band.low or 0.0) if band else 0.0
    return _FIRST.index(figure.change), key.unit != unit, _FAMILIES.index(key.family), -height


def _fact(words: Words, figure: EmployeeFigure, unit: str) -> Fact:
    cell = figure.cell
    parts = (band_text(words, cell), people_text(words, cell), change_text(words, figure.change))
    return Fact(name=figure_name(words, cell, unit), value=" · ".join(filter(None, parts)))


def _greeting(words: Words, first_name: str) -> str:
    return words.say("Hello {name}", name=first_name) if first_name else words.say("Hello")


def _subject(words: Words, digest: Digest) -> str:
    week = week_span(words, digest.week)
    if digest.is_company:
        return words.say("The company, {week}", week=week)
    return words.say("{unit}, {week}", unit=digest.unit_name, week=week)


def _quiet(words: Words, digest: Digest) -> Iterator[Block]:
    yield Paragraph(customers_line(words, digest.customers))


def _full(words: Words, digest: Digest) -> Iterator[Block]:
    yield Heading(_subject(words, digest))
    found = findings(digest)
    if found:
        yield findings_block(words, found, digest.unit)
    elif digest.standing:
        yield Paragraph(words.say("No figure of your people came out this week; those that stand are behind “More”."))
    else:
        yield Paragraph(words.say(NOT_SHOWN))
    trend = trend_of(words, found, digest.unit)
    if trend is not None:
        yield trend
    yield Heading(words.say("Customers"))
    yield Paragraph(customers_line(words, digest.customers))
    yield from _meeting(words, digest)
    yield from _heard(words, digest)
    yield from _next(words, digest)


def _meeting(words: Words, digest: Digest) -> Iterator[Block]:
    """Where both sides meet: the stage that hurts most on both."""
    for row in digest.stages[:1]:
        if row.is_shared:
            yield Facts((Fact(name=words.say("Where both meet"), value=shared_pain(words, row)),))


def _heard(words: Words, digest: Digest) -> Iterator[Block]:
    win = win_text(words, digest)
    if win:
        yield Facts((Fact(name=words.say("Worth celebrating"), value=win),))
    if digest.resonant is not None:
        yield from resonant(words, digest.resonant)


def resonant(words: Words, voice: Voice) -> tuple[Block, ...]:
    """What moved most people, to be opened: a message that stays must not hold words that may be withdrawn."""
    button = Button(label=words.say("Listen in"), action=ActionRef("station.open", (voice.snippet.id,)))
    return (Paragraph(moved_most(words, voice)), Buttons((button,)))


def moved_most(words: Words, voice: Voice) -> str:
    """What a customer spoke of who moved most people."""
    subject = subject_name(words, voice.snippet.theme) or words.say(voice.snippet.because)
    return words.say("What moved most people here: {subject}.", subject=subject)


def _next(words: Words, digest: Digest) -> Iterator[Block]:
    """What was promised, or what could be."""
    promised = [promise_text(words, each, digest.week) for each in digest.actions[:MOST_PROMISES]]
    if promised:
        yield Facts(tuple(Fact(name=words.say("Promised"), value=each) for each in promised))
    elif digest.suggestions:
        text = words.say(digest.suggestions[0].text)
        yield Facts((Fact(name=words.say("You could"), value=text),))


def _ways_on(words: Words, digest: Digest, others: Sequence[OtherTeam]) -> Iterator[Block]:
    args = _args(digest)
    yield Buttons(
        (
            Button(label=words.say("More"), action=ActionRef("digest.more", args), style=ButtonStyle.PRIMARY),
            Button(label=words.say("Customer voice"), action=ActionRef("digest.customers", args)),
            Button(label=words.say("Act"), action=ActionRef("digest.act", args)),
            Button(label=words.say("Ask the team"), action=ActionRef("inbox.open-ask")),
        )
    )
    if others:
        yield Buttons(tuple(_other(words, digest, each) for each in others))


def _other(words: Words, digest: Digest, other: OtherTeam) -> Button:
    action = ActionRef("digest.show", (str(digest.week), other.unit))
    return Button(label=words.say("The week of {team}", team=other.name), action=action)


def _args(digest: Digest) -> tuple[str, str]:
    return str(digest.week), digest.unit
