"""The bench of the station's storage measures what it says it does, in small."""

from pathlib import Path

from bench.bench_station_store import measure


def test_what_is_measured_is_kept_and_found(tmp_path: Path) -> None:
    measured = measure(tmp_path / "voxloop.db", 400)
    assert measured.per_second > 0
    assert measured.peak_mb >= measured.first_mb > 0
    assert all(took > 0 for took in measured.looks.values())
