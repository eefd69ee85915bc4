"""What our buttons on Teams carry and bring back; a file of its own, because rendering writes it and parsing reads it.

Adaptive Cards send the `data` of a button back together with whatever was filled in. Ours stands below one key, so that
it never mixes with the names of fields.
"""

from enum import StrEnum
from typing import Any, Final

from adapters.teams.limits import Json

KEY: Final = "voxloop"
VERB: Final = "voxloop"
"""The `verb` of every Action.Execute of ours."""

ALONE: Final = "alone"
"""Stands beside the act on buttons of what only one person in a channel sees, because Teams does not document that a
press tells so. Whoever took the mark away would only make public what they press themselves."""


class Act(StrEnum):
    """What a press means to the adapter."""

    PRESS = "press"
    """A button of a message."""
    FORM_PRESS = "form-press"
    """A button within an open form."""
    SUBMIT = "submit"
    """The form is sent."""
    CLOSE = "close"
    """A form that stands in the place of a message is put away."""
    COMMAND = "command"
    """A command whose answer is a form is given again, this time from a button that may open a window."""


def data_of(act: Act, line: str, **more: object) -> Json:
    """The `data` of a button; `line` is an encoded action, or for a command its text."""
    return {KEY: {"act": act.value, "line": line, **more}}


def opening_data(act: Act, line: str) -> Json:
    """The `data` of a button that opens a dialog.

    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules
    """
    return {"msteams": {"type": "task/fetch"}, **data_of(act, line)}


def marked_alone(part: Any) -> Any:  # noqa: ANN401 - walks through whatever JSON holds
    """The same card or message, with each button of ours saying that one person alone sees it."""
    match part:
        case {"voxloop": {**own}, **rest}:
            return {**rest, KEY: {**marked_alone(own), ALONE: True}}
        case {**fields}:
            return {key: marked_alone(value) for key, value in fields.items()}
        case [*parts]:
            return [marked_alone(each) for each in parts]
        case _:
            return part
