"""Acts that Slack signed once, or that name what they should not, have one effect at most and show nothing."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

import pytest

from bot.chat.actions import ActionRef
from bot.clock.weeks import Week
from bot.pulse.bank import Family, of_family
from bot.pulse.schedule import question_of
from tests.fakes.slack_client import sign
from tests.privacy.thief import CANARY, all_rows, answer, changed, sealed, stolen_bytes
from tests.scenarios.slack_driver import SlackDriver
from tests.scenarios.world import SECRET, TEAM, TOKEN, World

FORM = "application/x-www-form-urlencoded"


def client(world: World) -> Any:  # noqa: ANN401 - the driver's own
    assert isinstance(world.chat, SlackDriver)
    return world.chat._client


async def press_by_hand(world: World, name: str, line: str, **changes: object) -> Any:  # noqa: ANN401 - what Slack is told
    """Presses a button whose action was rewritten."""
    from tests.fakes.slack_world import Act

    slack = client(world)
    latest = await world.latest(name)
    payload = slack.press_payload(
        world.accounts[name], latest.handle, latest.buttons[0], Act(user=world.accounts[name])
    )
    payload["actions"][0]["action_id"] = line
    return await slack.send_payload({**payload, **changes})


async def test_a_request_that_is_played_again_answers_nothing_and_changes_nothing(slack_world: World) -> None:
    from tests.fakes.slack_world import Act

    world, slack = slack_world, client(slack_world)
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    latest = await world.latest("Ana")
    payload = slack.press_payload(world.accounts["Ana"], latest.handle, "3", Act(user=world.accounts["Ana"]))
    await slack.send_payload(payload)
    before = await all_rows(world)
    for _ in range(3):
        again = await slack.send_payload(payload)
        assert (again.status, again.text) == (200, "")
    assert changed(before, await all_rows(world)) == set()


async def test_a_comment_that_is_played_again_shows_nothing(slack_world: World) -> None:
    import json
    from urllib.parse import urlencode

    world, slack = slack_world, client(slack_world)
    await world.until("2026-11-25T10:00")
    form = await world.press("Ana", await world.latest("Ana"), "2")
    sent: list[bytes] = []
    original = slack.send_payload

    async def keep(payload: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what the far end answers
        sent.append(urlencode({"payload": json.dumps(payload)}).encode())
        return await original(payload)

    slack.send_payload = keep
    await world.submit("Ana", form, comment=CANARY, consent="words")
    assert CANARY in json.dumps([each.decode() for each in sent]).replace("+", " ")
    replayed = await slack.deliver(sent[-1], FORM)
    assert replayed.status == 200
    assert CANARY not in replayed.text


ANCHOR = question_of(Family.OVERALL, 0, Week.parse("2026-W48")).key
FORGED = (
    ("pulse.answer", ("2026-W47", ANCHOR, "3")),
    ("pulse.answer", ("2026-W48", "no-such-question", "3")),
    ("pulse.answer", ("2026-W48", "", "3")),
    ("pulse.answer", ("nonsense", ANCHOR, "3")),
    ("pulse.answer", ("-1-W48", ANCHOR, "3")),
    ("pulse.answer", ("9999-W53", ANCHOR, "3")),
    ("pulse.answer", ("2026-W48", ANCHOR, "9" * 150)),
    ("pulse.answer", ("2026-W48", ANCHOR, "3", "U0BEN")),
    ("pulse.comment", ("2026-W48", ANCHOR)),
    ("pulse.delete", ("2026-W47", ANCHOR)),
    ("admin.import", ()),
    ("admin.now", ()),
    ("admin.run", ("admin add ana@marigold.example",)),
    ("admin.run", ("people link ben@marigold.example",)),
    ("people.save", ()),
    ("people.nothing", ()),
    ("pulse.", ()),
    ("\x00", ("\ud7ff" * 20,)),
)


async def test_a_button_that_was_rewritten_stores_nothing(slack_world: World) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    for verb, args in FORGED:
        before = await all_rows(world)
        reply = await press_by_hand(world, "Ana", ActionRef(verb, args).encode())
        assert reply.status == 200, (verb, args)
        assert changed(before, await all_rows(world)) <= {"marks_even", "marks_odd", "mark_turns"}, (verb, args)
    ana = await world.person("Ana")
    assert ana.role == "employee"


async def test_a_button_that_was_not_rewritten_stores(slack_world: World) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    await press_by_hand(world, "Ana", ActionRef("pulse.answer", ("2026-W48", ANCHOR, "3")).encode())
    assert len(await sealed(world)) == 1


async def test_somebody_elses_question_cannot_be_answered(slack_world: World) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    every = [each.key for each in of_family(Family.DRIVER)]
    for key in every:
        await press_by_hand(world, "Ana", ActionRef("pulse.answer", ("2026-W48", key, "3")).encode())
    assert len(await sealed(world)) == 1


async def test_a_line_that_we_never_wrote_is_too_old_for_us(slack_world: World) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    for line in ("1|" + "x" * 3000, "2|pulse.answer", "", "1|", "%", "1|pulse.answer|" + "%00" * 60):
        reply = await press_by_hand(world, "Ana", line)
        assert reply.status == 200, line
        assert await sealed(world) == (), line


@pytest.mark.parametrize(
    "changes",
    [
        {"user": {"id": "U0NOBODY", "team_id": TEAM}},
        {"user": {"id": "U0ANA", "team_id": "T0OTHER"}, "team": {"id": "T0OTHER", "domain": "other"}},
        {"user": {"id": "U0ANA"}, "team": {"id": "T0OTHER"}},
        {"user": {"id": "47a334a5bb6030c42c5f92651a72e087"}},
    ],
    ids=["unknown person", "same id elsewhere", "same id in another team", "our own id"],
)
async def test_the_same_id_in_another_workspace_is_another_person(
    slack_world: World, changes: dict[str, object]
) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    latest = await world.latest("Ana")
    line = next(
        each["action_id"]
        for block in latest.handle.blocks  # type: ignore[attr-defined]  # the far end's own message
        for each in block.get("elements", ())
        if each["text"]["text"] == "4"
    )
    before = await sealed(world)
    await press_by_hand(world, "Ana", line, **changes)
    assert await sealed(world) == before


@pytest.mark.parametrize("how", ["unsigned", "another secret", "another body", "yesterday"])
async def test_what_slack_did_not_sign_reaches_nobody(slack_world: World, how: str) -> None:
    slack = client(slack_world)
    body = b"command=%2Fvoice&text=my+answers&user_id=U0ANA&team_id=" + TEAM.encode() + b"&trigger_id=1&channel_id=D1"
    stamp = str(int(time.time()) - (86_400 if how == "yesterday" else 0))
    secret = "f" * 32 if how == "another secret" else SECRET
    signed = sign(secret, b"another" if how == "another body" else body, stamp)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "" if how == "unsigned" else signed}
    reply = await slack.deliver(body, FORM, headers=headers)
    assert (reply.status, reply.text) == (401, "")


async def test_tokens_lie_sealed(slack_world: World) -> None:
    stolen = stolen_bytes(slack_world)
    assert TOKEN.encode() not in stolen
    assert SECRET.encode() not in stolen
    assert hashlib.sha256(TOKEN.encode()).digest() not in stolen
