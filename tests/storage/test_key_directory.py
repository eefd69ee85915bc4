"""Keys are made once, shared by all processes, and once destroyed never come back."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from bot.chat.errors import UnavailableError
from bot.privacy.keys import KEY_BYTES, KeyDestroyedError, KeyStore
from storage.key_directory import KeyDirectory, KeyDirectoryError


def test_a_key_is_made_once_and_kept(keys: KeyStore, tmp_path: Path) -> None:
    assert keys.get("week:2026-w48") is None
    key = keys.get_or_create("week:2026-w48")
    assert len(key) == KEY_BYTES
    assert keys.get_or_create("week:2026-w48") == key
    assert KeyDirectory.open(tmp_path / "keys").get("week:2026-w48") == key
    assert keys.get_or_create("week:2026-w49") != key


def test_a_destroyed_key_never_comes_back(keys: KeyStore, tmp_path: Path) -> None:
    elsewhere = KeyDirectory.open(tmp_path / "keys")
    assert keys.get_or_create("week:1") == elsewhere.get_or_create("week:1")
    elsewhere.destroy("week:1")
    for store in (keys, elsewhere, KeyDirectory.open(tmp_path / "keys")):
        assert store.destroyed("week:1")
        with pytest.raises(KeyDestroyedError, match="week:1"):
            store.get("week:1")
        with pytest.raises(KeyDestroyedError):
            store.get_or_create("week:1")
    elsewhere.destroy("week:1")


def test_destroying_leaves_no_byte_of_the_key(keys: KeyStore, tmp_path: Path) -> None:
    key = keys.get_or_create("week:1")
    (tmp_path / "second-link").hardlink_to(tmp_path / "keys" / "week_1.key")
    keys.destroy("week:1")
    assert not (tmp_path / "keys" / "week_1.key").exists()
    assert (tmp_path / "second-link").read_bytes() != key


def test_a_key_can_be_forbidden_before_it_is_made(keys: KeyStore) -> None:
    keys.destroy("week:1")
    with pytest.raises(KeyDestroyedError):
        keys.get_or_create("week:1")


def test_a_key_left_by_a_process_that_died_while_another_destroyed_it_is_removed(
    keys: KeyStore, tmp_path: Path
) -> None:
    keys.get_or_create("week:1")
    left_over = tmp_path / "keys" / "week_1.key"
    content = left_over.read_bytes()
    keys.destroy("week:1")
    left_over.write_bytes(content)
    with pytest.raises(KeyDestroyedError):
        keys.get("week:1")
    assert not left_over.exists()


def test_living_keys_are_listed(keys: KeyStore) -> None:
    for name in ("week:2", "week:1", "family:1"):
        keys.get_or_create(name)
    keys.fingerprint()
    keys.destroy("week:2")
    assert keys.names("week:") == ["week:1"]
    assert keys.names() == ["family:1", "week:1"]


def test_the_fingerprint_tells_directories_apart(keys: KeyStore, tmp_path: Path) -> None:
    assert keys.fingerprint() == KeyDirectory.open(tmp_path / "keys").fingerprint()
    assert keys.fingerprint() != KeyDirectory.open(tmp_path / "others").fingerprint()


@pytest.mark.parametrize("name", ["", "../tokens", "Week", "a b", "a_b", "x" * 201, "week\n"])
def test_names_that_could_leave_the_directory_are_refused(keys: KeyStore, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a key"):
        keys.get_or_create(name)


def test_only_the_owner_can_read(keys: KeyStore, tmp_path: Path) -> None:
    keys.get_or_create("tokens")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / "tokens.key").stat().st_mode & 0o777 == 0o600


def test_a_directory_that_others_can_look_into_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o750)
    with pytest.raises(KeyDirectoryError, match="chmod 700"):
        KeyDirectory.open(tmp_path / "open")


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(KeyDirectoryError, match="cannot be used"):
        KeyDirectory.open(tmp_path / "file")


def test_a_directory_that_has_gone_away_is_said_to_be_unavailable(keys: KeyStore, tmp_path: Path) -> None:
    keys.get_or_create("week:1")
    (tmp_path / "keys").rename(tmp_path / "unmounted")
    with pytest.raises(UnavailableError, match="key directory"):
        keys.get_or_create("week:1")
    (tmp_path / "unmounted").rename(tmp_path / "keys")
    assert keys.get("week:1") is not None


def test_an_empty_folder_in_the_place_of_the_directory_gets_no_new_keys(keys: KeyStore, tmp_path: Path) -> None:
    (tmp_path / "keys").rename(tmp_path / "unmounted")
    (tmp_path / "keys").mkdir(mode=0o700)
    for ask in (keys.get, keys.get_or_create):
        with pytest.raises(UnavailableError, match="mounted"):
            ask("week:1")
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_damaged_key_is_refused(keys: KeyStore, tmp_path: Path) -> None:
    (tmp_path / "keys" / "tokens.key").write_bytes(b"short")
    with pytest.raises(KeyDirectoryError, match="damaged"):
        keys.get("tokens")


def _race(path: Path, seed: int) -> dict[str, str]:
    """Makes twenty keys while others do; every fourth name is destroyed by one of them midway."""
    keys = KeyDirectory.open(path)
    found: dict[str, str] = {}
    for n in range(20):
        try:
            found[f"k:{n}"] = keys.get_or_create(f"k:{n}").hex()
        except KeyDestroyedError:
            found[f"k:{n}"] = "destroyed"
        if n % 4 == 0 and seed == 0:
            keys.destroy(f"k:{n}")
    return found


def test_racing_processes_agree_on_every_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        seen = list(pool.map(_race, [tmp_path / "keys"] * 3, range(3)))
    keys = KeyDirectory.open(tmp_path / "keys")
    for n in range(20):
        values = {each[f"k:{n}"] for each in seen} - {"destroyed"}
        assert len(values) <= 1
        assert keys.destroyed(f"k:{n}") == (n % 4 == 0)
    assert len(keys.names()) == 15
    assert not list((tmp_path / "keys").rglob("new-*"))
