"""The honest delivery report: every delivery stands in exactly one place of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.outbox.model import DeliveryState, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """How many deliveries ended how. `failed` and `skipped` are counted by code, in the order of their counts.

    `waiting` counts those that are being sent at this moment as well. `unknown` may have arrived or not: the platform
    broke off and cannot be asked.
    """

    sent: int
    blocked: int
    not_installed: int
    throttled: int
    unknown: int
    waiting: int
    failed: Mapping[str, int]
    skipped: Mapping[str, int]

    @property
    def total(self) -> int:
        counted = self.sent + self.blocked + self.not_installed + self.throttled + self.unknown + self.waiting
        return counted + sum(self.failed.values()) + sum(self.skipped.values())


def report_of(tallies: Iterable[Tally]) -> DeliveryReport:
    """The report from the counts that storage gives."""
    known = list(tallies)
    counts: Counter[DeliveryState] = Counter()
    for tally in known:
        counts[tally.state] += tally.count
    return DeliveryReport(
        sent=counts[DeliveryState.SENT],
        blocked=counts[DeliveryState.BLOCKED],
        not_installed=counts[DeliveryState.NOT_INSTALLED],
        throttled=counts[DeliveryState.THROTTLED],
        unknown=counts[DeliveryState.UNKNOWN],
        waiting=counts[DeliveryState.WAITING] + counts[DeliveryState.SENDING],
        failed=_by_code(known, DeliveryState.FAILED),
        skipped=_by_code(known, DeliveryState.SKIPPED),
    )


def _by_code(tallies: Iterable[Tally], state: DeliveryState) -> Mapping[str, int]:
    codes: Counter[str] = Counter()
    for tally in tallies:
        if tally.state is state:
            codes[tally.code] += tally.count
    return dict(codes.most_common())
