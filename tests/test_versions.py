"""pyproject.toml is the one source of versions: everything else that names one is held to it."""

import importlib.metadata
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import torch
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import start

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DIRECT = [
    Requirement(line) for part in (PROJECT["dependencies"], *EXTRAS.values()) for line in part
]
PIN = re.compile(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)")
CONDA_NAMES = {"matplotlib": "matplotlib-base", "torch": "pytorch-cpu"}


def read_pins():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pairs = [PIN.fullmatch(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pair[1]): Version(pair[2]) for pair in pairs}


def installed_closure():
    """Every distribution that the project with all its extras needs here: name -> version."""
    direct = [line for line in DIRECT if not line.marker or line.marker.evaluate()]
    closure, seen, todo = {}, set(), direct
    while todo:
        requirement = todo.pop()
        name, extras = canonicalize_name(requirement.name), ("", *sorted(requirement.extras))
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            pytest.fail(f"{name} is not installed here; run: python start.py setup")
        closure[name] = Version(Version(distribution.version).public)
        for needed in map(Requirement, distribution.requires or ()):
            marker = needed.marker
            if not marker or any(marker.evaluate({"extra": extra}) for extra in extras):
                todo.append(needed)
    return closure


def test_every_line_of_requirements_is_an_exact_pin():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not PIN.fullmatch(line)] == []
    assert lines[1:] == sorted(lines[1:], key=lambda line: canonicalize_name(line.split("==")[0]))


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_every_direct_dependency_is_pinned_within_its_range(requirement):
    assert str(requirement.specifier), "a dependency without a range"
    assert not any(part.operator in {"==", "~="} for part in requirement.specifier)
    pins = read_pins()
    name = canonicalize_name(requirement.name)
    assert name in pins, f"{name} is missing from requirements.txt; run: make pins"
    assert requirement.specifier.contains(pins[name])


@pytest.mark.skipif(Path(sys.prefix) != start.VENV, reason="not the .venv that start.py made")
def test_the_installed_environment_equals_the_pins():
    pins, installed = read_pins(), installed_closure()
    installed[start.WEIGHTS] = Version(importlib.metadata.version(start.WEIGHTS))
    differing = {name for name, version in installed.items() if pins.get(name, version) != version}
    assert differing == set(), "run: python start.py setup"
    if sys.platform == "linux" and torch.version.cuda is None:  # where the pins were made
        assert sorted(installed.keys() - pins.keys()) == [], "run: make pins"


def test_the_oldest_python_can_install_every_pin():
    """Debian 12 has 3.11.2; soupsieve 4.1.2, pinned here once, asks for 3.11.5."""
    allowed = SpecifierSet(PROJECT["requires-python"])
    pythons = [f"{python}.0" for python in start.PYTHONS]
    assert all(allowed.contains(python) for python in pythons)
    too_new = {
        f"{name}=={version} asks for Python {needed}"
        for name, version in installed_closure().items()
        if (needed := importlib.metadata.metadata(name)["Requires-Python"])
        and not all(SpecifierSet(needed).contains(python) for python in pythons)
    }
    assert too_new == set(), "run: make pins"


def test_conda_environment_has_the_same_ranges():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    assert all(isinstance(line, str) for line in environment["dependencies"]), "no pip section"
    written = dict(line.split(" ") for line in environment["dependencies"])
    wanted = {"python": SpecifierSet(PROJECT["requires-python"])}
    for line in (*PROJECT["dependencies"], *EXTRAS["lab"], "nbval"):
        requirement = Requirement(line)
        ranges = next(known for known in DIRECT if known.name == requirement.name).specifier
        wanted[CONDA_NAMES.get(requirement.name, requirement.name)] = ranges
    assert {name: SpecifierSet(ranges) for name, ranges in written.items()} == wanted


def test_start_and_ci_know_the_same_pythons():
    pythons = SpecifierSet(PROJECT["requires-python"])
    known = [f"3.{minor}" for minor in range(30) if pythons.contains(f"3.{minor}")]
    assert sorted(start.PYTHONS) == sorted(known)
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    rows = workflow["jobs"]["test"]["strategy"]["matrix"]["include"]
    assert {row["python"] for row in rows} == set(known)
    assert {row["os"].split("-")[0] for row in rows} == {"ubuntu", "macos", "windows"}
    assert {row["command"] for row in rows} == {"bash .ci/run", "python start.py test"}


def test_binder_and_the_dev_container_use_such_a_python_and_files_that_exist():
    pythons = SpecifierSet(PROJECT["requires-python"])
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    image, _, python = container["image"].partition(":")
    assert image == "mcr.microsoft.com/devcontainers/python"
    assert pythons.contains(python)
    assert start.parse(container["postCreateCommand"].split()[2:]).command == "setup"
    settings = container["customizations"]["vscode"]["settings"]
    folder = settings["python.defaultInterpreterPath"].removeprefix("${containerWorkspaceFolder}/")
    assert folder == start.VENV.relative_to(ROOT).joinpath("bin/python").as_posix()
    binder = ROOT / ".binder"
    assert {path.name for path in binder.iterdir()} == {"requirements.txt", "runtime.txt"}
    runtime = (binder / "runtime.txt").read_text(encoding="utf-8").strip()
    assert pythons.contains(runtime.removeprefix("python-"))
    lines = (binder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    options = dict(line.split(" ") for line in lines)
    assert options.pop("--extra-index-url") == start.CPU_WHEELS
    assert (binder / options.pop("-c")).resolve() == ROOT / "requirements.txt"
    assert options == {"-e": "."}  # seen from the repository's root, where Binder runs pip


def test_start_installs_extras_that_exist_and_pinned_weights():
    assert set().union(*start.EXTRAS.values()) <= EXTRAS.keys()
    assert start.WEIGHTS in read_pins()


def test_nothing_is_needed_without_extras_that_colab_lacks():
    names = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert names == {"torch", "numpy", "matplotlib", "ipython", "psutil", "tqdm"}
    assert [extra for extra in EXTRAS if any("jaxtyping" in line for line in EXTRAS[extra])] == [
        "test"
    ]
