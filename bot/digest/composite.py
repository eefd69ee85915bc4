"""The composite index of a site: customer health, service efficiency and employee engagement, each from 0 to 100.

Transparent on purpose: every part says what it was made of, and the weights are a setting. What is missing gives its
weight to the rest; with no more than one part there is no index.
"""

from collections.abc import Mapping
from statistics import fmean

from bot.chat.words import phrase
from bot.digest.model import CustomerFigures, IndexPart, SiteIndex
from bot.digest.noise import middle
from bot.insight.model import Mood
from bot.privacy.release.model import PublishedCell, scale_of

CUSTOMER, SERVICE, EMPLOYEE = "customer", "service", "employee"

NAMES: Mapping[str, str] = {
    CUSTOMER: phrase("Customer health"),
    SERVICE: phrase("Service efficiency"),
    EMPLOYEE: phrase("Employee engagement"),
}
MADE_OF: Mapping[str, str] = {
    "nps": phrase("recommendation"),
    "csat": phrase("satisfaction"),
    "mood": phrase("how customers sound"),
    "promises": phrase("promises kept"),
    "frictions": phrase("meetings without an obstacle"),
    "answers": phrase("employees' answers"),
}
"""What a part was made of, as marked phrases by the names that `IndexPart.made_of` lists."""

LEAST_PARTS = 2
FEWEST = 5
"""Fewer customers than this say nothing about a site."""


def site_index(customers: CustomerFigures, employee: PublishedCell | None, weights: Mapping[str, float]) -> SiteIndex:
    """The index of a site; without enough parts its value is 0 and it has no parts."""
    values = {
        CUSTOMER: _customer_health(customers),
        SERVICE: _service_efficiency(customers),
        EMPLOYEE: _engagement(employee),
    }
    found = {key: value for key, value in values.items() if value and weights.get(key, 0) > 0}
    if len(found) < LEAST_PARTS:
        return SiteIndex(site=customers.site, value=0.0, parts=())
    total = sum(weights[key] for key in found)
    parts = tuple(
        IndexPart(key=key, value=fmean(made.values()), weight=weights[key] / total, made_of=" ".join(made))
        for key, made in found.items()
    )
    return SiteIndex(site=customers.site, value=sum(part.value * part.weight for part in parts), parts=parts)


def _customer_health(customers: CustomerFigures) -> dict[str, float]:
    made: dict[str, float] = {}
    if customers.nps and customers.nps.count >= FEWEST:
        made["nps"] = (customers.nps.value + 100) / 2
    if customers.csat and customers.csat.count >= FEWEST:
        made["csat"] = (customers.csat.value - 1) / 4 * 100
    positive, negative = customers.moods.get(Mood.POSITIVE, 0), customers.moods.get(Mood.NEGATIVE, 0)
    if customers.scored >= FEWEST:
        made["mood"] = (positive - negative + customers.scored) / (2 * customers.scored) * 100
    return made


def _service_efficiency(customers: CustomerFigures) -> dict[str, float]:
    made: dict[str, float] = {}
    if customers.promises >= FEWEST:
        made["promises"] = customers.promises_kept / customers.promises * 100
    if customers.total >= FEWEST:
        made["frictions"] = (1 - min(1.0, customers.with_friction / customers.total)) * 100
    return made


def _engagement(cell: PublishedCell | None) -> dict[str, float]:
    value = middle(cell) if cell else None
    if cell is None or value is None:
        return {}
    scale = scale_of(cell.key.measure)
    return {"answers": (value - scale.low) / (scale.high - scale.low) * 100}
