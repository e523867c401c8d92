"""Environments that are not the tested one: as Colab's, and the oldest that pyproject.toml allows.

Each is made once, in build/, and anew when what it holds changes. Where PyTorch's own index of CPU
wheels is within reach, torch is the very one asked for; elsewhere it is the one of
requirements.txt, because any other would bring gigabytes of CUDA.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from filelock import FileLock

import start

ROOT = Path(__file__).resolve().parents[2]
FREEZE = Path(__file__).with_name("colab-pip-freeze-2026-08-19.txt")
MADE = ROOT / "build" / "environments"
NEEDED = [  # to run a lesson
    *("ipykernel", "ipython", "matplotlib", "nbclient", "nbformat", "numpy"),
    *("pip", "psutil", "setuptools", "tqdm"),
]
TESTS = ["hypothesis", "jaxtyping", "onnx", "playwright", "pytest", "pytest-xdist", "pyyaml"]


def colab() -> Path:
    """With the versions that Colab published, of what the course needs and what that needs."""
    pins = FREEZE.read_text(encoding="utf-8").split()
    torch = next(pin for pin in pins if pin.startswith("torch=="))
    others = [pin for pin in pins if not pin.startswith(("torch==", "triton==", "nvidia-"))]
    return _environment("colab", torch, NEEDED, others)


def oldest() -> Path:
    """With the lower end of every range in pyproject.toml, and what pytest needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    floors = [line.replace(">=", "==") for line in lines if not line.startswith("jupyterlab")]
    torch = next(floor for floor in floors if floor.startswith("torch=="))
    floors.remove(torch)
    return _environment("oldest", torch, [*floors, "nbclient", "nbformat", *TESTS], [])


def python(environment: Path) -> str:
    return str(environment / "bin" / "python")


def copied(environment: Path, name: str) -> Path:
    """A copy that shares its files with the first: what pip does there is seen nowhere else."""
    copy = MADE / "copies" / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(environment, copy, symlinks=True, copy_function=os.link)
    return copy


def _environment(name: str, torch: str, wanted: list[str], pins: list[str]) -> Path:
    index, _ = start.torch_here()
    if not index:
        tested = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
        torch = next(pin for pin in tested if pin.startswith("torch=="))
    content = "\n".join([sys.version, torch, *wanted, *pins])
    place = MADE / f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"
    MADE.mkdir(parents=True, exist_ok=True)
    with FileLock(MADE / f"{name}.lock"):
        if (place / "complete").exists():
            return place
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        # Another torch may want a newer setuptools to begin with; Colab's comes after it.
        _install(place, [pin for pin in pins if not pin.startswith("setuptools==")], torch, *index)
        _install(place, pins, *wanted)
        (place / "complete").touch()
    return place


def _install(environment: Path, pins: list[str], *packages: str) -> None:
    constraints = environment / "constraints.txt"
    constraints.write_text("\n".join(pins), encoding="utf-8")
    install = [python(environment), "-m", "pip", "install", "--quiet", "-c", str(constraints)]
    subprocess.run([*install, *packages], check=True)
