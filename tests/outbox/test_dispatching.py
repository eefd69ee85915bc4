"""What becomes of deliveries when all goes well, and when it does not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.chat.blocks import Message
from bot.chat.errors import (
    BlockedError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    ThrottledError,
    UnreachableError,
    WorkspaceSuspendedError,
)
from bot.chat.ids import AccountRef, Place, direct
from bot.chat.platform import Pacing
from bot.outbox.model import Delivery, Skip
from bot.outbox.outcomes import Patience
from bot.outbox.round import Limits
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.outbox.far_end import capabilities
from tests.outbox.stage import ACME, CHAT, NOON, Script, ScriptedPlatform, planned, say_hello, set_stage

LEASE = "outbox:chat:acme"


def once(error: Exception) -> Script:
    return lambda place, attempt: error if attempt == 1 else None


def always(error: Exception) -> Script:
    return lambda place, attempt: error


async def test_what_is_due_is_sent_once_and_what_is_not_yet_due_waits(database: Database) -> None:
    stage = set_stage(database)
    await stage.plan(*[planned(f"p{n}") for n in range(250)], planned("later", due_at=NOON + timedelta(hours=1)))
    assert await stage.drain() == 250
    assert await stage.drain() == 0
    report = await stage.report()
    assert (report.sent, report.waiting, report.total) == (250, 1, 251)
    assert await stage.later(hours=1) == 1
    assert stage.platform.received.total() == 251
    assert set(stage.platform.received.values()) == {1}


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (BlockedError("user_disabled"), "blocked", ""),
        (NotInstalledError("not_in_channel"), "not_installed", ""),
        (RejectedError("msg_too_long"), "failed", "msg_too_long"),
    ],
)
async def test_a_refusal_is_final(sqlite_database: Database, error: SendError, state: str, code: str) -> None:
    stage = set_stage(sqlite_database, ScriptedPlatform(script=always(error)))
    await stage.plan(planned("anna"))
    await stage.drain()
    await stage.later(hours=1)
    report = await stage.report()
    assert getattr(report, state) == ({code: 1} if code else 1)
    assert stage.platform.attempts["anna"] == 1


async def test_unreachable_is_tried_again_until_it_works(sqlite_database: Database) -> None:
    script: Script = lambda place, attempt: UnreachableError("no_connection") if attempt < 4 else None  # noqa: E731 - a story
    stage = set_stage(sqlite_database, ScriptedPlatform(script=script))
    await stage.plan(planned("anna"))
    await stage.drain()
    waits = [2, 4, 8]
    for wait in waits:
        assert await stage.later(seconds=wait - 0.001) == 0
        assert await stage.later(seconds=0.001) == 1
    assert (await stage.report()).sent == 1
    assert stage.platform.attempts["anna"] == 4


async def test_unreachable_for_good_is_parked_with_its_code(sqlite_database: Database) -> None:
    platform = ScriptedPlatform(script=always(UnreachableError("no_connection")))
    stage = set_stage(sqlite_database, platform, patience=Patience(attempts=3))
    await stage.plan(planned("anna"), planned("ben", expires_at=NOON + timedelta(seconds=5)))
    for _ in range(5):
        await stage.drain()
        await stage.later(minutes=5)
    assert (await stage.report()).failed == {"no_connection": 2}
    assert platform.attempts == {"anna": 3, "ben": 1}


async def test_retry_after_holds_the_whole_workspace(sqlite_database: Database) -> None:
    platform = ScriptedPlatform(script=lambda place, n: ThrottledError("ratelimited", 30) if n == 1 else None)
    stage = set_stage(sqlite_database, platform, patience=Patience(attempts=1))
    await stage.plan(*[planned(f"p{n}") for n in range(200)])
    await stage.drain()
    tried = platform.attempts.total()
    assert tried <= 32
    await stage.later(seconds=29)
    assert platform.attempts.total() == tried
    platform.script = lambda place, attempt: None
    await stage.later(seconds=1)
    assert (await stage.report()).sent == 200
    assert set(platform.received.values()) == {1}


async def test_who_is_held_back_until_it_is_too_late_was_throttled(sqlite_database: Database) -> None:
    stage = set_stage(sqlite_database, ScriptedPlatform(script=always(ThrottledError("ratelimited", 60))))
    await stage.plan(planned("anna"), planned("ben", expires_at=NOON + timedelta(seconds=60)))
    await stage.drain()
    assert (await stage.report()).throttled == 1
    await stage.later(hours=7)
    assert (await stage.report()).throttled == 2


async def test_who_waited_too_long_is_skipped(sqlite_database: Database) -> None:
    stage = set_stage(sqlite_database)
    await stage.plan(planned("anna"))
    await stage.later(hours=6)
    assert (await stage.report()).skipped == {"too_late": 1}
    assert not stage.platform.attempts


async def test_compose_may_skip(sqlite_database: Database) -> None:
    stage = set_stage(sqlite_database)
    await stage.plan(planned("anna"), planned("away ben"))
    await stage.drain()
    report = await stage.report()
    assert (report.sent, report.skipped) == (1, {"away": 1})


async def test_one_that_cannot_be_composed_does_not_hold_up_the_others(sqlite_database: Database) -> None:
    async def compose(deliveries: Sequence[Delivery], now: datetime) -> Sequence[Message | Skip]:
        if any(each.args["for"] == "ben" for each in deliveries):
            raise KeyError("a private word")
        return await say_hello(deliveries, now)

    stage = set_stage(sqlite_database, compose=compose, patience=Patience(attempts=2))
    await stage.plan(planned("anna"), planned("ben"), planned("carla"))
    await stage.drain()
    await stage.later(minutes=1)
    report = await stage.report()
    assert (report.sent, report.failed) == (2, {"compose_error": 1})


async def test_in_doubt_is_looked_for_before_it_is_sent_again(database: Database) -> None:
    """The answer got lost after anna's message had arrived, and before ben's had."""
    arrives = {"anna": (InDoubtError,), "ben": ()}
    platform = ScriptedPlatform(script=once(InDoubtError("timed_out")))
    stage = set_stage(database, platform)
    for name, after_arrival in arrives.items():
        platform.after_arrival = after_arrival
        await stage.plan(planned(name))
        await stage.drain()
    await stage.later(seconds=2)
    assert platform.received == {"anna": 1, "ben": 1}
    assert platform.attempts == {"anna": 1, "ben": 2}
    assert (await stage.report()).sent == 2


async def test_in_doubt_with_nobody_to_ask_a_check_in_is_unknown_and_a_digest_goes_out_again(
    sqlite_database: Database,
) -> None:
    platform = ScriptedPlatform(
        capabilities=capabilities(CHAT, finds_deliveries=False), script=once(InDoubtError("timed_out"))
    )
    stage = set_stage(sqlite_database, platform)
    await stage.plan(planned("anna"), planned("leader", is_doubled_in_doubt=True))
    await stage.drain()
    await stage.later(seconds=2)
    report = await stage.report()
    assert (report.unknown, report.sent) == (1, 1)
    assert platform.attempts == {"anna": 1, "leader": 2}


@pytest.mark.parametrize("doubtful_at_once", [1, 2, 5])
async def test_where_little_may_be_in_doubt_everything_goes_out_all_the_same(
    sqlite_database: Database, doubtful_at_once: int
) -> None:
    platform = ScriptedPlatform(capabilities=capabilities(CHAT, finds_deliveries=False))
    stage = set_stage(sqlite_database, platform, limits=Limits(doubtful_at_once=doubtful_at_once))
    await stage.plan(*[planned(f"p{n}") for n in range(23)])
    assert await stage.drain() == 23
    assert (await stage.report()).sent == 23


async def test_a_platform_that_always_breaks_off_is_not_sent_double_after_double(sqlite_database: Database) -> None:
    platform = ScriptedPlatform(
        capabilities=capabilities(CHAT, finds_deliveries=False),
        script=always(InDoubtError("timed_out")),
        after_arrival=(InDoubtError,),
    )
    stage = set_stage(sqlite_database, platform)
    await stage.plan(planned("leader", is_doubled_in_doubt=True))
    for _ in range(10):
        await stage.later(minutes=5)
    assert platform.received == {"leader": 3}
    assert (await stage.report()).unknown == 1


async def test_when_the_platform_will_not_say_a_check_in_stays_unknown_and_a_digest_goes_out_again(
    sqlite_database: Database,
) -> None:
    platform = ScriptedPlatform(
        script=once(InDoubtError("timed_out")), find_script=always(RejectedError("missing_scope"))
    )
    stage = set_stage(sqlite_database, platform)
    await stage.plan(planned("anna"), planned("leader", is_doubled_in_doubt=True))
    await stage.drain()
    await stage.later(seconds=2)
    report = await stage.report()
    assert (report.unknown, report.sent) == (1, 1)
    assert platform.attempts == {"anna": 1, "leader": 2}


async def test_a_late_look_still_finds_what_arrived_before_its_time_had_passed(sqlite_database: Database) -> None:
    platform = ScriptedPlatform(script=once(InDoubtError("timed_out")), after_arrival=(InDoubtError,))
    stage = set_stage(sqlite_database, platform)
    await stage.plan(planned("anna"))
    await stage.drain()
    await stage.later(hours=7)
    assert (await stage.report()).sent == 1


async def test_a_process_that_dies_again_and_again_uses_up_nobodys_attempts(database: Database) -> None:
    stage = set_stage(database, patience=Patience(attempts=2))
    await stage.plan(planned("anna"))

    def claim_and_die(tx: UnitOfWork) -> None:
        epoch = tx.leases.acquire(LEASE, "dead", now=NOON, until=NOON)
        assert epoch is not None
        assert len(tx.outbox.claim(ACME, now=NOON, limit=9, lease_until=NOON, epoch=epoch)) == 1

    for _ in range(5):
        await database.write(claim_and_die)
    await stage.drain()
    assert (await stage.report()).sent == 1
    assert stage.platform.received == {"anna": 1}


async def test_a_defect_of_an_adapter_neither_ends_the_loop_nor_doubles_a_message(sqlite_database: Database) -> None:
    def script(place: Place, attempt: int) -> Exception | None:
        return {"anna": KeyError("ts"), "ben": ZeroDivisionError()}.get(place.external_id) if attempt < 9 else None

    platform = ScriptedPlatform(script=script, after_arrival=(KeyError,))
    stage = set_stage(sqlite_database, platform)
    await stage.plan(planned("anna"), planned("ben"), planned("carla"))
    for _ in range(10):
        await stage.drain()
        await stage.later(minutes=6)
    report = await stage.report()
    assert (report.sent, report.failed) == (2, {"adapter_error": 1})
    assert platform.received == {"anna": 1, "carla": 1}
    assert platform.attempts["ben"] == 8


async def test_a_workspace_that_is_gone_takes_its_waiting_deliveries_with_it(database: Database) -> None:
    platform = ScriptedPlatform(script=always(WorkspaceSuspendedError("token_revoked")))
    stage = set_stage(database, platform)
    await stage.plan(*[planned(f"p{n}") for n in range(150)], planned("later", due_at=NOON + timedelta(hours=2)))
    await stage.drain()
    assert stage.suspended == [(ACME, "token_revoked")]
    assert platform.attempts.total() <= 32
    report = await stage.report()
    assert (report.not_installed, report.total) == (151, 151)


async def test_a_busy_channel_does_not_hold_up_the_rest(sqlite_database: Database) -> None:
    pacing = Pacing(workspace_per_second=1000, place_per_second=1)
    stage = set_stage(sqlite_database, ScriptedPlatform(capabilities=capabilities(CHAT, pacing=pacing)))
    channel = direct(AccountRef(workspace=ACME, external_id="general"))
    posts = [planned(f"post {n}", place=channel, due_at=NOON - timedelta(hours=1)) for n in range(120)]
    await stage.plan(*posts, planned("anna"))
    await stage.drain()
    assert stage.platform.received["anna"] == 1
    assert stage.platform.received["general"] <= 8
    for _ in range(40):
        await stage.later(seconds=4)
    assert stage.platform.received["general"] == 120


async def test_the_report_adds_up(sqlite_database: Database) -> None:
    errors = [
        None,
        BlockedError("b"),
        NotInstalledError("n"),
        RejectedError("r"),
        RejectedError("q"),
        InDoubtError("d"),
        ThrottledError("t", 600),
    ]

    def script(place: Place, attempt: int) -> Exception | None:
        return errors[int(place.external_id) % len(errors)]

    stage = set_stage(
        sqlite_database, ScriptedPlatform(capabilities=capabilities(CHAT, finds_deliveries=False), script=script)
    )
    await stage.plan(*[planned(str(n)) for n in range(70)])
    for _ in range(80):
        await stage.later(minutes=10)
    report = await stage.report()
    assert report.total == 70
    assert report.waiting == 0


async def test_a_dispatcher_that_is_stopped_puts_back_what_it_had_not_started(database: Database) -> None:
    platform = ScriptedPlatform()
    stage = set_stage(database, platform)

    def script(place: Place, attempt: int) -> Exception | None:
        if platform.attempts.total() >= 40:
            stage.dispatcher.stop()
        return None

    platform.script = script
    await stage.plan(*[planned(f"p{n}") for n in range(100)])
    await stage.drain()
    report = await stage.report()
    assert 40 <= report.sent <= 72
    assert report.sent + report.waiting == 100
    heir = set_stage(database, platform)
    assert await heir.later(seconds=1) == report.waiting
    assert not platform.questions
    assert set(platform.received.values()) == {1}
