"""The weekly scoreboard for everyone: the customers' week, what got better, and what was done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Button, Buttons, Fact, Facts, Heading, Message, Note, Paragraph
from bot.chat.words import Words, phrase
from bot.digest.charts import friction_ranking
from bot.digest.messages import PROMISE, resonant
from bot.digest.model import Digest
from bot.digest.sentences import customers_line, sentence, win_text
from bot.digest.wording import week_span
from bot.station.reactions.model import FixEnding
from bot.station.reactions.shown import shown_voice
from bot.station.store import StationWork

MOST_DONE = 3

TITLE = phrase("Our customers' week")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A fix that was made, as everyone reads it: by whom, and what came of it."""

    name: str
    outcome: str


def scoreboard_message(words: Words, digest: Digest, done: Sequence[Done], plans: Sequence[str] = ()) -> Message:
    """What everyone reads of a week. `digest` is the company's; figures of single units stand in no scoreboard.

    `plans` are promises of leaders after which fewer customers met an obstacle.
    """
    line = customers_line(words, digest.customers)
    ranking = friction_ranking(words, digest.customers)
    return Message(
        summary=words.say("Our customers' week: {line}", line=line),
        blocks=(
            Heading(words.say(TITLE)),
            Note(week_span(words, digest.week)),
            Paragraph(line),
            *((ranking,) if ranking else ()),
            *_wins(words, digest),
            *_done(words, done),
            *_promised(words, plans),
            *(resonant(words, digest.resonant) if digest.resonant else ()),
            Note(words.say(PROMISE)),
            Buttons(
                (
                    Button(label=words.say("Browse"), action=ActionRef("station.search-open")),
                    Button(label=words.say("Report a fault"), action=ActionRef("station.report")),
                )
            ),
        ),
    )


def done_since(tx: StationWork, since: datetime) -> tuple[Done, ...]:
    """The fixes that were made since a moment of what may still be shown, the latest first."""
    made = [fix for fix in tx.fixes.ended_since(since) if fix.ending is FixEnding.DONE]
    shown = [fix for fix in made if shown_voice(tx, fix.snippet_id)][:MOST_DONE]
    names = tx.people.many({fix.owner_id for fix in shown})
    return tuple(
        Done(name=names[fix.owner_id].name if fix.owner_id in names else "", outcome=fix.outcome) for fix in shown
    )


def _wins(words: Words, digest: Digest) -> tuple[Block, ...]:
    win = win_text(words, digest)
    return (Facts((Fact(name=words.say("Worth celebrating"), value=win),)),) if win else ()


def _done(words: Words, done: Sequence[Done]) -> tuple[Block, ...]:
    if not done:
        return ()
    name = words.say("Done")
    return (Facts(tuple(Fact(name=name, value=_told(words, each)) for each in done)),)


def _promised(words: Words, plans: Sequence[str]) -> tuple[Block, ...]:
    if not plans:
        return ()
    name = words.say("Promised some weeks ago")
    told = (words.say("{plan} Since then fewer customers met an obstacle.", plan=sentence(each)) for each in plans)
    return (Facts(tuple(Fact(name=name, value=each) for each in tuple(told)[:MOST_DONE])),)


def _told(words: Words, done: Done) -> str:
    who = done.name or words.say("Somebody")
    if not done.outcome:
        return words.say("{name} fixed what a customer told us.", name=who)
    return words.say("{name}: {outcome}", name=who, outcome=done.outcome)
