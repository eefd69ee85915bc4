"""The far end of the wire for tests: passes everything on to PostgreSQL, but loses the answer to one commit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"


@contextmanager
def losing_one_commit(server_folder: Path, folder: Path) -> Iterator[threading.Event]:
    """Listens in `folder`. Once the event given is set, the next commit reaches the server and its answer nobody."""
    armed = threading.Event()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / SOCKET_NAME))
        listener.listen()
        threading.Thread(target=_accept, args=(listener, server_folder, armed), daemon=True).start()
        yield armed
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, server_folder: Path, armed: threading.Event) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(server_folder / SOCKET_NAME))
            lost = threading.Event()
            threading.Thread(target=_ask, args=(client, server, armed, lost), daemon=True).start()
            threading.Thread(target=_answer, args=(server, client, lost), daemon=True).start()


def _ask(client: socket.socket, server: socket.socket, armed: threading.Event, lost: threading.Event) -> None:
    with suppress(OSError):
        while data := client.recv(65536):
            if b"COMMIT" in data and armed.is_set():
                armed.clear()
                lost.set()
            server.sendall(data)
    _hang_up(server)


def _answer(server: socket.socket, client: socket.socket, lost: threading.Event) -> None:
    with suppress(OSError):
        while (data := server.recv(65536)) and not lost.is_set():
            client.sendall(data)
    _hang_up(client)
    _hang_up(server)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
