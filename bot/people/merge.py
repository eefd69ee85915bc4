"""Two records that turn out to be one person: which stays, and what it takes over from the other."""

from dataclasses import replace

from bot.people.model import Person


def elder(one: Person, other: Person) -> tuple[Person, Person]:
    """The record that stays and the one that goes: the older stays, of equals the one that a people file names."""
    first, second = sorted((one, other), key=lambda each: (each.joined_on, not each.external_key, each.id))
    return first, second


def merged(kept: Person, gone: Person) -> tuple[Person, Person]:
    """Both records as they are afterwards.

    The one that stays fills its gaps from the other, takes what was set more firmly there, and keeps every wish to be
    left alone. Answers are untouched: nobody can tell whose they are, so those given under the other record stay
    where they were counted.
    """
    return _fuller(_firmer(kept, gone), gone), _shadow(gone, kept)


def _fuller(kept: Person, gone: Person) -> Person:
    manager_id = kept.manager_id or gone.manager_id
    return replace(
        kept,
        email=kept.email or gone.email,
        team_id=kept.team_id or gone.team_id,
        site=kept.site or gone.site,
        manager_id=None if manager_id in {kept.id, gone.id} else manager_id,
        country=kept.country or gone.country,
        external_key=kept.external_key or gone.external_key,
        asked_on=kept.asked_on or gone.asked_on,
        check_in_hour=gone.check_in_hour if kept.check_in_hour is None else kept.check_in_hour,
        paused_until=max(filter(None, (kept.paused_until, gone.paused_until)), default=None),
        is_stopped=kept.is_stopped or gone.is_stopped,
        is_active=kept.is_active or gone.is_active,
    )


def _firmer(kept: Person, gone: Person) -> Person:
    """Takes over the language, time zone and role that were set more firmly on the other record."""
    if gone.locale_set_by > kept.locale_set_by:
        kept = replace(kept, locale=gone.locale, locale_set_by=gone.locale_set_by)
    if gone.time_zone_set_by > kept.time_zone_set_by:
        kept = replace(kept, time_zone=gone.time_zone, time_zone_set_by=gone.time_zone_set_by)
    if gone.role_set_by > kept.role_set_by:
        kept = replace(kept, role=gone.role, role_set_by=gone.role_set_by)
    return kept


def _shadow(gone: Person, kept: Person) -> Person:
    """What is left of a record that goes: nothing by which it could be found again, but where it went."""
    return replace(gone, merged_into=kept.id, is_active=False, email="", external_key="", team_id=None, manager_id=None)
