"""What is said about withdrawals."""

from collections.abc import Iterator

from bot.chat.blocks import Block, Message, Note, Paragraph
from bot.chat.words import Words
from bot.station.model import Withdrawal


def withdrawn(words: Words, withdrawal: Withdrawal, *, left: int) -> Message:
    """What became of a withdrawal; `left` counts the messages that may still show what was taken back."""
    said = words.say("Taken back. Its words are deleted here, and nobody finds them any more.")
    return Message(summary=said, blocks=(Paragraph(said), *_places(words, withdrawal, left)))


def withdrawn_unknown(words: Words) -> Message:
    """The answer where nothing of this name ever came in."""
    said = words.say("I do not know it, so there is nothing to take back. Should it still come in, it is not taken.")
    return Message(summary=said, blocks=(Paragraph(said),))


def _places(words: Words, withdrawal: Withdrawal, left: int) -> Iterator[Block]:
    if withdrawal.deleted:
        yield Paragraph(
            words.count("{n} message no longer shows it.", "{n} messages no longer show it.", withdrawal.deleted)
        )
    if left:
        yield Paragraph(
            words.count(
                "{n} message still shows it; that ends in a moment.",
                "{n} messages still show it; that ends in a moment.",
                left,
            )
        )
    if withdrawal.failures:
        yield Note(
            words.say(
                "It could not be deleted everywhere yet: {codes}. I keep trying; ask again with the same command.",
                codes=", ".join(withdrawal.failures),
            )
        )
