"""Messages and forms of a made-up company, for the stories about Slack."""

from datetime import date

from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    ChoiceList,
    Divider,
    Excerpt,
    ExcerptLine,
    Fact,
    Facts,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    Progress,
    RankedItem,
    Ranking,
    RatingScale,
    ReactionBar,
    ReactionButton,
    Table,
    Trend,
    TrendPoint,
)
from bot.chat.forms import ChoiceField, DateField, Form, Option, TextField


def act(*args: str) -> ActionRef:
    return ActionRef("pulse.answer", args)


BLOCKS: dict[str, Block] = {
    "heading": Heading("Good morning, Ada"),
    "paragraph": Paragraph("Two words & <!channel> *not bold*"),
    "note": Note("Only you see this"),
    "divider": Divider(),
    "facts": Facts((Fact(name="Team", value="Harbour <3"), Fact(name="Site", value=""))),
    "buttons": Buttons(
        (
            Button(label="Catch up", action=act("catch"), style=ButtonStyle.PRIMARY),
            Button(label="Read more", url="https://voxloop.example.com/privacy"),
            Button(label="Again", action=act("catch")),
        )
    ),
    "rating_scale": RatingScale(
        question="How was today?",
        points=tuple(Choice(label=str(n), action=act("q1", str(n))) for n in range(1, 6)),
        low="hard",
        high="easy",
    ),
    "choice_list": ChoiceList(
        question="What got in the way?",
        choices=(Choice(label="Tools", action=act("q2", "tools")), Choice(label="Time", action=act("q2", "time"))),
    ),
    "open_question": OpenQuestion(question="What else?", button=Choice(label="Write", action=act("write"))),
    "progress": Progress(label="Answered", done=3, total=4),
    "excerpt": Excerpt(
        lines=(
            ExcerptLine(speaker="We", text="What can I do for you?", is_customer=False),
            ExcerptLine(speaker="Customer", text="I waited <two> hours & nobody *came*.", is_customer=True),
        ),
        origin="Phone call · Bank app · 12 November",
        span="03:12-03:40",
        url="https://calls.example.com/c/7?t=192&x=1",
        url_label="Back to the recording",
    ),
    "reaction_bar": ReactionBar(
        items=(
            ReactionButton(symbol="👂", label="I hear this too", action=act("react", "hear"), count=3),
            ReactionButton(symbol="👏", label="Well done", action=act("react", "well-done")),
        ),
        note="Everyone here sees the counts.",
    ),
    "trend": Trend(
        title="Happiness at work",
        points=(
            TrendPoint(label="Oct", low=3.0, high=3.5, shown="3.0-3.5"),
            TrendPoint(label="Nov", low=3.5, high=4.0, shown="3.5-4.0"),
        ),
        least=1,
        most=5,
        says="It went up <beyond> noise.",
        low_name="at least",
        high_name="at most",
    ),
    "ranking": Ranking(
        title="In the way",
        items=(
            RankedItem(label="It came late", value=12, shown="12"),
            RankedItem(label="No answer", value=3, shown="3"),
        ),
    ),
    "table": Table(columns=("Day", "Sent"), rows=(("Monday", "12"), ("Tuesday", ""))),
}

MESSAGE = Message(summary="Your check-in", blocks=(BLOCKS["heading"], BLOCKS["rating_scale"], BLOCKS["buttons"]))
TABLE_MESSAGE = Message(summary="Deliveries", blocks=(BLOCKS["table"],))
REPLY = Message(summary="Thank you", blocks=(Paragraph("Thank you, it is kept."),))

FORM = Form(
    title="Your answer",
    parts=(
        Paragraph("You answered 4."),
        Buttons((Button(label="5", action=act("q1", "5")),)),
        TextField(
            name="comment", label="Comment", max_characters=500, is_long=True, is_required=False, hint="Optional"
        ),
        ChoiceField(
            name="show",
            label="How may it be shown?",
            options=(Option(value="quote", label="Word for word"), Option(value="theme", label="Only as a theme")),
            selected="theme",
        ),
        DateField(name="until", label="Until", selected=date(2026, 11, 30), is_required=False),
    ),
    close_label="Close",
    submit=ActionRef("pulse.comment", ("q1",)),
    submit_label="Save",
)
