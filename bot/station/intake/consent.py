"""What a customer's consent comes to, when a record and the source that it is from are heard together."""

from bot.chat.intake import ConsentState
from bot.station.model import Source

DENIED = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})
"""What no statement of a source can turn into consent."""


def resolved(said: ConsentState, region: str, source: Source) -> ConsentState:
    """What a record says itself, and where it says nothing, what the organisation states of its source.

    Regions are compared by their country: `DE` covers `de-BY`. A record that names none is not covered where the source
    names some.
    """
    if said is not ConsentState.UNKNOWN or not source.is_consent_covered:
        return said
    covered = {_country(each) for each in source.covered_regions}
    return ConsentState.GIVEN if not covered or _country(region) in covered else said


def _country(region: str) -> str:
    return region.replace("_", "-").partition("-")[0].strip().casefold()
