"""What customers talk about: the themes, and the frictions within them, each with the journey stage it belongs to.

The words that show them stand in `words_<language>.toml`. Stages carry the keys of the journey's stages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.chat.words import phrase
from bot.insight.model import CueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A theme, or a friction that is `part_of` a theme; `name` is a marked phrase."""

    key: str
    name: str
    stage: str
    part_of: str | None = None


SUBJECTS: Mapping[str, Subject] = MappingProxyType(
    {
        subject.key: subject
        for subject in (
            Subject(key="delivery", stage="receive", name=phrase("Delivery")),
            Subject(key="visit", stage="receive", name=phrase("Visits and appointments")),
            Subject(key="product", stage="use", name=phrase("The product itself")),
            Subject(key="app", stage="use", name=phrase("App and website")),
            Subject(key="account", stage="use", name=phrase("Account and signing in")),
            Subject(key="billing", stage="buy", name=phrase("Bills and payments")),
            Subject(key="shop", stage="buy", name=phrase("Shops and branches")),
            Subject(key="price", stage="choose", name=phrase("Price")),
            Subject(key="information", stage="choose", name=phrase("Information")),
            Subject(key="returns", stage="get-help", name=phrase("Returns and refunds")),
            Subject(key="support", stage="get-help", name=phrase("Getting through to help")),
            Subject(key="staff", stage="get-help", name=phrase("The people")),
            Subject(key="contract", stage="renew", name=phrase("Contract and leaving")),
            Subject(key="not-delivered", part_of="delivery", stage="receive", name=phrase("It did not arrive")),
            Subject(key="late", part_of="delivery", stage="receive", name=phrase("It came late or still waits")),
            Subject(
                key="wrong-item", part_of="delivery", stage="receive", name=phrase("Something wrong or missing came")
            ),
            Subject(key="damaged", part_of="delivery", stage="receive", name=phrase("It arrived damaged or spoilt")),
            Subject(key="nobody-came", part_of="visit", stage="receive", name=phrase("Nobody came")),
            Subject(key="broken", part_of="product", stage="use", name=phrase("It broke")),
            Subject(key="not-working", part_of="product", stage="use", name=phrase("It does not work")),
            Subject(key="app-fails", part_of="app", stage="use", name=phrase("The app or the website failed")),
            Subject(key="locked-out", part_of="account", stage="use", name=phrase("The customer could not get in")),
            Subject(key="wrong-charge", part_of="billing", stage="buy", name=phrase("The charge was wrong")),
            Subject(key="cannot-pay", part_of="billing", stage="buy", name=phrase("Paying did not work")),
            Subject(key="hidden-cost", part_of="billing", stage="buy", name=phrase("A cost nobody mentioned")),
            Subject(key="too-expensive", part_of="price", stage="choose", name=phrase("It costs too much")),
            Subject(key="not-told", part_of="information", stage="choose", name=phrase("Nobody told the customer")),
            Subject(
                key="contradicting", part_of="information", stage="choose", name=phrase("Told one thing, then another")
            ),
            Subject(
                key="refund-missing", part_of="returns", stage="get-help", name=phrase("The money did not come back")
            ),
            Subject(key="return-hard", part_of="returns", stage="get-help", name=phrase("Sending it back was hard")),
            Subject(key="long-wait", part_of="support", stage="get-help", name=phrase("A long wait for help")),
            Subject(
                key="passed-around", part_of="support", stage="get-help", name=phrase("Passed from one to the next")
            ),
            Subject(key="no-answer", part_of="support", stage="get-help", name=phrase("No answer")),
            Subject(
                key="again-and-again", part_of="support", stage="get-help", name=phrase("Had to ask again and again")
            ),
            Subject(key="unkind", part_of="staff", stage="get-help", name=phrase("Treated without care")),
            Subject(key="cannot-leave", part_of="contract", stage="renew", name=phrase("Cancelling was hard")),
        )
    }
)
"""All themes and frictions by key; the themes first."""

REASONS: Mapping[CueKind, str] = MappingProxyType(
    {
        CueKind.FRICTION: phrase("Something got in the customer's way"),
        CueKind.PRAISE: phrase("The customer praises"),
        CueKind.SURPRISE: phrase("The customer did not expect this"),
        CueKind.PROMISE_KEPT: phrase("A promise was kept"),
        CueKind.PROMISE_BROKEN: phrase("A promise was broken"),
        CueKind.LEAVING: phrase("The customer thinks of leaving"),
    }
)
"""Why a passage with such a cue is worth hearing, as marked phrases."""


def stage_of(subject: str | None) -> str | None:
    """The journey stage of a theme or friction; `None` for none and for one that is not of the taxonomy."""
    known = SUBJECTS.get(subject or "")
    return known.stage if known else None


def theme_of(subject: str | None) -> str | None:
    """The theme that a friction is part of; a theme is its own."""
    known = SUBJECTS.get(subject or "")
    return (known.part_of or known.key) if known else None


def reason_for(kind: CueKind, subject: str | None) -> str:
    """Why a cue is worth hearing, as a marked phrase: the friction by name where it has one."""
    known = SUBJECTS.get(subject or "")
    return known.name if kind is CueKind.FRICTION and known and known.part_of else REASONS[kind]
