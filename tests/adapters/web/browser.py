"""A browser without a screen: keeps cookies, reads forms out of pages, and sends them."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, CookieJar

JSON = {"Accept": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]
    json: dict[str, object]


@dataclass(frozen=True)
class Browser:
    http: ClientSession
    url: str

    async def get(self, path: str, **headers: str) -> Answer:
        async with self.http.get(self.url + path, headers=headers) as response:
            return Answer(status=response.status, text=await response.text(), headers=dict(response.headers), json={})

    async def send(
        self, path: str, fields: Mapping[str, str | list[str]] | bytes, headers: Mapping[str, str] = JSON
    ) -> Answer:
        data = (
            [(name, each) for name, value in fields.items() for each in ([value] if isinstance(value, str) else value)]
            if not isinstance(fields, bytes)
            else fields
        )
        sent = {"Content-Type": "application/x-www-form-urlencoded"} | dict(headers)
        async with self.http.post(self.url + path, data=data, headers=sent, allow_redirects=False) as response:
            is_json = response.content_type == "application/json"
            return Answer(
                status=response.status,
                text=await response.text(),
                headers=dict(response.headers),
                json=await response.json() if is_json else {},
            )

    async def csrf(self, path: str = "/") -> str:
        found = re.search(r'name="csrf" value="(\w+)"', (await self.get(path)).text)
        assert found, "the page has no form"
        return found[1]

    async def sign_in(self, token: str) -> Answer:
        csrf = await self.csrf(f"/sign-in?token={token}")
        return await self.send("/sign-in", {"csrf": csrf, "token": token})

    async def act(self, path: str, headers: Mapping[str, str] = JSON, /, **fields: str | list[str]) -> Answer:
        """Sends what the page's script would send."""
        carried = {"csrf": await self.csrf(), "act": secrets.token_hex(16)}
        return await self.send(path, carried | fields, headers)

    async def press(self, action: str, source: str = "note") -> Answer:
        return await self.act("/act", action=action, source=source)


@asynccontextmanager
async def open_browser(url: str) -> AsyncIterator[Browser]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield Browser(http, url)
