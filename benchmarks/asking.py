"""Readers who ask one page after the other, each on a connection of their own: `python -m benchmarks.asking` reads what
to ask from its input and writes how long every answer took, in a process apart from what is measured."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from typing import Any


def answer(connection: socket.socket, request: bytes) -> tuple[int, int]:
    """One answer: its status and its length in bytes."""
    connection.sendall(request)
    held = b""
    while b"\r\n\r\n" not in held:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("closed before the end of the answer's head")
        held += more
    head, _blank, body = held.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(min(missing, 1 << 20)))
    return int(head.split(b" ", 2)[1]), length


def one_reader(asked: dict[str, Any], cookie: str, until: float, kept: list[tuple[float, int, int]]) -> None:
    """Ask for each address once, then again and again until the hour; keeps (seconds, status, bytes)."""
    requests = [
        (
            f"GET {path} HTTP/1.1\r\nHost: {asked['host']}:{asked['port']}\r\nAccept-Encoding: gzip\r\n"
            f"Cookie: {cookie}\r\n\r\n"
        ).encode()
        for path in asked["paths"]
    ]
    connection = socket.create_connection((asked["host"], asked["port"]))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    turn = 0
    while turn < len(requests) or time.perf_counter() < until:
        began = time.perf_counter()
        try:
            status, length = answer(connection, requests[turn % len(requests)])
        except ConnectionError:
            connection.close()
            connection = socket.create_connection((asked["host"], asked["port"]))
            continue
        kept.append((time.perf_counter() - began, status, length))
        turn += 1
    connection.close()


def main() -> int:
    """Ask for the seconds told with one reader a cookie."""
    asked = json.load(sys.stdin)
    until = time.perf_counter() + asked["seconds"]
    kept: list[list[tuple[float, int, int]]] = [[] for _cookie in asked["cookies"]]
    readers = [
        threading.Thread(target=one_reader, args=(asked, cookie, until, rows))
        for cookie, rows in zip(asked["cookies"], kept, strict=True)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    json.dump([row for rows in kept for row in rows], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
