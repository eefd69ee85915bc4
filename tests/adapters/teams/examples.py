"""Messages and forms of a made-up company, for the stories about Teams."""

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


SCALE = RatingScale(
    question="How was *today*?",
    points=tuple(Choice(label=str(n), action=act("q1", str(n))) for n in range(11)),
    low="hard",
    high="easy",
)
BLOCKS: dict[str, Block] = {
    "heading": Heading("Good morning, Ada"),
    "heading_with_marks": Heading("**Not bold** [not](https://a.link)\nsecond line"),
    "paragraph": Paragraph("Two words & <at>everyone</at> *not bold*\n\n1. no list\n# no heading"),
    "note": Note("Only you see this"),
    "divider": Divider(),
    "facts": Facts((Fact(name="Team", value="Harbour <3"), Fact(name="Site", value=""))),
    "buttons": Buttons(
        (
            Button(label="Catch up", action=act("catch"), style=ButtonStyle.PRIMARY),
            Button(label="Read more", url="https://voxloop.example.com/privacy"),
            Button(label="Delete", action=act("delete"), style=ButtonStyle.DANGER),
        )
    ),
    "rating_scale": SCALE,
    "choice_list": ChoiceList(
        question="What got in the way?",
        choices=(Choice(label="Tools", action=act("q2", "tools")), Choice(label="Time", action=act("q2", "time"))),
    ),
    "open_question": OpenQuestion(question="What else?", button=Choice(label="Write", action=act("write"))),
    "progress": Progress(label="Answered", done=3, total=4),
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
    "excerpt": Excerpt(
        lines=(
            ExcerptLine(speaker="We", text="Good morning?", is_customer=False),
            ExcerptLine(speaker="Customer", text="It is late.\nAgain.", is_customer=True),
        ),
        origin="Phone call",
        span="03:12-03:40",
        url="https://calls.example.com/7",
        url_label="Back to the recording",
    ),
    "reaction_bar": ReactionBar(
        items=(ReactionButton(symbol="👂", label="I hear this too", action=act("hear"), count=2),),
        note="Everyone here sees the counts.",
    ),
}

MESSAGE = Message(summary="Your check-in", blocks=(BLOCKS["heading"], BLOCKS["rating_scale"], BLOCKS["open_question"]))
REPLY = Message(summary="Thank you", blocks=(Paragraph("Thank you, it is kept."),))
LONG_REPLY = Message(summary="Thank you", blocks=(Heading("Thank you"), BLOCKS["table"]))
FORM = Form(
    title="Your answer",
    parts=(
        Paragraph("You answered 4."),
        BLOCKS["choice_list"],
        TextField(name="comment", label="Comment", max_characters=200, is_long=True, is_required=False),
        ChoiceField(
            name="show",
            label="May we quote it?",
            options=(Option(value="words", label="Word for word"), Option(value="no", label="No")),
            selected="no",
            hint="Never with your name.",
        ),
        DateField(name="until", label="Until", selected=date(2026, 12, 1), is_required=False),
    ),
    submit=ActionRef("pulse.comment", ("2026-W48", "q1")),
    submit_label="Save",
    close_label="Close",
)
