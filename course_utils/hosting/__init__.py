"""How a notebook that stands alone gets at the course, and where the course is hosted."""

from .address import Address, NoAddress
from .bundle import bundle
from .commands import COMMANDS, add_commands, run
from .copies import differing, retarget
from .setup_cell import setup_cell

__all__ = [
    "COMMANDS",
    "Address",
    "NoAddress",
    "add_commands",
    "bundle",
    "differing",
    "retarget",
    "run",
    "setup_cell",
]
