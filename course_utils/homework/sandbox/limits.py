"""How much one submission may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    cell_seconds: float = 30
    wall_seconds: float = 300
    """For the notebook and all calls of its functions."""
    start_seconds: float = 60
    memory: int = 6 << 30
    processes: int = 128
    open_files: int = 512
    file_bytes: int = 100 << 20
    home_bytes: int = 256 << 20
    """All files together, where the machine allows a folder of their own."""
    deaths: int = 6
    """How often its process may end, or have to be ended, and be started again."""

    def of_the_system(self) -> dict[str, int]:
        """The names are those of `resource.RLIMIT_...`."""
        return {
            "AS": self.memory,
            "NPROC": self.processes,
            "FSIZE": self.file_bytes,
            "NOFILE": self.open_files,
            "CORE": 0,
            "CPU": int(2 * self.wall_seconds) + 10,
        }
