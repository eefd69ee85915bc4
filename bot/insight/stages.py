"""The stages of a customer's journey, on which the frictions of employees and of customers meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.chat.words import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a journey; `name` is a marked phrase, to be said in the reader's language."""

    key: str
    name: str


STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        stage.key: stage
        for stage in (
            Stage(key="discover", name=phrase("Discovering")),
            Stage(key="choose", name=phrase("Choosing")),
            Stage(key="buy", name=phrase("Buying")),
            Stage(key="receive", name=phrase("Receiving")),
            Stage(key="use", name=phrase("Using")),
            Stage(key="get-help", name=phrase("Getting help")),
            Stage(key="renew", name=phrase("Renewing")),
        )
    }
)
"""All stages by key, in the order in which a customer passes them."""
