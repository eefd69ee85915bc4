"""What is said about releases: how many people a figure needs, raising that, and taking a figure back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.chat.actions import ActionRef
from bot.chat.blocks import Fact, Facts, Heading, Message, Note, Paragraph
from bot.chat.forms import ChoiceField, Form, Option
from bot.chat.words import Words, phrase
from bot.clock.weeks import Block
from bot.digest.wording import NOT_SHOWN, measure_name, unit_name
from bot.privacy.release.model import PublishedCell, Threshold

CELL = "cell"
REASON = "reason"

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "wrong_teams": phrase("Teams or sites were wrong when it was formed"),
        "asked_for": phrase("The people concerned, or their council, ask for it"),
        "fault": phrase("Something went wrong technically"),
        "other": phrase("Another reason"),
    }
)
"""Why a figure can be withdrawn, by the code that the log keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdNow:
    """How k stands: since which block (`None`: always), and what it was raised to for blocks that come."""

    k: int
    since: Block | None
    coming: tuple[Threshold, ...] = ()


def threshold_message(words: Words, now: ThresholdNow) -> Message:
    """How many people a figure needs here, for everybody to read."""
    text = words.count(
        "A figure comes out only where {n} person or more answered.",
        "A figure comes out only where {n} people or more answered.",
        now.k,
    )
    also = words.say("Nor can several figures, taken together, be used to single out fewer.")
    return Message(
        summary=text,
        blocks=(
            Heading(words.say("How many people a figure needs")),
            Paragraph(f"{text} {also}"),
            Facts(tuple(_history(words, now))),
            Note(
                words.say(
                    "This number can only be raised, and a raised one holds from the next four-week block on. No "
                    "command, setting or row of the database brings it down. For quotes it takes 10 answers."
                )
            ),
        ),
    )


def _history(words: Words, now: ThresholdNow) -> Iterator[Fact]:
    since = words.day(now.since.starts_on) if now.since else words.say("the beginning")
    yield Fact(name=words.say("Since {day}", day=since), value=_people(words, now.k))
    for line in now.coming:
        yield Fact(
            name=words.say("From {day}", day=words.day(line.first_block.starts_on)), value=_people(words, line.k)
        )


def raise_form(words: Words, line: Threshold, before: int) -> Form:
    """Explains what raising k means, and asks to agree to it."""
    return Form(
        title=words.say("Raise the threshold"),
        parts=(
            Paragraph(
                words.say(
                    "From {day}, when the next four-week block begins, a figure comes out only where {k} people or "
                    "more answered, instead of {before}.",
                    day=words.day(line.first_block.starts_on),
                    k=line.k,
                    before=before,
                )
            ),
            Paragraph(
                words.say(
                    "More teams will see the figure of the unit above them instead of their own. What is out stays as "
                    "it is, and so does the block that runs now."
                )
            ),
            Paragraph(words.say("Everybody reads it below the check-ins of that block.")),
            Note(words.say("This cannot be taken back: people will have answered trusting in it.")),
        ),
        submit=ActionRef("admin.raise", (str(line.k),)),
        submit_label=words.say("Raise it"),
        close_label=words.say("Cancel"),
    )


def raised_text(words: Words, line: Threshold) -> str:
    day = words.day(line.first_block.starts_on)
    return words.say("Done: from {day} a figure needs {k} people.", day=day, k=line.k)


def too_low_text(words: Words, k: int) -> str:
    return words.say("It is {k} already. It can only be raised, because people answered trusting in it.", k=k)


def withdraw_form(words: Words, cells: Sequence[tuple[str, PublishedCell]]) -> Form:
    """Asks which of the newest figures to take back, each with the name that it comes back by, and why."""
    reasons = tuple(Option(value=value, label=words.say(label)) for value, label in REASONS.items())
    return Form(
        title=words.say("Withdraw a figure"),
        parts=(
            Paragraph(
                words.say(
                    "The figure you choose is deleted for good, and no other ever takes its place. From then on people "
                    "read instead: {sentence}",
                    sentence=words.say(NOT_SHOWN),
                )
            ),
            ChoiceField(
                name=CELL,
                label=words.say("Which figure"),
                options=tuple(Option(value=name, label=_cell_label(words, cell)) for name, cell in cells),
                hint=words.say("The newest are listed. Words after “results withdraw” look for others."),
            ),
            ChoiceField(name=REASON, label=words.say("Why"), options=reasons),
            Note(
                words.say(
                    "The log keeps who withdrew which figure and why, without the figure. Messages that were sent stay "
                    "as they are."
                )
            ),
        ),
        submit=ActionRef("admin.withdraw"),
        submit_label=words.say("Withdraw it for good"),
        close_label=words.say("Cancel"),
    )


def withdrawn_figure(words: Words, cell: PublishedCell) -> str:
    return words.say("Withdrawn for good: {figure}.", figure=_cell_label(words, cell))


def _cell_label(words: Words, cell: PublishedCell) -> str:
    """What a figure is about, without the figure; the unit last, for its name may be long and be cut."""
    week = words.day(cell.key.period.last.days[-1])
    return words.say(
        "{measure}, until {day}: {unit}",
        unit=unit_name(words, cell),
        day=week,
        measure=measure_name(words, cell.key.measure),
    )


def _people(words: Words, k: int) -> str:
    return words.count("{n} person", "{n} people", k)
