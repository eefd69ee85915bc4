"""Whose words they are, as labels tell it: never guessed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adapters.intake.plain_text import one_line
from bot.chat.intake import Speaker

CUSTOMER_WORDS = frozenset(
    [
        "customer",
        "client",
        "caller",
        "user",
        "visitor",
        "shopper",
        "guest",
        "patient",
        "requester",
        "consumer",
        "end-user",
        "enduser",
        "kunde",
        "kundin",
        "klient",
        "klientka",
        "pelanggan",
        "nasabah",
        "cliente",
        "клиент",
        "клиентка",
        "покупатель",
    ]
)
AGENT_WORDS = frozenset(
    [
        "agent",
        "representative",
        "rep",
        "operator",
        "advisor",
        "adviser",
        "csr",
        "staff",
        "employee",
        "support",
        "bot",
        "assistant",
        "mitarbeiter",
        "mitarbeiterin",
        "berater",
        "beraterin",
        "konsultant",
        "konsultantka",
        "pracownik",
        "agen",
        "petugas",
        "agente",
        "asesor",
        "оператор",
        "сотрудник",
        "агент",
        "консультант",
    ]
)
AGENT_PHRASES = frozenset(
    {"customer service", "customer support", "customer care", "customer success", "support agent", "service agent"}
    | {"client advisor", "client services", "virtual assistant", "call center agent", "contact center agent"}
)
NAMELESS = re.compile(
    r"(?:speaker|participant|unknown|channel|voice|sprecher|mówca|спикер|pembicara|hablante)[ _-]*\w{0,3}",
    re.IGNORECASE,
)
"""Labels that tell voices apart but name nobody."""

LABEL_PARTS = re.compile(r"[()\[\]/,;|]|\s[-\u2013\u2014]\s")
NUMBER_AT_END = re.compile(r"[ #_-]*\d{1,3}$")
PREFIX = re.compile(
    r"(?:\[(?P<bracketed>[^\[\]\n]{1,60})\] ?:?|(?P<plain>[^:\n<>]{1,60}?) ?:(?=\s|$)) ?(?P<text>.*)", re.DOTALL
)
NOT_IN_NAMES = re.compile(r"[.!?,;\"“”…=*/\\@]|\d{2}")
MOST_NAME_WORDS = 5
FEWEST_MENTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Who speaks: the side, and the name where the label is one."""

    speaker: Speaker = Speaker.UNKNOWN
    name: str = ""


NOBODY = Label()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSpeakers:
    """Names whose side the caller knows; capitals make no difference."""

    sides: Mapping[str, Speaker] = field(default_factory=dict)

    def label(self, written: str) -> Label:
        """What a label says: a role (`AGENT 2`), a name with one (`Ana (customer)`), or just a name."""
        shown = one_line(written)
        known = self.sides.get(shown.casefold())
        if known is not None:
            return Label(speaker=known, name=shown)
        parts = [part for part in map(str.strip, LABEL_PARTS.split(shown)) if part]
        roles = {role for part in parts if (role := role_of(part)) is not None}
        names = [part for part in parts if role_of(part) is None and not NAMELESS.fullmatch(part)]
        speaker = next(iter(roles)) if len(roles) == 1 else Speaker.UNKNOWN
        return Label(speaker=speaker, name=(" ".join(names) if roles else shown) if names else "")


def known_speakers(sides: Mapping[str, Speaker] | None) -> KnownSpeakers:
    return KnownSpeakers(sides={one_line(name).casefold(): side for name, side in (sides or {}).items()})


def role_of(words: str) -> Speaker | None:
    """The side that a word such as `Customer` or `AGENT 1` names; `None` for anything else."""
    bare = NUMBER_AT_END.sub("", words.strip().casefold().replace("_", " "))
    if bare in CUSTOMER_WORDS:
        return Speaker.CUSTOMER
    return Speaker.AGENT if bare in AGENT_WORDS or bare in AGENT_PHRASES else None


def split_prefix(line: str) -> tuple[str, str] | None:
    """`AGENT: Hello` as label and text; `None` where no label can stand."""
    found = PREFIX.fullmatch(line)
    if not found:
        return None
    label = found["bracketed"] or found["plain"] or ""
    return (label.strip(), found["text"]) if label.strip() else None


def prefixes_in(lines: Iterable[str]) -> frozenset[str]:
    """The labels that stand before the texts of this conversation.

    A role always is one. What looks like a name is one where at least half of the lines begin with such, or where it
    comes three times: a sentence may have a colon too, and its words must not be lost.
    """
    counts: Counter[str] = Counter()
    total = 0
    for line in lines:
        total += 1
        if found := split_prefix(line):
            counts[found[0]] += 1
    names = {label: count for label, count in counts.items() if _looks_like_a_name(label)}
    is_usual = sum(names.values()) * 2 >= total
    kept = {label for label, count in names.items() if is_usual or count >= FEWEST_MENTIONS}
    return frozenset(kept | {label for label in counts if KnownSpeakers().label(label).speaker is not Speaker.UNKNOWN})


def _looks_like_a_name(label: str) -> bool:
    words = label.split()
    if len(words) > MOST_NAME_WORDS or NOT_IN_NAMES.search(label):
        return False
    return not words[0][:1].islower() and words[0][:1].isalpha()
