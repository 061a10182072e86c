"""One process: its stores, its services, its server; how it starts, says that it is ready, drains and stops."""

import asyncio
import gc
import os
import resource
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import uvicorn

from maru.chassis import clock, spans
from maru.chassis.bus import Bus
from maru.chassis.edge import Edge
from maru.chassis.jobs import Job, Timer
from maru.chassis.patience import PatientProtocol
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store

LOCK = "lock"


class CannotStart(Exception):
    """One sentence that says what to change; the command ends with status 2."""


class Closing(Protocol):
    async def close(self) -> None: ...


@dataclass
class Process:
    """What runs here. `close_first` are told before the server stops (live sockets), stores after all else."""

    settings: Settings
    edge: Edge
    stores: Mapping[str, Any]
    bus: Bus
    jobs: Sequence[tuple[Store[SqlTx], Job]]
    close_first: Sequence[Closing] = ()
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _timers: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        await self.bus.start()
        holder = f"{socket.gethostname()}:{os.getpid()}"
        for store, job in self.jobs:
            timer = Timer(store, job, holder, clock.now)
            self._timers.append(asyncio.create_task(timer.loop(self._stopping)))

    async def stop(self) -> None:
        """Finish what was begun: timers, deliveries, commits; let go of the files; hand over the last spans."""
        self._stopping.set()
        await asyncio.gather(*self._timers)
        await self.bus.stop()
        for store in self.stores.values():
            await store.close()
        await asyncio.to_thread(spans.record, None)

    async def serve(self, listener: socket.socket, ready: str) -> None:
        """Serve until SIGTERM or SIGINT, and stop what `start` started; a second signal ends the process at once."""
        server = Unsignalled(
            uvicorn.Config(
                self.edge,
                http=PatientProtocol,
                loop="uvloop",
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                ws_max_size=64 * 1024,
                ws_per_message_deflate=False,
                ws_ping_interval=20,
                ws_ping_timeout=20,
                timeout_graceful_shutdown=int(self.settings.web.drain_seconds),
                proxy_headers=bool(self.settings.web.proxies),
                forwarded_allow_ips=self.settings.web.proxies or None,
            )
        )
        _many_sockets()
        loop = asyncio.get_running_loop()
        asked = asyncio.Event()

        def on_signal() -> None:
            if asked.is_set():
                os._exit(1)
            asked.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, on_signal)
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.005)
        if serving.done():
            serving.result()
            raise CannotStart("the server stopped while it started; the log says why")
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 50)
        self.edge.reasons = []
        print(ready, flush=True)
        await asyncio.wait([serving, asyncio.create_task(asked.wait())], return_when=asyncio.FIRST_COMPLETED)
        self.edge.reasons = ["draining"]
        await asyncio.sleep(self.settings.web.linger_seconds)
        for each in self.close_first:
            await each.close()
        server.should_exit = True
        await serving
        await self.stop()


def _many_sockets() -> None:
    """As many open files as this user may have: the usual 1,024 would end before our own bounds do."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if most == resource.RLIM_INFINITY else min(most, 65_536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class Unsignalled(uvicorn.Server):
    """uvicorn without its own signal handling: live sockets must be closed before it waits for connections."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Raises `CannotStart` if the port is taken or may not be used, or the host is none of this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (socket.gaierror, UnicodeError):
        listener.close()
        raise CannotStart(f"there is no host {host!r}: give an address of this machine with --host") from None
    except OSError as error:
        listener.close()
        raise CannotStart(
            f"port {port} on {host} cannot be used ({error.strerror}): stop what uses it, or choose another with --port"
        ) from None
    listener.setblocking(False)
    return listener


@contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process. Raises `CannotStart` naming the process that has it."""
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a+")
    except OSError as error:
        raise CannotStart(
            f"the data folder {folder} cannot be written ({error.strerror}): choose another with --data"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise CannotStart(
                f"process {holder} already uses {folder}: stop it, or choose another with --data"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def run(main: Any) -> None:
    """Run the coroutine on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main)
