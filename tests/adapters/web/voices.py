"""Customer voice as it stands on the page, and the channels that it stands in."""

from adapters.web.refs import channel
from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Button,
    Buttons,
    Divider,
    Excerpt,
    ExcerptLine,
    Message,
    Paragraph,
    ReactionBar,
    ReactionButton,
)
from bot.chat.forms import Form, TextField
from bot.chat.records import ChannelCard

QUOTE = Excerpt(
    lines=(
        ExcerptLine(speaker="Agent", text="What can I do for you?", is_customer=False),
        ExcerptLine(
            speaker="Customer",
            text="I have told this story three times now, and every time somebody says that [name] will call me back. "
            "I just want to know whether the booking stands.",
            is_customer=True,
        ),
        ExcerptLine(speaker="Agent", text="I am sorry. Let me look at it right now.", is_customer=False),
    ),
    origin="Phone call · Booking · 20 November",
    span="03:12-03:40",
    url="https://calls.example.com/4711",
    url_label="Back to the recording",
)


def voice(hearing: int = 0, fixing: int = 0) -> Message:
    """A snippet as a station posts it."""
    return Message(
        summary="A customer on the phone: I have told this story three times now",
        blocks=(
            QUOTE,
            ReactionBar(
                items=(
                    ReactionButton(symbol="👂", label="I hear this too", action=ActionRef("hear"), count=hearing),
                    ReactionButton(symbol="🔧", label="I can fix it", action=ActionRef("fix"), count=fixing),
                    ReactionButton(symbol="👏", label="Well done", action=ActionRef("nothing")),
                    ReactionButton(symbol="😮", label="I did not know", action=ActionRef("replace")),
                ),
                note="Everyone here sees the counts. Reactions are never joined with check-in answers.",
            ),
        ),
    )


FRONT_DESK, BOOKING = channel("frontdesk"), channel("booking/1")
CARDS = (
    ChannelCard(place=FRONT_DESK, name="Front desk voices", about="What guests say at the desk and on the phone."),
    ChannelCard(place=BOOKING, name="Booking", about=""),
)
REVIEW = Form(
    title="Voices to look at",
    parts=(
        Paragraph("Look for names, numbers and places that are left over."),
        *(
            part
            for number in range(1, 6)
            for part in (
                Divider(),
                QUOTE,
                Buttons((Button(label=f"Approve {number}", action=ActionRef("nothing")),)),
            )
        ),
        TextField(name="reason", label="Reason", is_required=False),
    ),
    close_label="Close",
    submit=ActionRef("settle"),
    submit_label="Save",
)
