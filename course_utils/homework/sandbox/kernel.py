"""One kernel, driven by nbclient: started inside the walls, given cells, stopped, ended."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import signal
import time
import warnings
from collections.abc import Sequence

import nbformat
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from .place import Place

OK, ERROR, STOPPED = "ok", "error", "stopped"  # it can be used on
STUCK, DIED = "stuck", "died"
GRACE = 3.0  # seconds from the interrupt to the end of patience
LARGEST = 32 << 20  # bytes of one message from the kernel
LONGEST = 200  # characters of an error's words
_DROPPED = ("stream", "display_data", "execute_result", "update_display_data", "error")
_numbers = itertools.count()
_quiet = logging.Logger("quiet", logging.CRITICAL + 1)


class KernelFailed(Exception):
    """The kernel did not start: no matter of the submission's."""


class _Client(NotebookClient):
    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in _DROPPED or msg["msg_type"].startswith("comm"):
            return None  # nobody reads it
        return super().process_message(msg, cell, cell_index)


class Kernel:
    def __init__(self, place: Place, cells: Sequence[str]) -> None:
        self.place = place
        self.notebook = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, cells)])
        self.loop = asyncio.new_event_loop()
        self.context = zmq.asyncio.Context()
        self.context.setsockopt(zmq.MAXMSGSIZE, LARGEST)
        self.context.setsockopt(zmq.LINGER, 0)
        self.manager = self.client = None
        self.ended = False
        self.reply: dict = {}

    def start(self) -> None:
        """Raises KernelFailed with what the kernel itself said last."""
        if os.name != "posix":
            self.end()
            raise KernelFailed("grading needs Linux or macOS; on Windows use its Linux (WSL).")
        for file in self.place.run.iterdir():
            file.unlink()
        # (Another name each time: a manager that is thrown away removes its file, sooner or later.)
        connection_file = str(self.place.work / f"{next(_numbers)}.json")
        argv = self.place.command(connection_file)
        spec = KernelSpec(argv=argv, display_name="submission", language="python")

        class Specs(KernelSpecManager):
            def get_kernel_spec(self, kernel_name):
                return spec

        self.manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=Specs(),
            transport="ipc",
            ip=str(self.place.run / "k"),
            connection_file=connection_file,
            context=self.context,
            log=_quiet,
        )
        self.client = _Client(
            self.notebook,
            km=self.manager,
            allow_errors=True,
            interrupt_on_timeout=True,
            ipython_hist_file=":memory:",
            startup_timeout=int(self.place.limits.start_seconds),
            log=_quiet,
            on_cell_executed=self._remember,
        )
        errors = self.place.work / "stderr"
        try:
            with open(errors, "wb") as stderr:
                self._do(
                    self.client.async_start_new_kernel(
                        env={"PATH": os.defpath},
                        cwd=str(self.place.work),
                        stdout=stderr,
                        stderr=stderr,
                    )
                )
            self.manager.ip = self.from_here(self.manager.ip)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._do(self.client.async_start_new_kernel_client())
        except Exception as error:
            said = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            self.end()
            raise KernelFailed(said[-1] if said else str(error)) from error
        finally:
            self.place.read_report()

    def from_here(self, path: str) -> str:
        """Where a path leads that is the kernel's; its folder may be one that only it has."""
        root = f"/proc/{self._process().pid}/root"
        return root + path if os.path.isdir(root) else path

    def execute(self, index: int, source: str, seconds: float) -> str:
        """Run one cell; how it ended."""
        cell, seconds, self.reply = nbformat.v4.new_code_cell(source), max(1, int(seconds)), {}
        self.client.timeout, started = seconds, time.monotonic()
        running = self.client.async_execute_cell(cell, index)
        try:
            self._do(asyncio.wait_for(running, seconds + GRACE))
        except Exception as error:
            # Also a message that cannot be read: what follows would be as little understood.
            return DIED if isinstance(error, DeadKernelError) and not self.lives() else STUCK
        if self.reply.get("status") == "ok":
            return OK
        return STOPPED if time.monotonic() - started > seconds else ERROR

    @property
    def error(self) -> str:
        """What the last cell raised, in its own words."""
        return f"{self.reply.get('ename')}: {self.reply.get('evalue')}"[:LONGEST]

    def _remember(self, cell, cell_index, execute_reply) -> None:
        self.reply = execute_reply["content"]

    def send(self, source: str) -> None:
        """Have it run and wait for nothing."""
        self.client.kc.execute(source, store_history=False)

    def lives(self) -> bool:
        process = self._process()
        return process is not None and process.poll() is None

    def _process(self):
        return getattr(getattr(self.manager, "provisioner", None), "process", None)

    def interrupt(self) -> None:
        process = self._process()
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGINT)

    def end(self) -> bool:
        """Whatever still runs is killed; False if something of it escaped."""
        if self.ended:
            return True
        self.ended = True
        # First what descends from the launcher: once that has gone, it descends from nobody.
        gone = self.place.end_all()
        process = self._process()
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        gone = self.place.end_all() and gone
        with contextlib.suppress(Exception):
            if self.client.kc is not None:
                self.client.kc.stop_channels()
        with contextlib.suppress(Exception):
            self.loop.run_until_complete(self._last_things())
        self.context.destroy(linger=0)
        self.loop.close()
        return gone

    async def _last_things(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _do(self, awaitable):
        return self.loop.run_until_complete(awaitable)
