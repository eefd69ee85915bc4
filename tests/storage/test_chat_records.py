"""Installations, the mailbox and one-time tokens as adapters use them."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Heading, Message
from bot.chat.ids import AccountRef, DeliveryId, Place, PlaceKind, Platform, WorkspaceRef, direct
from bot.chat.records import Installation
from bot.chat.records import Installations as InstallationsPort
from bot.chat.records import Mailbox as MailboxPort
from bot.chat.records import OneTimeTokens as OneTimeTokensPort
from bot.clock.clock import MovableClock
from storage.crypto import SecretsBox, UnreadableSecretsError
from storage.database import Database
from storage.installations import Installations
from storage.key_directory import KeyDirectory
from storage.mailbox import Mailbox
from storage.one_time_tokens import OneTimeTokens

NORTHWIND = WorkspaceRef(platform=Platform("chat"), external_id="T-NORTHWIND")
ALPINE = WorkspaceRef(platform=Platform("chat"), external_id="T-ALPINE")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def installations(database: Database, keys: KeyDirectory) -> InstallationsPort:
    return Installations(database, SecretsBox(keys))


@pytest.fixture
def mailbox(database: Database) -> MailboxPort:
    return Mailbox(database)


@pytest.fixture
def tokens(database: Database) -> OneTimeTokensPort:
    return OneTimeTokens(database)


def installation(workspace: WorkspaceRef, now: datetime, *, secrets: str = "token-1") -> Installation:
    return Installation(
        workspace=workspace,
        name="Northwind Traders",
        document='{"bot":"B1"}',
        secrets=secrets,
        installed_at=now,
        expires_at=now + timedelta(hours=12),
    )


async def test_an_installation_comes_back_as_it_was_saved(
    installations: InstallationsPort, clock: MovableClock
) -> None:
    saved = installation(NORTHWIND, clock.now())
    await installations.save(saved)
    assert await installations.find(NORTHWIND) == saved
    assert await installations.find(ALPINE) is None
    assert await installations.list(Platform("chat")) == [saved]
    assert await installations.list(Platform("other")) == []


async def test_installing_again_takes_the_place_of_what_was(
    installations: InstallationsPort, clock: MovableClock
) -> None:
    await installations.save(installation(NORTHWIND, clock.now()))
    await installations.suspend(NORTHWIND, "token_revoked")
    suspended = await installations.find(NORTHWIND)
    assert suspended is not None
    assert suspended.suspended_reason == "token_revoked"
    again = installation(NORTHWIND, clock.now(), secrets="token-2")
    await installations.save(again)
    assert await installations.find(NORTHWIND) == again
    await installations.delete(NORTHWIND)
    assert await installations.find(NORTHWIND) is None


async def test_just_one_of_many_rotates_the_token(installations: InstallationsPort, clock: MovableClock) -> None:
    await installations.save(installation(NORTHWIND, clock.now()))

    async def claim() -> bool:
        return await installations.claim_rotation(NORTHWIND, now=clock.now(), until=clock.now() + MINUTE)

    assert sorted(await asyncio.gather(*(claim() for _ in range(20)))) == [False] * 19 + [True]
    clock.move(MINUTE)
    assert await claim()
    assert not await claim()
    await installations.save(installation(NORTHWIND, clock.now(), secrets="token-2"))
    assert await claim()
    assert not await installations.claim_rotation(ALPINE, now=clock.now(), until=clock.now() + MINUTE)


async def test_the_stolen_table_holds_no_token(
    database: Database, installations: InstallationsPort, clock: MovableClock
) -> None:
    await installations.save(installation(NORTHWIND, clock.now(), secrets="xoxb-canary"))
    row = await database.read(lambda work: work.connection.execute(text("SELECT * FROM installations")).one())
    assert "xoxb-canary" not in repr(tuple(row))


async def test_without_the_keys_an_installation_counts_as_suspended(
    database: Database, installations: InstallationsPort, clock: MovableClock, tmp_path: Path
) -> None:
    await installations.save(installation(NORTHWIND, clock.now()))
    other_keys = KeyDirectory.open(tmp_path / "other-keys")
    found = await Installations(database, SecretsBox(other_keys)).find(NORTHWIND)
    assert found is not None
    assert (found.secrets, found.suspended_reason) == ("", "keys_lost")


def test_sealed_secrets_open_for_their_workspace_alone(keys: KeyDirectory) -> None:
    box = SecretsBox(keys)
    sealed = box.seal(NORTHWIND, "token")
    assert box.open(NORTHWIND, sealed) == "token"
    assert box.seal(NORTHWIND, "token") != sealed
    for workspace, content in ((ALPINE, sealed), (NORTHWIND, sealed[:-1]), (NORTHWIND, b"\x02" + sealed[1:])):
        with pytest.raises(UnreadableSecretsError):
            box.open(workspace, content)


MESSAGE = Message(
    summary="How was your week?",
    blocks=(Heading("Hello"), Buttons((Button(label="Catch up", action=ActionRef("pulse.catch_up", ("2026-W48",))),))),
)


def conversation(account: str) -> Place:
    return direct(AccountRef(workspace=NORTHWIND, external_id=account))


async def test_letters_lie_in_their_place_in_order(mailbox: MailboxPort, clock: MovableClock) -> None:
    for n in range(5):
        await mailbox.put(conversation("ada"), DeliveryId(f"d{n}"), MESSAGE, clock.now())
    await mailbox.put(conversation("grace"), DeliveryId("g"), MESSAGE, clock.now())
    letters = await mailbox.read(conversation("ada"))
    assert [(each.number, each.delivery_id) for each in letters] == [(n + 1, f"d{n}") for n in range(5)]
    assert all(each.message == MESSAGE and each.posted_at == clock.now() for each in letters)
    assert [each.number for each in await mailbox.read(conversation("ada"), after=2, limit=2)] == [3, 4]


async def test_a_delivery_is_kept_once(mailbox: MailboxPort, clock: MovableClock) -> None:
    async def put() -> object:
        return await mailbox.put(conversation("ada"), DeliveryId("d1"), MESSAGE, clock.now())

    first, *others = await asyncio.gather(*(put() for _ in range(10)))
    assert all(other == first for other in others)
    assert len(await mailbox.read(conversation("ada"))) == 1
    assert await mailbox.find(conversation("ada"), DeliveryId("d1")) == first
    assert await mailbox.find(conversation("grace"), DeliveryId("d1")) is None


async def test_a_thread_is_a_place_of_its_own(mailbox: MailboxPort, clock: MovableClock) -> None:
    channel = Place(workspace=NORTHWIND, kind=PlaceKind.CHANNEL, external_id="general")
    thread = Place(workspace=NORTHWIND, kind=PlaceKind.THREAD, external_id="general", thread_id="1")
    await mailbox.put(channel, DeliveryId("d1"), MESSAGE, clock.now())
    await mailbox.put(thread, DeliveryId("d1"), MESSAGE, clock.now())
    assert len(await mailbox.read(channel)) == 1
    assert len(await mailbox.read(thread)) == 1


async def test_a_token_works_once(tokens: OneTimeTokensPort, clock: MovableClock) -> None:
    await tokens.issue("sign-in", "secret", "ada", clock.now() + MINUTE)
    assert await tokens.redeem("oauth", "secret", clock.now()) is None
    outcomes = await asyncio.gather(*(tokens.redeem("sign-in", "secret", clock.now()) for _ in range(10)))
    assert sorted(outcomes, key=str) == [None] * 9 + ["ada"]


async def test_an_expired_token_is_refused_and_removed(
    database: Database, tokens: OneTimeTokensPort, clock: MovableClock
) -> None:
    await tokens.issue("sign-in", "secret", "ada", clock.now() + MINUTE)
    clock.move(MINUTE)
    assert await tokens.redeem("sign-in", "secret", clock.now()) is None
    left = await database.read(lambda work: work.connection.scalar(text("SELECT count(*) FROM one_time_tokens")))
    assert left == 0


async def test_only_the_hash_of_a_token_is_kept(
    database: Database, tokens: OneTimeTokensPort, clock: MovableClock
) -> None:
    await tokens.issue("sign-in", "canary", "ada", clock.now() + MINUTE)
    row = await database.read(lambda work: work.connection.execute(text("SELECT * FROM one_time_tokens")).one())
    assert "canary" not in repr(tuple(row))
