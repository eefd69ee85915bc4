"""A far end that answers every call as Slack answers `chat.postMessage`, in a process of its own.

`python -m bench.far_end` prints its address and serves until its standard input ends.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

ANSWER = b'{"ok":true,"channel":"D0000000001","ts":"1732530000.000100"}'


async def _answer(request: web.BaseRequest) -> web.Response:
    await request.read()
    return web.Response(body=ANSWER, content_type="application/json")


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(web.Server(_answer), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


@contextmanager
def far_end() -> Iterator[str]:
    """The address of a far end in another process, for as long as it is needed."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.far_end"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve())
