"""What is said about withdrawals."""

from collections.abc import Iterator

from bot.chat.blocks import Block, Message, Note, Paragraph
from bot.chat.words import Words
from bot.station.intake.withdraw import IN_DOUBT, Standing


def withdrawn(words: Words, standing: Standing) -> Message:
    """What became of a withdrawal so far: here, and in each message that showed it."""
    said = words.say("Taken back. Its words are deleted here, and nobody finds them any more.")
    told = tuple(_places(words, standing)) or (Paragraph(words.say("No message shows it.")),)
    return Message(summary=said, blocks=(Paragraph(said), *told))


def withdrawn_unknown(words: Words) -> Message:
    """The answer where nothing of this name ever came in."""
    said = words.say("I do not know it, so there is nothing to take back. Should it still come in, it is not taken.")
    return Message(summary=said, blocks=(Paragraph(said),))


def _places(words: Words, standing: Standing) -> Iterator[Block]:
    deleted, failures = standing.deleted, standing.failures
    lost = [each.removeprefix(f"{IN_DOUBT}:") for each in failures if each.startswith(f"{IN_DOUBT}:")]
    codes = [each for each in failures if not each.startswith(f"{IN_DOUBT}:")]
    if deleted:
        yield Paragraph(words.count("{n} message no longer shows it.", "{n} messages no longer show it.", deleted))
    if standing.waiting:
        yield Paragraph(_waiting(words, standing.waiting))
    if standing.failing:
        yield Paragraph(_failing(words, standing.failing))
    if codes:
        tried = words.say(
            "What is wrong: {codes}. I keep trying; ask again with the same command.", codes=", ".join(codes)
        )
        yield Note(tried)
    if lost:
        yield Note(_lost(words, lost))


def _waiting(words: Words, count: int) -> str:
    return words.count(
        "{n} message still shows it; that ends in a moment.",
        "{n} messages still show it; that ends in a moment.",
        count,
    )


def _failing(words: Words, count: int) -> str:
    return words.count(
        "{n} message could not be changed yet and may still show it.",
        "{n} messages could not be changed yet and may still show it.",
        count,
    )


def _lost(words: Words, names: list[str]) -> str:
    places = ", ".join(sorted(each or words.say("a direct message") for each in names))
    return words.say(
        "In doubt in {places}: nobody knows whether a message arrived there, and I cannot find it. "
        "Please look there, and delete it by hand.",
        places=places,
    )
