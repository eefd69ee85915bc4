"""The corner below a posting: the reactions that people gave it, and what they wrote about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from adapters.web.front_desk import Visitor
from adapters.web.render import Carried, Surface, render_message, render_press_form
from bot.chat.blocks import Message, Paragraph
from bot.chat.records import Below, Letter
from bot.chat.words import phrase

PALETTE: Final[Mapping[str, str]] = {
    "👍": phrase("Thumbs up"),
    "❤️": phrase("Heart"),
    "👏": phrase("Applause"),
    "😮": phrase("Surprise"),
    "😢": phrase("Sadness"),
    "🙏": phrase("Thanks"),
}
"""The reactions that the page has of its own, by what they are called."""

COMMENTS_SHOWN: Final = 3
"""Earlier ones unfold."""

MOST_COMMENTS: Final = 100
"""Comments below one posting that are shown at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One reaction of the palette: how many gave it, and whether the reader did."""

    symbol: str
    spoken: str
    count: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody, or the bot, said below a posting. `text` is set where the reader may change it.

    `may_remove` says that the reader may take it away although somebody else said it.
    """

    key: str
    number: int
    who: str
    posted_at: datetime
    time: str
    press: Markup
    body: Markup
    text: str = ""
    is_bot: bool = False
    may_remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """All that stands below one posting; `earlier` unfolds."""

    number: int
    carried: Carried
    given: Sequence[Given]
    earlier: Sequence[Comment]
    latest: Sequence[Comment]


def corner(number: int, below: Below, visitor: Visitor, carried: Carried, names: Mapping[str, str]) -> Corner:
    """What stands below the posting with this number; `names` says who the authors are."""
    comments = [_comment(each, number, visitor, carried, names) for each in below.letters[-MOST_COMMENTS:]]
    return Corner(
        number=number,
        carried=carried,
        given=[_given(symbol, name, below, visitor) for symbol, name in PALETTE.items()],
        earlier=comments[:-COMMENTS_SHOWN],
        latest=comments[-COMMENTS_SHOWN:],
    )


def comment_message(text: str) -> Message:
    """What somebody wrote, as it is kept."""
    return Message(summary=text, blocks=(Paragraph(text),))


def _given(symbol: str, name: str, below: Below, visitor: Visitor) -> Given:
    count = below.reactions.get(symbol, 0)
    said = visitor.words.say(name)
    return Given(
        symbol=symbol,
        spoken=f"{said}, {count}" if count else said,
        count=count,
        is_own=symbol in below.own_reactions,
    )


def _comment(letter: Letter, root: int, visitor: Visitor, carried: Carried, names: Mapping[str, str]) -> Comment:
    key = f"reply-{root}-{letter.number}"
    posted_at = letter.posted_at.astimezone(visitor.zone)
    is_bot, is_own = letter.author == "", letter.author == visitor.session.account
    surface = Surface(press_form=f"press-{key}", heading=3)
    return Comment(
        key=key,
        number=letter.number,
        who="Voxloop" if is_bot else names.get(letter.author, visitor.words.say("Somebody who left")),
        posted_at=posted_at,
        time=_when(posted_at, visitor),
        press=render_press_form(surface.press_form, key, carried) if is_bot else Markup(""),
        body=render_message(letter.message, surface, visitor.words),
        text=letter.message.summary if is_own else "",
        is_bot=is_bot,
        may_remove=visitor.profile.may_moderate and not is_bot and not is_own,
    )


def _when(posted_at: datetime, visitor: Visitor) -> str:
    """With its day, for people comment days later."""
    return f"{visitor.words.day(posted_at.date())}, {visitor.words.time(posted_at)}"
