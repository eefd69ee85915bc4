"""What commands answer when they explain themselves: help, mistakes, permissions, and lists of people."""

from collections.abc import Iterator, Sequence

from bot.admin.grammar import Allowed, Command
from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Button, Buttons, Fact, Facts, Heading, Message, Note, Paragraph
from bot.chat.words import Words

MAX_NAMES = 10
"""How many people or teams are listed in one sentence."""


def notice(text: str) -> Message:
    """One thing to read."""
    return Message(summary=text, blocks=(Paragraph(text),))


def help_on_all(words: Words, commands: Sequence[Command]) -> Message:
    """All commands that somebody may give, by who else may."""
    intro = words.say("These are the commands I understand. Capital letters stand for what you fill in.")
    return Message(
        summary=words.say("Commands"),
        blocks=(
            Paragraph(intro),
            *_groups(words, commands),
            Note(words.say("“help” with a command after it says more about that command.")),
        ),
    )


def help_on_one(words: Words, command: Command) -> Message:
    """What one command does, who may give it, and an example."""
    facts = [
        Fact(name=words.say("Write"), value=command.usage),
        Fact(name=words.say("For example"), value=command.example or command.name),
        Fact(name=words.say("Who may"), value=who_may(words, command.allowed)),
    ]
    return Message(summary=words.say(command.help), blocks=(Paragraph(words.say(command.help)), Facts(tuple(facts))))


def did_you_mean(words: Words, nearest: Command | None) -> Message:
    """The answer to words that are no command. They are not repeated: they may not have been meant for us."""
    unknown = words.say("I do not know this command.")
    if nearest is None:
        return _with_ways_on(words, unknown, ())
    question = words.say("Did you mean “{command}”?", command=nearest.usage)
    return _with_ways_on(words, f"{unknown} {question}", (nearest,))


def which_of(words: Words, commands: Sequence[Command]) -> Message:
    """The answer to the beginning of one or several commands."""
    text = words.say("Something is missing. These begin like that:")
    usages = tuple(Fact(name=each.usage, value=words.say(each.help)) for each in commands)
    return Message(summary=text, blocks=(Paragraph(text), Facts(usages), *_run_buttons(commands)))


def wrong_argument(words: Words, problem: str, command: Command) -> Message:
    """Says what was wrong, and how it is written."""
    example = words.say(
        "Write “{usage}”, for example “{example}”.", usage=command.usage, example=command.example or command.name
    )
    return Message(summary=problem, blocks=(Paragraph(problem), Note(example)))


def not_allowed(words: Words, allowed: Allowed, admin_names: Sequence[str]) -> Message:
    """Says who may, by name: who is an admin is no secret."""
    if allowed is Allowed.LEADERS:
        text = words.say("Only leaders of teams and admins may do this.")
    else:
        text = words.say("Only admins may do this.")
    return notice(f"{text} {admins_are(words, admin_names)}")


def admin_list(words: Words, admin_names: Sequence[str]) -> Message:
    return notice(admins_are(words, admin_names))


def admins_are(words: Words, admin_names: Sequence[str]) -> str:
    """A sentence that names the admins, the first of them where there are many."""
    if not admin_names:
        return words.say("There is no admin yet; the configuration of Voxloop names the first.")
    return words.count(
        "The admin here is {names}.", "The admins here are {names}.", len(admin_names), names=listed(words, admin_names)
    )


def listed(words: Words, names: Sequence[str]) -> str:
    """Names in one sentence, the first of them where there are many."""
    some = ", ".join(names[:MAX_NAMES])
    rest = len(names) - MAX_NAMES
    return words.count("{names} and {n} more", "{names} and {n} more", rest, names=some) if rest > 0 else some


def who_may(words: Words, allowed: Allowed) -> str:
    match allowed:
        case Allowed.EVERYONE:
            return words.say("Everyone")
        case Allowed.LEADERS:
            return words.say("Leaders of teams and admins")
        case Allowed.ADMINS:
            return words.say("Admins")


def _groups(words: Words, commands: Sequence[Command]) -> Iterator[Block]:
    for allowed in Allowed:
        group = tuple(each for each in commands if each.allowed is allowed)
        if group:
            yield Heading(who_may(words, allowed))
            yield Facts(tuple(Fact(name=each.usage, value=words.say(each.help)) for each in group))


def _with_ways_on(words: Words, text: str, commands: Sequence[Command]) -> Message:
    all_of_it = Note(words.say("“help” lists all commands."))
    return Message(summary=text, blocks=(Paragraph(text), *_run_buttons(commands), all_of_it))


def _run_buttons(commands: Sequence[Command]) -> Iterator[Block]:
    """A button for each command that is complete without anything after it."""
    ready = [each for each in commands if not each.needs_more]
    if ready:
        yield Buttons(tuple(Button(label=each.name, action=ActionRef("admin.run", (each.name,))) for each in ready))
