"""The baseline: a bare slack-bolt app on aiohttp whose listeners do nothing and store nothing.

`python -m bench.bare_bolt` prints its port and serves until its standard input ends.
"""

import asyncio
import re
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bench.company import SECRET


async def _authorize() -> AuthorizeResult:
    """Says who we are at once; bolt's own ways would ask Slack or a store."""
    return AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-bench", bot_id="B1", bot_user_id="U0BOT")


def _app() -> AsyncApp:
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize)

    @app.event("user_change")
    async def heard() -> None:
        pass

    @app.action(re.compile(""))
    async def pressed(ack: AsyncAck) -> None:
        await ack()

    return app


async def _serve() -> None:
    app = _app()

    async def take(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.add_routes([web.post("/slack/events", take)])
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve())
