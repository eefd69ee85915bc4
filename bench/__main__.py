"""`python -m bench [NAME …]`: runs all benches or the named ones, prints the table, and writes all to RESULTS.md."""

import sys
import time
from importlib import import_module
from pathlib import Path

from bench.machine import describe_machine
from bench.table import BenchRow, to_markdown

BENCHES = {
    "inbound": "Taking what Slack sends",
    "outbound": "Planning and sending",
    "teams": "Microsoft Teams",
    "start": "Starting",
    "memory": "Memory",
    "fold": "The weekly fold",
    "digest": "Publishing and the digest",
    "quality": "What is chosen and what is taken out",
    "station": "Hearing customers",
    "station_store": "Keeping what customers said",
}
RESULTS = Path(__file__).parent / "RESULTS.md"

HEAD = """# What `make bench` measured

Every figure stands beside a bare baseline of the same run, or beside a limit. More is better in the column "ratio".
Load comes from another process over loopback. Machines differ and so do runs: compare ratios, not absolute figures.
"""


def main(names: list[str]) -> None:
    """Results are written only when everything was measured."""
    machine = describe_machine()
    parts = [f"## {BENCHES[name]}\n\n{to_markdown(_measured(name))}" for name in names or BENCHES]
    document = "\n".join([HEAD, machine, "", *parts])
    print(document)
    if not names:
        RESULTS.write_text(document, encoding="utf-8")


def _measured(name: str) -> list[BenchRow]:
    started = time.perf_counter()
    rows: list[BenchRow] = import_module(f"bench.bench_{name}").rows()
    print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(BENCHES):
        sys.exit(f"There is no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}.")
    main(sys.argv[1:])
