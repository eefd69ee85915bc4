"""Letting somebody without a chat seat onto the page: a link that works once, and a code to type instead."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from bot.admin.desk import CommandDesk
from bot.admin.store import AdminWork
from bot.chat.ids import AccountRef, direct
from bot.outbox.model import Planned
from bot.people.model import Account, Person
from bot.pulse.compose import LINK_MADE

PURPOSE: Final = "sign-in"
"""What the page redeems such tokens for; their subject is the account's external id."""

CODE_PURPOSE: Final = "sign-in-code"
"""The same for codes, whose tries are counted."""

LINK_HOURS: Final = 24
CODE_MINUTES: Final = 30
"""A code is short enough to be typed, so it lives no longer than it takes to be told and typed."""

CODE_CHARACTERS: Final = 8
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I, which look alike on a phone."""


class PageOffError(Exception):
    """The page for people without a chat seat is switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink:
    """A way in for one person: `url` works for `LINK_HOURS`, `code` for `CODE_MINUTES`, each of them once."""

    url: str
    code: str
    page: str


async def issue_sign_in_link(desk: CommandDesk, person: Person) -> SignInLink:
    """Makes a link and a code for a person, and their account on the page where it is missing.

    The person is told where they are usually asked, so that nobody comes in as them unnoticed.

    Raises:
        PageOffError: there is no page to sign in to.
    """
    if desk.web is None:
        raise PageOffError("the page for people without a chat seat is switched off")
    account = AccountRef(workspace=desk.web, external_id=person.id)
    token, code, now = secrets.token_urlsafe(32), _new_code(), desk.clock.now()
    await desk.transactions.write(lambda tx: _open_account(tx, account, person))
    await desk.transactions.write(lambda tx: _tell_owner(tx, desk, person, now))
    desk.wake()
    await desk.tokens.issue(PURPOSE, token, account.external_id, now + timedelta(hours=LINK_HOURS))
    await desk.tokens.issue(CODE_PURPOSE, code, account.external_id, now + timedelta(minutes=CODE_MINUTES))
    page = f"{desk.public_url.rstrip('/')}/sign-in"
    return SignInLink(url=f"{page}?{urlencode({'token': token})}", code=code, page=page)


def _open_account(tx: AdminWork, ref: AccountRef, person: Person) -> None:
    account = Account(ref=ref, person_id=person.id)
    if account not in tx.people.accounts_of(person.id):
        tx.people.save_accounts([account])


def _tell_owner(tx: AdminWork, desk: CommandDesk, person: Person, now: datetime) -> None:
    """In every place where the person can be reached, for one of them may be in other hands."""
    platforms = set(desk.platforms)
    reachable = [each.ref for each in tx.people.accounts_of(person.id) if each.is_active]
    tx.outbox.plan(_notice(ref, person, now) for ref in reachable if ref.workspace.platform in platforms)


def _notice(ref: AccountRef, person: Person, now: datetime) -> Planned:
    where = f"{ref.workspace.platform}/{ref.workspace.external_id}/{ref.external_id}"
    return Planned(
        kind=LINK_MADE,
        place=direct(ref),
        dedupe_key=f"{LINK_MADE}|{where}|{now.isoformat()}",
        due_at=now,
        expires_at=now + timedelta(hours=LINK_HOURS),
        args={},
        person_id=person.id,
        is_doubled_in_doubt=True,
    )


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))
