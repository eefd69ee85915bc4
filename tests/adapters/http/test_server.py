"""The HTTP application: mounts, starts, stops, listens, and answers calmly whatever happens."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from adapters.http.headers import SECURITY_HEADERS
from adapters.http.health import Check, Figure, render_figures
from adapters.http.server import Mount, PortTakenError, Server, build_application, refuse_taken_port
from bot.chat.errors import BusyError

FIGURES = (
    Figure(name="voxloop_sent_total", meaning="Messages sent.", value=3, labels={"platform": "web"}),
    Figure(name="voxloop_sent_total", meaning="Messages sent.", value=4, labels={"platform": 'a"b\\c\nd'}),
    Figure(name="voxloop_waiting", meaning="Messages\nwaiting.", value=1.5, kind="gauge"),
)


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def fail(_: web.Request) -> web.Response:
    raise ValueError("canary")


async def be_busy(_: web.Request) -> web.Response:
    raise BusyError


async def move_on(_: web.Request) -> web.Response:
    raise web.HTTPSeeOther("/elsewhere")


ROUTES = (
    web.post("/echo", echo),
    web.get("/fail/{who}", fail),
    web.get("/busy", be_busy),
    web.get("/moved", move_on),
)


async def is_fine() -> bool:
    return True


async def is_missing() -> bool:
    return False


async def breaks() -> bool:
    raise OSError("canary")


@asynccontextmanager
async def serve(*mounts: Mount, checks: tuple[Check, ...] = (), max_body_bytes: int = 100) -> AsyncIterator[str]:
    app = build_application(mounts, checks=checks, figures=lambda: FIGURES, max_body_bytes=max_body_bytes)
    async with Server(app, host="127.0.0.1", port=0) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with serve(Mount(routes=ROUTES)) as opened:
        yield opened


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


async def test_it_says_that_it_lives_and_whether_it_can_work(http: ClientSession) -> None:
    checks = (Check(name="database", is_fine=is_fine), Check(name="keys", is_fine=is_missing))
    async with serve(checks=checks) as url:
        async with http.get(url + "/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"alive": True})
        async with http.get(url + "/readyz") as answer:
            assert (answer.status, await answer.json()) == (503, {"database": True, "keys": False})
    async with serve(checks=(Check(name="database", is_fine=breaks),)) as url, http.get(url + "/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"database": False})
    async with serve() as url, http.get(url + "/readyz") as answer:
        assert answer.status == 200


async def test_metrics_are_for_this_machine_alone(url: str, http: ClientSession) -> None:
    async with http.get(url + "/metrics") as answer:
        assert answer.status == 200
        assert 'voxloop_sent_total{platform="web"} 3' in await answer.text()
    for header in ("Forwarded", "X-Forwarded-For", "X-Real-IP"):
        async with http.get(url + "/metrics", headers={header: "127.0.0.1"}) as answer:
            assert answer.status == 404, "a proxy on this machine speaks for the world"


def test_figures_are_written_as_prometheus_reads_them() -> None:
    assert render_figures(FIGURES) == (
        "# HELP voxloop_sent_total Messages sent.\n"
        "# TYPE voxloop_sent_total counter\n"
        'voxloop_sent_total{platform="web"} 3\n'
        'voxloop_sent_total{platform="a\\"b\\\\c\\nd"} 4\n'
        "# HELP voxloop_waiting Messages\\nwaiting.\n"
        "# TYPE voxloop_waiting gauge\n"
        "voxloop_waiting 1.5\n"
    )


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/fail/me", "/busy", "/nothing", "/moved"])
async def test_every_answer_carries_the_security_headers(url: str, http: ClientSession, path: str) -> None:
    async with http.get(url + path, allow_redirects=False) as answer:
        assert answer.headers.items() >= SECURITY_HEADERS.items()
        assert "aiohttp" not in answer.headers["Server"]


async def test_errors_are_html_for_people_and_json_for_programs(url: str, http: ClientSession) -> None:
    async with http.get(url + "/fail/me", headers={"Accept": "text/html"}) as answer:
        assert answer.status == 500
        assert "Something went wrong on our side" in await answer.text()
    async with http.get(url + "/fail/me", headers={"Accept": "application/json"}) as answer:
        assert await answer.json() == {"error": "Something went wrong on our side. Please try again."}
    async with http.get(url + "/busy") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    async with http.get(url + "/echo") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    async with http.get(url + "/moved", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/elsewhere")


async def test_a_body_has_a_limit(url: str, http: ClientSession) -> None:
    async with http.post(url + "/echo", data=b"x" * 100) as answer:
        assert answer.status == 200
    async with http.post(url + "/echo", data=b"x" * 101) as answer:
        assert answer.status == 413


async def test_a_used_port_is_named_with_a_way_out() -> None:
    async with Server(build_application(), host="127.0.0.1", port=0) as first:
        said = rf"Port {first.port} is in use by another program. Choose another one: PORT=\d+"
        with pytest.raises(PortTakenError, match=said):
            await Server(build_application(), host="127.0.0.1", port=first.port).start()
        with pytest.raises(PortTakenError, match=said):
            refuse_taken_port("127.0.0.1", first.port)
    refuse_taken_port("127.0.0.1", first.port)


async def test_an_address_that_is_not_ours_is_another_matter() -> None:
    with pytest.raises(OSError, match=r"attempting to bind|cannot assign") as caught:
        await Server(build_application(), host="192.0.2.1", port=0).start()
    assert not isinstance(caught.value, PortTakenError)


async def test_mounts_start_in_order_drain_and_stop_in_the_opposite_one(http: ClientSession) -> None:
    told: list[str] = []
    is_open = asyncio.Event()

    def mount(name: str) -> Mount:
        async def start() -> None:
            told.append(f"{name} starts")

        async def drain() -> None:
            told.append(f"{name} drains")
            is_open.set()

        async def stop() -> None:
            told.append(f"{name} stops")

        return Mount(start=start, drain=drain, stop=stop)

    async def wait(_: web.Request) -> web.Response:
        await is_open.wait()
        told.append("the request ends")
        return web.Response()

    async with serve(mount("a"), mount("b"), Mount(routes=[web.get("/wait", wait)])) as url:
        request = asyncio.create_task(http.get(url + "/wait"))
        await asyncio.sleep(0.05)
    (await request).release()
    assert told == [
        "a starts",
        "b starts",
        "a drains",
        "b drains",
        "the request ends",
        "b stops",
        "a stops",
    ]


async def test_logs_tell_the_route_and_no_payload(
    url: str, http: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        headers = {"Cookie": "canary=1", "Referer": "https://canary.example", "User-Agent": "canary"}
        async with http.get(url + "/fail/canary?token=canary", headers=headers):
            pass
        async with http.post(url + "/echo", data=b"canary"):
            pass
        async with http.get(url + "/canary"):
            pass
    told = [vars(record) for record in caplog.records]
    assert "canary" not in repr(told)
    routes = [each["route"] for each in told if each["msg"] == "request"]
    assert routes == ["/fail/{who}", "/echo", "unknown"]
    (failure,) = (each for each in told if each["msg"] == "request failed")
    assert failure["error"] == "ValueError"
    assert failure["reason"].startswith("test_server.py:")


async def test_garbage_on_the_wire_is_logged_without_what_it_held(url: str, caplog: pytest.LogCaptureFixture) -> None:
    port = int(url.rpartition(":")[2])
    with caplog.at_level(logging.DEBUG):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nCookie canary\r\n\r\n")
        assert b"400" in await reader.read()
        writer.close()
        await writer.wait_closed()
    assert any(record.name == "adapters.http.wire" for record in caplog.records)
    assert "canary" not in repr([vars(record) for record in caplog.records])
    assert "canary" not in caplog.text
