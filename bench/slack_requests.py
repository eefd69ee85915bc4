"""The signed HTTP requests that Slack sends, ready to be written to a connection."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode

from adapters.slack.render import render_message
from bench.company import SECRET, TEAM, Company
from bot.chat.actions import ActionRef
from bot.chat.words import words_for
from bot.clock.weeks import Week
from bot.pulse.bank import question
from bot.pulse.messages import CheckInText, check_in

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def presses(company: Company, run: str) -> Iterator[bytes]:
    """Presses on the answers of a day's check-in: everybody answers all their questions once, then again."""
    messages = {}
    for number in count():
        for user, keys in company.questions.items():
            key = keys[number % len(keys)]
            if key not in messages:
                messages[key] = _check_in(company.week, key)
            yield signed(_form(_press(user, messages[key], company.week, key, f"{run}.{user}.{number}")), FORM)


def statuses(company: Company, run: str) -> Iterator[bytes]:
    """`user_change` events as most are: somebody's status is new, and nothing that Voxloop keeps."""
    for number in count():
        for user in company.questions:
            yield signed(json.dumps(_user_change(user, name_of(user), f"{run}.{number}")).encode(), JSON)


def renamings(company: Company, run: str) -> Iterator[bytes]:
    """`user_change` events, each with a new name of somebody."""
    for number in count():
        for user in company.questions:
            name = f"{name_of(user)} {run}.{number}"
            yield signed(json.dumps(_user_change(user, name, f"{run}.{number}")).encode(), JSON)


def name_of(user: str) -> str:
    return f"Person {int(user[1:])} Example"


def signed(body: bytes, kind: str) -> bytes:
    """The whole request as it goes over the wire."""
    timestamp = str(int(time.time()))
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept: */*",
        f"X-Slack-Signature: v0={digest}",
        f"X-Slack-Request-Timestamp: {timestamp}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "",
        "",
    )
    return "\r\n".join(head).encode() + body


def _form(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def _check_in(week: Week, key: str) -> dict[str, object]:
    text = CheckInText(first_name="Person", time_zone="Europe/Warsaw", week=week, question=question(key))
    return dict(render_message(check_in(words_for("en"), text)))


def _press(user: str, message: dict[str, object], week: Week, key: str, trigger: str) -> dict[str, object]:
    value = "4"
    action = ActionRef("pulse.answer", (str(week), key, value)).encode()
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": value}}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "person", "name": "person", "team_id": TEAM},
        "api_app_id": "A0000000001",
        "token": "deprecated",
        "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": "D0000000001"},
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "marigold"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "D0000000001", "name": "directmessage"},
        "message": {"type": "message", "user": "U0BOT", "ts": "1700000000.000100", **message},
        "state": {"values": {}},
        "response_url": "http://127.0.0.1:9/response",
        "actions": [{**button, "block_id": "b1", "value": value, "action_ts": "1700000000.000200"}],
    }


def _user_change(user: str, name: str, stamp: str) -> dict[str, object]:
    profile = {
        "real_name": name,
        "display_name": "",
        "email": f"person.{int(user[1:])}@marigold.example",
        "status_text": f"In a meeting {stamp}",
        "status_emoji": "",
        "avatar_hash": "0123456789ab",
        "image_72": "https://avatars.example/0123456789ab_72.png",
        "team": TEAM,
    }
    account = {
        "id": user,
        "team_id": TEAM,
        "name": "person",
        "real_name": name,
        "deleted": False,
        "is_bot": False,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "tz": "Europe/Warsaw",
        "tz_offset": 3600,
        "locale": "en-GB",
        "updated": 1700000000,
        "profile": profile,
    }
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True}
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "api_app_id": "A0000000001",
        "event": {"type": "user_change", "user": account, "cache_ts": 1700000000, "event_ts": "1700000000.000100"},
        "type": "event_callback",
        "event_id": f"Ev{stamp}.{user}",
        "event_time": 1700000000,
        "authorizations": [{**authorization, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }
