"""`./passerelle up`: everything of one installation in one terminal, ready when the page and the worker answer."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from backend.launch.options import OptionParser
from backend.launch.sentences import Refusal, say
from backend.services import processes
from backend.services.embedded import ROOT, Servers, default_folder, remember
from backend.services.folder import DataFolder
from backend.services.processes import Program
from backend.services.supervisor import Stopped, Supervisor, listen_for_the_end

LOOPBACK = "127.0.0.1"
PORT_REFUSALS = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_reserved"}
# Two processes, so that a page that counts for long holds nobody else up.
WEB = "-m gunicorn backend.wsgi:application --workers 2 --worker-class gthread --threads 6 --timeout 60 "
WEB += "--graceful-timeout 4 --keep-alive 5 --no-control-socket --config python:backend.gunicorn --bind"
WORKER = "-m celery --app backend.celery:app worker --beat --concurrency 2 --loglevel INFO --without-gossip "
WORKER += "--without-mingle --schedule"


def read_arguments(argv: list[str]) -> argparse.Namespace:
    """The options of `up`; raises Refusal("option_…")."""
    parser = OptionParser("up")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--no-demo", action="store_true")
    return parser.parse_args(argv)


def chosen_folder(data: Path | None) -> DataFolder:
    """The data folder of the command line, relative to where the command was typed, else the default one."""
    if data is None:
        return default_folder()
    return DataFolder(Path(os.environ.get("PASSERELLE_CALLED_FROM", "."), data.expanduser()).resolve())


def listener(port: int) -> socket.socket:
    """Take the port ourselves, so that whoever answers there is our child; raises Refusal("port_…")."""
    taken = socket.socket(socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((LOOPBACK, port))
    except OverflowError as error:
        taken.close()
        raise Refusal("port_unknown", port=port) from error
    except OSError as error:
        taken.close()
        if error.errno not in PORT_REFUSALS:
            raise
        raise Refusal(PORT_REFUSALS[error.errno], port=port) from error
    taken.listen(512)
    return taken


def prepare(environment: Mapping[str, str], *, demo: bool) -> str:
    """Migrate, load the reference data and, in a new demo, people it; returns what to print once all is ready."""
    command = [sys.executable, "-m", "backend.prepare", "demo" if demo else "real"]
    child = processes.start(Program("prepare", command, environment, None, folder=ROOT), piped=True)
    try:
        message, _ = child.communicate()
    except BaseException:
        processes.sweep(child.pid)
        child.wait()
        raise
    if child.returncode != 0:
        raise Refusal("prepare_failed")
    return message.decode()


def programs(folder: DataFolder, environment: Mapping[str, str], handle: int) -> tuple[Program, Program]:
    """The web server, which answers on the socket we took, and the worker with its clock."""
    lock = (folder.lock,)
    web = [sys.executable, *WEB.split(), f"fd://{handle}"]
    worker = [sys.executable, *WORKER.split(), str(folder.path / "schedule")]
    return (
        Program("web", web, environment, folder.log("web"), inherited=(*lock, handle), folder=ROOT),
        Program("worker", worker, environment, folder.log("worker"), inherited=lock, folder=ROOT),
    )


def rise(servers: Servers, door: socket.socket, *, demo: bool) -> Supervisor:
    """Start everything in order and say so once the page and the worker answer."""
    folder = servers.folder
    address = f"http://{LOOPBACK}:{door.getsockname()[1]}/"
    say("Démarrage de PostgreSQL et de Valkey…", "Starting PostgreSQL and Valkey…")
    servers.start()
    environment = servers.environment() | {"PASSERELLE_BASE_URL": address}
    message = prepare(environment, demo=demo)
    if folder.read_json(folder.installation_path).get("kind") == "demo":
        environment["PASSERELLE_DEMO_DOOR"] = "1"
    say("Démarrage du site et du travail de fond…", "Starting the pages and the background work…")
    supervisor = Supervisor(servers, address, *programs(folder, environment, door.fileno()))
    supervisor.start()
    remember(folder, servers, address)
    sys.stdout.write(message)
    sys.stdout.flush()
    say(
        f"Passerelle est prête : {address}  (Ctrl-C arrête tout)",
        f"Passerelle is ready: {address}  (Ctrl-C stops it)",
    )
    return supervisor


def serve(folder: DataFolder, door: socket.socket, *, demo: bool) -> None:
    """Run the installation until somebody asks for the end, then stop all of it."""
    servers = Servers(folder)
    supervisor = None
    try:
        supervisor = rise(servers, door, demo=demo)
        supervisor.watch()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Arrêt…", "Stopping…")
        if supervisor is not None:
            supervisor.stop()
        servers.stop()


def main(argv: list[str]) -> int:
    """Check the port and the folder, then serve; Ctrl-C and SIGTERM are the usual end."""
    arguments = read_arguments(argv)
    folder = chosen_folder(arguments.data)
    listen_for_the_end()
    try:
        door = listener(arguments.port)
        folder.acquire()
        if arguments.no_demo and folder.read_json(folder.installation_path).get("kind") == "demo":
            raise Refusal("demo_folder", path=folder.path)
        serve(folder, door, demo=not arguments.no_demo)
    except Stopped:
        return 0
    finally:
        folder.release()
    return 0
