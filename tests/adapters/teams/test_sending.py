"""Messages that the bot starts: where they go, what becomes of them, and what each refusal means."""

import asyncio
import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.teams.apps import App, CertificateProof, ManagedIdentityProof, SecretProof, login_form
from adapters.teams.client import retry_after_seconds
from adapters.teams.refs import AppId, TenantId
from bot.chat.errors import (
    BlockedError,
    GoneError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    ThrottledError,
    UnreachableError,
)
from bot.chat.ids import Place, PlaceKind
from tests.adapters.teams.conftest import (
    APP,
    CHANNEL,
    DELIVERY,
    DIRECT,
    NEIGHBOUR,
    TEAM,
    TENANT,
    WORKSPACE,
    Room,
    opened_room,
)
from tests.adapters.teams.examples import MESSAGE, REPLY
from tests.fakes.teams import FakeTeams


def calls(room: Room) -> list[str]:
    return [each.name for each in room.fake.calls]


async def test_a_chat_is_opened_once_and_remembered(room: Room) -> None:
    for _ in range(3):
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    await room.adapter.platform.send(NEIGHBOUR, REPLY, DELIVERY)
    assert calls(room) == ["create", "post", "post", "post", "create", "post"]
    asked = room.fake.calls[0].body
    assert (asked["tenantId"], len(asked["members"]), asked["isGroup"]) == (TENANT, 1, False)


async def test_a_chat_that_is_gone_is_opened_anew(room: Room) -> None:
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    room.fake.faults.add("post", "404 ConversationNotFound")
    with pytest.raises(NotInstalledError):
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert calls(room).count("create") == 2


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("429 wait 7", ThrottledError, "TooManyRequests"),
        ("429 html", ThrottledError, "http_429"),
        ("412 PreconditionFailed", ThrottledError, "PreconditionFailed"),
        ("502 html", InDoubtError, "http_502"),
        ("504 html", InDoubtError, "http_504"),
        ("500 ServiceError", InDoubtError, "ServiceError"),
        ("403 MessageWritesBlocked", BlockedError, "MessageWritesBlocked"),
        ("403 html", BlockedError, "http_403"),
        ("403 BotNotInConversationRoster", NotInstalledError, "BotNotInConversationRoster"),
        ("404 html", NotInstalledError, "http_404"),
        ("413 MessageSizeTooBig", RejectedError, "MessageSizeTooBig"),
        ("400 BadSyntax", RejectedError, "BadSyntax"),
        ("401 Unauthorized", UnreachableError, "Unauthorized"),
        ("drop_before", InDoubtError, "connection_lost"),
        ("drop_after", InDoubtError, "connection_lost"),
    ],
)
async def test_what_goes_wrong_has_its_kind_and_teams_own_word(
    room: Room, fault: str, kind: type[SendError], code: str
) -> None:
    room.fake.faults.add("post", fault)
    with pytest.raises(SendError) as caught:
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert (type(caught.value), caught.value.code) == (kind, code)


async def test_before_anything_is_posted_nothing_is_in_doubt(room: Room) -> None:
    for fault in ("502 html", "drop_before", "hang"):
        room.fake.faults.add("create", fault)
        if fault == "hang":
            room.fake.released.set()
        with pytest.raises(UnreachableError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert room.tenant.messages == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 1), ("Mon, 23 Nov 2026 09:00:30 GMT", 30), ("Mon, 23 Nov 2026 08:00:00 GMT", 1), ("soon", 1)],
)
def test_how_long_to_wait(header: str, seconds: float) -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert seconds <= retry_after_seconds({"Retry-After": header}, now) <= seconds + 1


async def test_editing_and_deleting_what_is_gone(room: Room) -> None:
    ref = await room.adapter.platform.send(CHANNEL, MESSAGE, DELIVERY)
    await room.adapter.platform.edit(ref, REPLY)
    assert room.tenant.messages[0].versions == 2
    room.fake.faults.add("delete", "502 html")
    with pytest.raises(UnreachableError):
        await room.adapter.platform.delete(ref)
    await room.adapter.platform.delete(ref)
    await room.adapter.platform.delete(ref)
    with pytest.raises(GoneError):
        await room.adapter.platform.edit(ref, REPLY)


async def test_a_thread_below_a_posting(room: Room) -> None:
    ref = await room.adapter.platform.send(CHANNEL, MESSAGE, DELIVERY)
    below = room.adapter.platform.below(ref)
    answer = await room.adapter.platform.send(below, REPLY, DELIVERY)
    assert below.kind is PlaceKind.THREAD
    assert room.tenant.messages[1].conversation == f"{TEAM};messageid={ref.external_id}"
    await room.adapter.platform.edit(answer, MESSAGE)
    assert room.adapter.platform.below(answer) == below


