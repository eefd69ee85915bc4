"""The facts of an interaction by the names that we document: in our JSON, our CSV, and the head of a transcript."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.intake.fields import (
    consent_of,
    read_consent,
    read_flag,
    read_labels,
    read_moment,
    read_score,
    read_short,
    read_url,
    strictest,
)
from adapters.intake.refusals import UnusableError
from bot.chat.intake import IntakeRecord, InteractionKind, Turn
from bot.chat.words import phrase

FIELDS = (
    "kind",
    "external_id",
    "happened_at",
    "subject",
    "language",
    "product",
    "site",
    "region",
    "url",
    "consent",
    "consent_covers_audio",
    "known_names",
    "nps",
    "csat",
    "labels",
)
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "id": "external_id",
        "type": "kind",
        "date": "happened_at",
        "created_at": "happened_at",
        "title": "subject",
        "lang": "language",
        "locale": "language",
        "store": "site",
        "country": "region",
        "link": "url",
        "names": "known_names",
        "nps_score": "nps",
        "csat_score": "csat",
        "tags": "labels",
        "comment": "text",
        "body": "text",
        "message": "text",
        "name": "speaker_name",
    }
)
SEPARATORS_IN_CELLS = ";"


def record_of(
    facts: Mapping[str, object], *, source: str, kind: InteractionKind | None = None, turns: tuple[Turn, ...] = ()
) -> IntakeRecord:
    """A record of facts by their documented names, or other names that we understand; unknown ones are passed over.

    Raises:
        UnusableError: a fact cannot be read; which one and why.
    """
    named = proper_names(facts)
    labels = read_labels(_several(named.get("labels")))
    consent = read_consent(named.get("consent"))
    return IntakeRecord(
        source=source,
        external_id=read_short(named.get("external_id")),
        kind=_kind(named, kind),
        turns=turns,
        happened_at=read_moment(named.get("happened_at"), "happened_at"),
        subject=read_short(named.get("subject")),
        language=read_short(named.get("language")).replace("_", "-"),
        product=read_short(named.get("product")),
        site=read_short(named.get("site")),
        region=read_short(named.get("region")),
        url=read_url(named.get("url")),
        consent=strictest(consent, consent_of(labels)),
        consent_covers_audio=read_flag(named.get("consent_covers_audio"), "consent_covers_audio"),
        known_names=read_labels(_several(named.get("known_names"))),
        nps=read_score(named.get("nps"), "nps", 0, 10),
        csat=read_score(named.get("csat"), "csat", 1, 5),
        labels=labels,
    )


def proper_names(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts by their proper names; one that stands under its proper name already wins."""
    named = {ALIASES[name]: value for name, value in facts.items() if name in ALIASES}
    return named | {name: value for name, value in facts.items() if name not in ALIASES}


def _kind(named: Mapping[str, object], usual: InteractionKind | None) -> InteractionKind:
    written = read_short(named.get("kind")).casefold()
    if not written and usual is not None:
        return usual
    if not written and named.get("nps") not in (None, ""):
        return InteractionKind.SURVEY
    try:
        return InteractionKind(written)
    except ValueError as error:
        sentence = phrase("“kind” is missing or none of {kinds}.")
        raise UnusableError(sentence, kinds=", ".join(InteractionKind)) from error


def _several(value: object) -> list[object]:
    """A list as it is; a text as its parts between semicolons."""
    if isinstance(value, str):
        return [part for part in value.split(SEPARATORS_IN_CELLS) if part.strip()]
    return value if isinstance(value, list) else []
