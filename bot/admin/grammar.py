"""The grammar of commands: words, arguments with types, who may give them, and how a typed line is understood."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.admin.desk import CommandDesk
from bot.admin.store import AdminWork
from bot.chat.effects import Effect
from bot.chat.ids import Actor, Place, direct
from bot.chat.words import Words
from bot.people.caller import Caller
from bot.people.model import Role
from bot.people.roles import admins
from bot.pulse.visit import Visit

log = logging.getLogger(__name__)

A = TypeVar("A")
B = TypeVar("B")
R = TypeVar("R")
T_co = TypeVar("T_co", covariant=True)

CLOSE_ENOUGH = 0.6
"""How alike, from 0 to 1, typed words and a command are for the one to be offered for the other."""

MAX_COMPARED = 60
"""How many characters of what was typed are compared with commands, none of which is that long."""


class Allowed(StrEnum):
    """Who may give a command."""

    EVERYONE = "everyone"
    LEADERS = "leaders"
    ADMINS = "admins"

    def includes(self, role: Role) -> bool:
        """Whether somebody of this role may; an admin may do what a leader may."""
        match self:
            case Allowed.EVERYONE:
                return True
            case Allowed.LEADERS:
                return role is not Role.EMPLOYEE
            case Allowed.ADMINS:
                return role is Role.ADMIN


class NotAllowedError(Exception):
    """The actor may not do this (any more); `admin_names` are those of the people who can."""

    def __init__(self, allowed: Allowed, admin_names: Sequence[str]) -> None:
        super().__init__(f"only for {allowed}")
        self.allowed = allowed
        self.admin_names = tuple(admin_names)


class BadArgumentError(ValueError):
    """What stands after a command cannot be taken; the text says why, in the words of who typed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument(Generic[T_co]):
    """One thing that stands after the words of a command; the last one takes all that is left of the line.

    `read` turns what was typed into a value.

    Raises:
        BadArgumentError: from `read`, when it cannot.
    """

    name: str
    read: Callable[[Visit, str], T_co]
    is_optional: bool = False

    @property
    def shown(self) -> str:
        return f"[{self.name}]" if self.is_optional else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The arguments of a command, and what carries it out once they are there as text."""

    arguments: tuple[Argument[Any], ...]
    carry_out: Callable[["Call", Sequence[str]], Awaitable[Effect]]


def plain(run: Callable[["Call"], Awaitable[Effect]]) -> Shape:
    """The shape of a command that is just its words."""
    return Shape(arguments=(), carry_out=lambda call, _: run(call))


def taking(argument: Argument[A], run: Callable[["Call", A], Awaitable[Effect]]) -> Shape:
    """The shape of a command with one argument."""
    return Shape(arguments=(argument,), carry_out=lambda call, texts: run(call, argument.read(call.visit, texts[0])))


def taking_both(first: Argument[A], second: Argument[B], run: Callable[["Call", A, B], Awaitable[Effect]]) -> Shape:
    """The shape of a command with two arguments."""
    return Shape(
        arguments=(first, second),
        carry_out=lambda call, texts: run(call, first.read(call.visit, texts[0]), second.read(call.visit, texts[1])),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line of the table of commands. `help` is a marked phrase; `example` is a whole command."""

    name: str
    allowed: Allowed
    help: str
    shape: Shape
    example: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.name.split())

    @property
    def code(self) -> str:
        """The name as one word, for logs."""
        return ".".join(self.words)

    @property
    def usage(self) -> str:
        return " ".join((self.name, *(each.shown for each in self.shape.arguments)))

    @property
    def needs_more(self) -> bool:
        """Whether its words alone are no command yet."""
        return any(not each.is_optional for each in self.shape.arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One command being carried out: by whom, at which desk, and by which line of which table.

    `place` is where it was given, as far as that is known.
    """

    desk: CommandDesk
    visit: Visit
    actor: Actor
    command: Command
    table: Sequence[Command]
    place: Place | None = None

    @property
    def words(self) -> Words:
        return self.visit.words

    @property
    def caller(self) -> Caller:
        """The actor as use cases below the pulse see them."""
        return Caller(person=self.visit.person, actor=self.actor, now=self.visit.now)

    @property
    def here(self) -> Place:
        """Where it was given; the conversation with the actor where that is not known."""
        return self.place or direct(self.actor.account)

    async def read(self, question: Callable[[AdminWork], R]) -> R:
        """Answers a question for the actor.

        Raises:
            NotAllowedError: by what stands in the database now, they may not ask.
        """
        return await self.desk.transactions.read(lambda tx: question(self._permitted(tx)))

    async def write(self, change: Callable[[AdminWork], R]) -> R:
        """Makes a change for the actor; what only some may change is written to the log.

        Raises:
            NotAllowedError: by what stands in the database now, they may not; nothing was changed.
        """
        result = await self.desk.transactions.write(lambda tx: change(self._permitted(tx)))
        self.note_change()
        return result

    def note_change(self) -> None:
        """Writes to the log that the actor changed something, if not everybody may."""
        if self.command.allowed is not Allowed.EVERYONE:
            log.info("admin.changed", extra={"admin": self.visit.person.id, "command": self.command.code})

    def _permitted(self, tx: AdminWork) -> AdminWork:
        person = tx.people.get(self.visit.person.id)
        if person is None or not person.is_active or not self.command.allowed.includes(person.role):
            raise NotAllowedError(self.command.allowed, [each.name for each in admins(tx.people)])
        return tx


@dataclass(frozen=True, slots=True)
class Understood:
    """The command that was meant, and what stood after its words."""

    command: Command
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The words begin these commands, but are none."""

    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No command; the one that is most like it, if any is."""

    nearest: Command | None


def understand(table: Sequence[Command], line: str, role: Role) -> Understood | Unfinished | Unknown:
    """What a typed line means. Only commands that this role may give are offered in the stead of what was typed."""
    typed = tuple(line.split())
    folded = tuple(word.casefold() for word in typed)
    whole = [each for each in table if folded[: len(each.words)] == each.words]
    if whole:
        command = max(whole, key=lambda each: len(each.words))
        return Understood(command, typed[len(command.words) :])
    offered = [each for each in table if each.allowed.includes(role)]
    if begun := tuple(each for each in offered if each.words[: len(folded)] == folded):
        return Unfinished(begun)
    near = _nearest(offered, folded)
    meant = _group_meant(offered, folded, near) if near else ()
    return Unfinished(meant) if meant else Unknown(near)


async def carry_out(call: Call, rest: Sequence[str]) -> Effect:
    """Carries a command out with what stood after its words.

    Raises:
        BadArgumentError: something is missing, too much or cannot be read.
        NotAllowedError: the actor may not do this.
    """
    if call.command.allowed is not Allowed.EVERYONE:
        await call.read(lambda _: None)
    return await call.command.shape.carry_out(call, _texts(call, rest))


def _texts(call: Call, rest: Sequence[str]) -> Sequence[str]:
    """The text of each argument; the last one takes all that is left."""
    arguments = call.command.shape.arguments
    if not arguments:
        if rest:
            raise BadArgumentError(call.words.say("“{command}” takes nothing after it.", command=call.command.name))
        return ()
    last = len(arguments) - 1
    texts = [*rest[:last], " ".join(rest[last:])]
    for argument, text in zip(arguments, [*texts, *[""] * len(arguments)], strict=False):
        if not text and not argument.is_optional:
            raise BadArgumentError(call.words.say("{argument} is missing.", argument=argument.name))
    return texts


def _group_meant(offered: Sequence[Command], folded: Sequence[str], near: Command) -> tuple[Command, ...]:
    """All commands whose beginning was nearly typed: of “stations” one cannot tell which of them was meant."""
    begun = near.words[: len(folded)]
    if begun == near.words or _alike(" ".join(folded), " ".join(begun)) < CLOSE_ENOUGH:
        return ()
    group = tuple(each for each in offered if each.words[: len(begun)] == begun)
    return group if len(group) > 1 else ()


def _nearest(offered: Sequence[Command], folded: Sequence[str]) -> Command | None:
    """The command that is most like as many of the typed words as it has itself."""
    best = max(offered, key=lambda each: _likeness(each, folded), default=None)
    return None if best is None or _likeness(best, folded) < CLOSE_ENOUGH else best


def _likeness(command: Command, folded: Sequence[str]) -> float:
    return _alike(" ".join(folded[: len(command.words)]), command.name)


def _alike(typed: str, name: str) -> float:
    return SequenceMatcher(None, typed[:MAX_COMPARED], name).ratio()
