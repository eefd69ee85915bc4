"""A digest to print or to hand on: all that the message and its windows show, without anything to press."""

from collections.abc import Iterable, Iterator

from bot.chat.blocks import Block, Buttons, Divider, Heading, Message, Note
from bot.chat.forms import ChoiceField, DateField, FormPart, TextField
from bot.chat.words import Words
from bot.digest.forms import customers_form, more_form
from bot.digest.messages import PROMISE, digest_message
from bot.digest.model import Digest


def digest_page(words: Words, digest: Digest, first_name: str) -> Message:
    """The whole digest, in one piece."""
    message = digest_message(words, digest, first_name)
    promise = Note(words.say(PROMISE))
    parts = (
        *message.blocks,
        Divider(),
        Heading(words.say("Customer voice")),
        *customers_form(words, digest).parts,
        Divider(),
        *more_form(words, digest).parts,
    )
    shown = (each for each in _to_read(parts) if each != promise)
    return Message(summary=message.summary, blocks=(*shown, Divider(), promise))


def _to_read(parts: Iterable[FormPart]) -> Iterator[Block]:
    """What can be read, once: the windows repeat some of the message."""
    seen = set[Block]()
    for part in parts:
        if isinstance(part, Buttons | ChoiceField | TextField | DateField) or part in seen:
            continue
        if not isinstance(part, Divider | Heading):
            seen.add(part)
        yield part
