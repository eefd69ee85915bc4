"""The drivers: what makes work good or bad, and the rotation in which each of them gets its turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.chat.words import phrase


class UnknownDriverError(LookupError):
    """No driver has this key; the text names it and lists those that exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One driver; `name` and the one-line `about` are marked phrases, to be said in the reader's language."""

    key: str
    name: str
    about: str


ENPS = "enps"
"""The slot of the rotation that asks whether people recommend working here; it is a measure, not a driver."""

DRIVERS: Mapping[str, Driver] = MappingProxyType(
    {
        driver.key: driver
        for driver in (
            Driver(
                key="voice",
                name=phrase("Voice without fear"),
                about=phrase("Saying what you think and not having to pay for it."),
            ),
            Driver(
                key="communication",
                name=phrase("Communication"),
                about=phrase("Hearing what you need to know, clearly and in time."),
            ),
            Driver(
                key="trust",
                name=phrase("Trust"),
                about=phrase("Relying on the word of leaders and colleagues."),
            ),
            Driver(
                key="recognition",
                name=phrase("Recognition"),
                about=phrase("Good work that is seen, and thanks that are said."),
            ),
            Driver(
                key="workload",
                name=phrase("Workload"),
                about=phrase("Enough time and people for the work, and time to rest."),
            ),
            Driver(
                key="growth",
                name=phrase("Growth"),
                about=phrase("Learning something new and seeing a next step."),
            ),
            Driver(
                key="purpose",
                name=phrase("Purpose"),
                about=phrase("Knowing what the work is good for."),
            ),
            Driver(
                key="autonomy",
                name=phrase("Autonomy"),
                about=phrase("Deciding for yourself how to do the work well."),
            ),
            Driver(
                key="coaching",
                name=phrase("Manager's coaching"),
                about=phrase("A manager who listens, helps and brings people together."),
            ),
            Driver(
                key="tools",
                name=phrase("Tools and processes"),
                about=phrase("Systems and rules that help the work along."),
            ),
            Driver(
                key="customers",
                name=phrase("Customer connection"),
                about=phrase("Knowing what customers need, and being able to do right by them."),
            ),
        )
    }
)
"""All drivers by key."""

ROTATION: tuple[str, ...] = (*DRIVERS, ENPS)
"""The twelve slots of a quarter of twelve weeks, one a week for each person."""


def driver(key: str) -> Driver:
    """The driver with this key.

    Raises:
        UnknownDriverError: there is none; `enps` is a slot of the rotation and no driver.
    """
    try:
        return DRIVERS[key]
    except KeyError as error:
        raise UnknownDriverError(f"there is no driver {key!r}; the drivers are {', '.join(DRIVERS)}") from error
