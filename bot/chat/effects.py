"""What a use case wants to happen in the chat in answer to an event; the adapter performs it within its deadlines."""

from dataclasses import dataclass, field

from bot.chat.blocks import Message
from bot.chat.forms import Form


@dataclass(frozen=True, slots=True)
class Nothing:
    """All is done and nothing has to be said."""


@dataclass(frozen=True, slots=True)
class Whisper:
    """Say it to the actor alone, where they are, leaving no trace for others. Never carries an answer."""

    message: Message


@dataclass(frozen=True, slots=True)
class Post:
    """Say it in the place where the event happened, for everyone there to see. Never carries an answer.

    Where the actor's request itself was seen by nobody else, it is said to them alone.
    """

    message: Message


@dataclass(frozen=True, slots=True)
class Ask:
    """Open a form for the actor, in the stead of the one they are in; the only place where an own answer is seen."""

    form: Form


@dataclass(frozen=True, slots=True)
class Replace:
    """Exchange the message that the press came from. Never used for a day's check-in, which stays as it was."""

    message: Message


@dataclass(frozen=True, slots=True)
class Refuse:
    """The form cannot be taken as it is; `problems` says for each field name why. The form stays open."""

    problems: dict[str, str] = field(default_factory=dict)


Effect = Nothing | Whisper | Post | Ask | Replace | Refuse
