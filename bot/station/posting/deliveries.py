"""How a posting is planned: its row and its delivery, together and once."""

from dataclasses import dataclass
from datetime import datetime

from bot.chat.ids import Place
from bot.outbox.model import Planned
from bot.station.model import Posting, PostingKind
from bot.station.store import StationWork

PREFIX = "station."
"""How the kind of every delivery of the station begins."""

FIX_DUE = "station.fix_due"
"""Word to somebody that the day has come for what they promised; it stands for no posting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a posting goes out and until when it may, and what is done when nobody knows whether it arrived."""

    due_at: datetime
    expires_at: datetime
    is_doubled_in_doubt: bool = False


def plan_posting(tx: StationWork, posting: Posting, *, key: str, timing: Timing) -> bool:
    """Keeps a posting and its delivery; false, and nothing kept, when one of this `key` was planned before."""
    kind = kind_of(posting.kind)
    delivery = Planned(
        kind=kind,
        place=posting.place,
        dedupe_key=f"{kind}|{key}",
        due_at=timing.due_at,
        expires_at=timing.expires_at,
        args={"posting": posting.id},
        person_id=posting.person_id,
        is_doubled_in_doubt=timing.is_doubled_in_doubt,
    )
    is_new = tx.outbox.plan([delivery]) == 1
    if is_new:
        tx.postings.add(posting)
    return is_new


def kind_of(kind: PostingKind) -> str:
    """The kind of delivery that carries such a posting."""
    return f"{PREFIX}{kind.value}"


def place_label(place: Place) -> str:
    """A place as part of a key."""
    workspace = place.workspace
    thread = place.thread_id or ""
    return f"{workspace.platform}/{workspace.external_id}/{place.kind.value}/{place.external_id}/{thread}"
