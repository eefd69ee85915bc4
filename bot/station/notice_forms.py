"""The window in which the station says one thing."""

from bot.chat.blocks import Paragraph
from bot.chat.forms import Form
from bot.chat.words import Words


def notice_form(words: Words, text: str) -> Form:
    """One thing to read and close."""
    return Form(title=words.say("Customer voice"), parts=(Paragraph(text),), close_label=words.say("Close"))
