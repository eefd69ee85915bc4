"""Messages as JSON, for those that have to wait in a table.

Each block carries its class's name as `kind`. A block that is renamed or loses a field needs a migration of what waits.
"""

import json
from functools import cache

from cattrs import BaseValidationError, Converter
from cattrs.strategies import configure_tagged_union

from bot.chat.blocks import Block, Message


class BadMessageError(ValueError):
    """The text is not a message that this version of Voxloop wrote."""


def message_to_json(message: Message) -> str:
    return json.dumps(_converter().unstructure(message), ensure_ascii=False, separators=(",", ":"))


def message_from_json(text: str) -> Message:
    """Reads what `message_to_json` wrote.

    Raises:
        BadMessageError: something else did.
    """
    try:
        return _converter().structure(json.loads(text), Message)
    except (ValueError, KeyError, TypeError, AttributeError, BaseValidationError):
        raise BadMessageError("the text is not a message that this version of Voxloop wrote") from None


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    configure_tagged_union(Block, converter, tag_name="kind")
    return converter
