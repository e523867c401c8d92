"""The kernel's first lines: our part of it, then IPython's own kernel.

It runs beside the learner's code, and is given: the connection file, the socket's address.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

from . import agent, salvage
from .boot_words import DEFINE, SERVE


class Kernel(IPythonKernel):
    """It understands two cells that are no Python."""

    address = ""

    async def do_execute(self, code: str, *arguments: Any, **named: Any) -> dict[str, Any]:
        if code == SERVE:
            agent.serve(self.address, self.shell.user_ns)
        elif code.startswith(DEFINE):
            salvage.define([code.removeprefix(DEFINE)], self.shell.user_ns)
        else:
            return await super().do_execute(code, *arguments, **named)
        return {"status": "ok", "execution_count": 0, "payload": [], "user_expressions": {}}


def main(connection_file: str, address: str) -> None:
    Kernel.address = address
    app = IPKernelApp.instance(kernel_class=Kernel, connection_file=connection_file)
    app.initialize([])
    # Nobody reads what is printed; 30 MB of it would take its time.
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stderr = nowhere
    for number in (1, 2):
        os.dup2(nowhere.fileno(), number)
    app.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
