"""What redaction takes out, and what it leaves."""

from dataclasses import dataclass
from enum import StrEnum


class PiiKind(StrEnum):
    """What was taken out of a text; the placeholder tells the kind, such as `[name]`."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"
    ID = "id"
    ADDRESS = "address"
    BIRTH_DATE = "birth date"
    ORDER = "order number"
    URL = "link"
    DIGITS = "number"

    @property
    def placeholder(self) -> str:
        return f"[{self.value}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One thing that was taken out: its kind, and where it stood in the text before (characters, end exclusive)."""

    kind: PiiKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A text that may be read. `doubts` say, without quoting, why a person should look at it first."""

    text: str
    removals: tuple[Removal, ...]
    doubts: tuple[str, ...] = ()