async def test_what_is_known_of_channels(room: Room) -> None:
    team = room.tenant.teams[TEAM]
    team.channels["19:partners"] = {"id": "19:partners", "name": "Partners", "type": "shared"}
    facts = [await room.adapter.platform.describe_place(_channel(name)) for name in (TEAM, "19:partners", "19:none")]
    assert [(each.name, each.is_open, each.is_shared_outside) for each in facts] == [
        ("General", True, False),
        ("Partners", True, True),
        ("19:none", False, False),
    ]
    room.tenant.users["29:ada"]["userRole"] = "guest"
    assert (await room.adapter.platform.describe_place(CHANNEL)).is_shared_outside
    team.is_installed = False
    assert not (await room.adapter.platform.describe_place(CHANNEL)).is_open


async def test_the_directory_comes_in_pages_without_guests(room: Room) -> None:
    room.fake.page_size = 1
    room.fake.add_user(TENANT, "29:guest", "Guest", userRole="guest", tenantId="another")
    room.tenant.teams[TEAM].members.append("29:guest")
    pages = [page async for page in room.adapter.platform.read_directory(WORKSPACE)]
    entries = [entry for page in pages for entry in page]
    assert [len(page) for page in pages] == [1, 1, 1]
    assert [(each.first_name, each.email, each.is_person) for each in entries] == [
        ("Ada", "ada@example.com", True),
        ("", "bo@example.com", True),
        ("", "", False),
    ]


def _channel(name: str) -> Place:
    return Place(workspace=WORKSPACE, kind=PlaceKind.CHANNEL, external_id=name)


class TestTokens:
    """What shows the connector who we are."""

    async def test_one_token_serves_many_calls_at_once(self, room: Room) -> None:
        await asyncio.gather(*(room.adapter.platform.send(DIRECT, REPLY, DELIVERY) for _ in range(10)))
        assert room.fake.fetched["token"] == 1

    async def test_it_is_exchanged_before_it_ends_while_the_old_one_is_used(self) -> None:
        fake = FakeTeams()
        fake.token_seconds = 300
        async with opened_room(fake) as room:
            for _ in range(3):
                await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
                await asyncio.sleep(0.02)
            assert room.fake.fetched["token"] >= 2

    async def test_one_that_is_not_taken_is_fetched_anew(self, room: Room) -> None:
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        room.fake.end_tokens()
        with pytest.raises(UnreachableError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)

    @pytest.mark.parametrize("fault", ["500 html", "drop_before", "503 busy"])
    async def test_without_one_nothing_is_sent_and_nothing_lost(self, room: Room, fault: str) -> None:
        room.fake.faults.add("token", fault)
        with pytest.raises(UnreachableError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert len(room.tenant.messages) == 1

    async def test_a_wrong_secret_is_told_and_can_be_mended(self, room: Room, caplog: pytest.LogCaptureFixture) -> None:
        room.fake.secrets[APP] = "another"
        with pytest.raises(UnreachableError) as caught:
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert caught.value.code == "token_invalid_client"
        assert "made-up-secret" not in caplog.text

    async def test_a_certificate_proves_the_app(self) -> None:
        pem = certificate()
        fake = FakeTeams()
        fake.certificates[APP] = pem
        app = App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=CertificateProof(pem=pem))
        async with opened_room(fake, apps=(app,)) as room:
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert len(room.tenant.messages) == 1

    def test_an_assertion_names_its_certificate(self) -> None:
        import jwt

        pem = certificate()
        app = App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=SecretProof(secret=""))
        form = login_form(app, CertificateProof(pem=pem), url="https://u", scope="s", now=datetime.now(UTC))
        told = jwt.get_unverified_header(form["client_assertion"])["x5t#S256"]
        der = x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
        assert base64.urlsafe_b64decode(told + "=") == hashlib.sha256(der).digest()

    async def test_a_machine_in_azure_needs_no_secret(self) -> None:
        fake = FakeTeams()
        fake.identity_header = "made-up-header"
        async with fake.serve() as url:
            proof = ManagedIdentityProof(endpoint=f"{url}/identity", header="made-up-header")
            app = App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=proof)
            from adapters.teams.apps import AppTokens
            from bot.clock.clock import SystemClock

            scope = "https://api.botframework.com/.default"
            tokens = AppTokens(apps=[app], login_url=url, scope=scope, clock=SystemClock())
            assert (await tokens.token(app)).startswith("token-")
            await tokens.close()


def certificate() -> str:
    """A certificate that signed itself, with its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "voxloop.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (made.public_bytes(Encoding.PEM) + secret).decode()
