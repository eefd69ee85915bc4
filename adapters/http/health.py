"""What machines ask a running Voxloop: is it alive, can it work, how much has it done."""

import ipaddress
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"
"""https://prometheus.io/docs/instrumenting/exposition_formats/"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something without which no work can be done; `is_fine` returns false or raises when it is missing."""

    name: str
    is_fine: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number for monitoring: totals of the machinery only, for a figure that moves with one answer would tell."""

    name: str
    meaning: str
    value: float
    kind: Literal["counter", "gauge"] = "counter"
    labels: Mapping[str, str] = field(default_factory=dict)


Figures = Callable[[], Iterable[Figure]]


def health_routes(checks: Sequence[Check], figures: Figures) -> tuple[web.RouteDef, ...]:
    """`/healthz` for everyone, `/readyz` for everyone, `/metrics` for this machine alone."""

    async def ready(_: web.Request) -> web.Response:
        states = {check.name: await _holds(check) for check in checks}
        return web.json_response(states, status=200 if all(states.values()) else 503)

    async def metrics(request: web.Request) -> web.Response:
        if not _is_from_here(request):
            raise web.HTTPNotFound
        return web.Response(text=render_figures(figures()), headers={"Content-Type": PROMETHEUS_TEXT})

    return web.get("/healthz", _alive), web.get("/readyz", ready), web.get("/metrics", metrics)


def render_figures(figures: Iterable[Figure]) -> str:
    """The figures as Prometheus reads them; those of one name should follow each other."""
    lines: list[str] = []
    named = ""
    for figure in figures:
        if figure.name != named:
            lines += [f"# HELP {figure.name} {_escaped(figure.meaning)}", f"# TYPE {figure.name} {figure.kind}"]
            named = figure.name
        lines.append(f"{figure.name}{_labels(figure)} {figure.value:g}")
    return "".join(f"{line}\n" for line in lines)


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _holds(check: Check) -> bool:
    try:
        return await check.is_fine()
    except Exception:  # noqa: BLE001 - a check that cannot be made has failed, whatever the reason
        return False


def _is_from_here(request: web.Request) -> bool:
    """A proxy on this machine speaks for the world, so what it passes on does not count as from here."""
    is_passed_on = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP"))
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback and not is_passed_on
    except ValueError:
        return False


def _labels(figure: Figure) -> str:
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in figure.labels.items())
    return f"{{{inner}}}" if inner else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
