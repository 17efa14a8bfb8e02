"""Keeps an installation alive: starts its parts in order, mends what falls, stops everything and leaves nothing."""

from __future__ import annotations

import functools
import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from backend.launch.sentences import Refusal, say
from backend.services import processes
from backend.services.embedded import Servers
from backend.services.processes import Program

TICK = 0.2
LONGEST_PAUSE = 30.0
# After this long a part that fell is no longer counted as one that cannot stand.
STEADY = 60.0
# Longer than the longest task, so that a busy worker is never taken for a dead one.
SILENCE = 300.0
LOOK_EVERY = 20.0


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal closed."""


def listen_for_the_end() -> None:
    """Turn the signals that ask for the end into Stopped, raised where the supervisor stands."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


@dataclass(slots=True)
class Part:
    """A process that is started again when it falls, with pauses that grow while it cannot stand."""

    name: str
    launch: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    resume_at: float = 0.0
    pause: float = 0.5

    def start(self) -> None:
        """Start it now."""
        self.process = self.launch()
        self.started_at = time.monotonic()

    def fallen(self) -> bool:
        """Whether it ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def tend(self, now: float) -> None:
        """Note a fall and plan the next start, or start again when the pause is over."""
        if self.fallen() and self.process is not None:
            processes.sweep(self.process.pid)
            if now - self.started_at > STEADY:
                self.pause = 0.5
            self.process, self.resume_at = None, now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            say(
                f"« {self.name} » s’est arrêté ; nouveau départ…",
                f"“{self.name}” stopped; starting it again…",
            )
        elif self.process is None and now >= self.resume_at:
            self.start()

    def stop(self, patience: float) -> None:
        """Stop it: politely, then firmly."""
        if self.process is not None:
            processes.stop(self.process, [(signal.SIGTERM, patience), (signal.SIGQUIT, 2.0)])
            self.process = None


@dataclass(slots=True)
class Supervisor:
    """The parts of one running installation."""

    servers: Servers
    address: str
    web: Program
    worker: Program
    parts: list[Part] = field(default_factory=list, init=False)
    heard_at: float = field(default=0.0, init=False)
    looked_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start web and worker and wait until the page and the worker answer; the servers run already."""
        try:
            for program in (self.web, self.worker):
                part = Part(program.name, functools.partial(processes.start, program))
                part.start()
                self.parts.append(part)
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        self.heard_at = self.looked_at = time.monotonic()

    def wait_ready(self, seconds: float = 90.0) -> None:
        """Wait for the first page and the worker's first heartbeat; raises Refusal naming the part that fails."""
        limit = time.monotonic() + seconds
        page = self.health()
        while page.get("status") != "ok":
            fallen = next((part for part in self.parts if part.fallen()), None)
            if fallen or time.monotonic() > limit:
                name = fallen.name if fallen else ("worker" if page else "web")
                raise Refusal("not_ready", name=name, log=self.servers.folder.log(name))
            time.sleep(TICK)
            page = self.health()

    def health(self) -> dict[str, str]:
        """What /healthz says; nothing when the page does not answer."""
        try:
            with urllib.request.urlopen(f"{self.address}healthz", timeout=5) as answer:  # noqa: S310  our own page
                content: dict[str, str] = json.load(answer)
        except (OSError, ValueError):
            return {}
        return content

    def watch(self) -> None:
        """Mend what falls until Stopped; raises Refusal when PostgreSQL itself stops."""
        if self.servers.valkey is not None:
            valkey = self.servers.valkey

            def start_valkey() -> subprocess.Popen[bytes]:
                valkey.start()
                assert valkey.process is not None  # noqa: S101  start() has just set it
                return valkey.process

            self.parts.append(Part("valkey", start_valkey, valkey.process, time.monotonic()))
        while True:
            time.sleep(TICK)
            now = time.monotonic()
            postgres = self.servers.postgres
            if postgres is not None and postgres.process is not None and postgres.process.poll() is not None:
                raise Refusal("stopped", name="postgres", log=self.servers.folder.log("postgres"))
            for part in self.parts:
                part.tend(now)
            self.listen(now)

    def listen(self, now: float) -> None:
        """Start the worker again when everything else is well and it has been silent for longer than any task."""
        if now - self.looked_at < LOOK_EVERY:
            return
        self.looked_at = now
        page = self.health()
        deaf = page.get("worker") == "down" and page.get("database") == page.get("broker") == "ok"
        if not deaf:
            self.heard_at = now
        elif now - self.heard_at > SILENCE:
            self.heard_at = now
            for part in self.parts:
                if part.name == "worker":
                    part.stop(5.0)

    def stop(self) -> None:
        """Stop web, then worker; whoever made the servers stops them."""
        for part in self.parts:
            part.stop(5.0)
        self.parts.clear()
