"""How `voxloop audit` tells what it found: a certificate to show to a works council, or what to look at."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.privacy.release.audit import Checked

MOST_NAMED = 10


def certificate(found: "Sequence[Checked]") -> Iterator[str]:
    """The lines of the certificate."""
    for checked in found:
        yield f"{'kept  ' if checked.is_kept else 'BROKEN'}  {checked.rule} ({checked.count} looked at)"
        yield from (f"        {name}" for name in checked.broken[:MOST_NAMED])
        if len(checked.broken) > MOST_NAMED:
            yield f"        and {len(checked.broken) - MOST_NAMED} more"
    yield ""
    if all(checked.is_kept for checked in found):
        yield "Everything that was published keeps the release rule."
    else:
        yield "Something that was published breaks the release rule. Withdraw it and report this: it is a defect."
