"""The rules of the pulse: what the configuration says, changed by what admins said in the chat."""

from dataclasses import replace

from bot.clock.quiet_hours import QuietHours
from bot.config import Settings
from bot.pulse.model import PulseRules
from bot.pulse.store import OrganisationStore

CHECK_IN_HOUR = "check_in_hour"
CHECK_INS_A_WEEK = "check_ins_a_week"
IS_PAUSED = "is_paused"


def configured_rules(settings: Settings) -> PulseRules:
    return PulseRules(
        check_in_hour=settings.check_in_hour,
        check_ins_a_week=settings.check_ins_a_week,
        quiet_hours=QuietHours(settings.quiet_from_hour, settings.quiet_until_hour),
        has_last_call=settings.last_call,
    )


def current_rules(configured: PulseRules, organisation: OrganisationStore) -> PulseRules:
    """The configured rules, with what the organisation's admins changed since."""
    said = organisation.all()
    return replace(
        configured,
        check_in_hour=int(said.get(CHECK_IN_HOUR, configured.check_in_hour)),
        check_ins_a_week=int(said.get(CHECK_INS_A_WEEK, configured.check_ins_a_week)),
        is_paused=said.get(IS_PAUSED) == "yes",
    )
