"""What a message is made of. Blocks state meaning, not looks; each platform shows them as well as it can.

The union is closed: a renderer matches on it and ends in `assert_never`, so the type checker names every renderer that
lacks a new block. Text is plain, without any markup; renderers escape it.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.actions import ActionRef


class ButtonStyle(StrEnum):
    """How much a button asks for attention."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. Exactly one of `action` and `url` is set."""

    label: str
    action: ActionRef | None = None
    url: str | None = None
    style: ButtonStyle = ButtonStyle.PLAIN

    def __post_init__(self) -> None:
        if (self.action is None) == (self.url is None):
            raise ValueError(f"the button {self.label!r} needs either an action or a url")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: who sees this, when it ends."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A pause between two subjects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short names with short values, to be read side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    items: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to pick: what people read, and what a press of it means."""

    label: str
    action: ActionRef


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingScale:
    """A question answered by one press of a point on a scale, lowest first.

    `points` are the labels on the buttons ("1" … "5", "0" … "10"); `low` and `high` say what the ends mean.
    """

    question: str
    points: tuple[Choice, ...]
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceList:
    """A question answered by one press of one of several named choices."""

    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question answered in one's own words; pressing the button opens a form to write them in."""

    question: str
    button: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far something has come: `done` of `total`, both counted in the same things."""

    label: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of short cells below column names; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row of the table needs {len(self.columns)} cells")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcerptLine:
    """Words of one side; `speaker` as people read it ("Customer"). `is_customer` marks the words that matter most."""

    speaker: str
    text: str
    is_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What was said in a meeting with a customer, word for word but for what was taken out.

    `origin` is one line on where it comes from ("Phone call · Bank app · 12 November"), `span` from when to when it was
    said within the recording ("03:12-03:40"). `url` leads back to the recording or ticket, under `url_label`.
    """

    lines: tuple[ExcerptLine, ...]
    origin: str
    span: str = ""
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionButton:
    """One reaction to give by one press: a character, what it means, and how many people gave it so far."""

    symbol: str
    label: str
    action: ActionRef
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionBar:
    """Reactions to what stands above, at most five. `note` says who sees who reacted; it is always shown."""

    items: tuple[ReactionButton, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One moment of a trend: a figure that lies between `low` and `high` (the same where it is exact).

    `label` names the moment ("Oct 5"), `shown` is the figure as people read it ("3.0-3.5").
    """

    label: str
    low: float
    high: float
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How a figure went, the earliest moment first, on a scale from `least` to `most`.

    `says` is one sentence on what there is to see, for those who cannot see it. `low_name` and `high_name` are what the
    two ends of the figure are called ("at least", "at most").
    """

    title: str
    points: tuple[TrendPoint, ...]
    least: float
    most: float
    says: str
    low_name: str
    high_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedItem:
    """One thing of a ranking; `shown` is its value as people read it."""

    label: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Things beside each other by one measure, which is never negative; the largest first."""

    title: str
    items: tuple[RankedItem, ...]


Block = (
    Heading
    | Paragraph
    | Note
    | Divider
    | Facts
    | Buttons
    | RatingScale
    | ChoiceList
    | OpenQuestion
    | Progress
    | Table
    | Excerpt
    | ReactionBar
    | Trend
    | Ranking
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something the bot says.

    `summary` is one plain line: the notification, what a screen reader says first, and the fallback where nothing
    else can be shown.
    """

    summary: str
    blocks: tuple[Block, ...]
