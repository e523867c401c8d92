"""The house rules of course_utils: who may import whom, and how long a module may be."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "course_utils"
FLOORS = (
    {"checking", "data", "inputs", "masks", "packing", "plots", "progress", "timing"},
    {"attention", "words"},
    {"multihead", "tiled", "triton_attention", "variants"},
    {"contenders", "exercises"},
    {"catalogue", "explorer", "homework", "hosting", "notebook", "recorder"},
    {"__main__"},
    {"__init__"},  # the front door shows what all floors offer
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path):
    """The module of course_utils, or the folder directly below it, that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_modules(text, package):
    """Every dotted name that a source imports, relative ones resolved; `package` holds it."""
    names = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join((*above, *filter(None, [node.module])))
            names += [f"{start}.{alias.name}" for alias in node.names]
    return names


def imports_of(path):
    package = ("course_utils", *path.relative_to(PACKAGE).parent.parts)
    return imported_modules(path.read_text(encoding="utf-8"), package)


def rooms_imported(path):
    """The rooms of course_utils that a file imports, its own left out."""
    rooms = set()
    for name in imports_of(path):
        head, *rest = name.split(".")
        if head == "course_utils":
            known = rest and (PACKAGE / rest[0]).with_suffix(".py").exists()
            rooms.add(rest[0] if known or (rest and (PACKAGE / rest[0]).is_dir()) else "__init__")
    return rooms - {room(path)}


def test_imports_are_resolved():
    text = "import numpy.linalg\nfrom . import a\nfrom .b import c\nfrom ...d import e"
    assert imported_modules(text, ("course_utils", "exercises", "softmax")) == [
        "numpy.linalg",
        "course_utils.exercises.softmax.a",
        "course_utils.exercises.softmax.b.c",
        "course_utils.d.e",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_lower_floors(path):
    name = room(path)
    assert name in FLOOR, f"{name} has no floor: give it one in FLOORS and in CONTRIBUTING.md"
    for other in rooms_imported(path):
        assert other in FLOOR, f"{name} imports {other}, which has no floor"
        assert FLOOR[other] < FLOOR[name], f"{name} is on floor {FLOOR[name]}, not above {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_short_and_has_a_noun_for_a_name(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 250, f"{path.name} has {lines} lines: it holds two nouns, split it"
    assert path.stem not in {"common", "helper", "helpers", "misc", "util", "utils"}


def test_only_notebook_imports_ipython():
    importers = {
        room(path)
        for path in FILES
        if any(name.split(".")[0] in {"IPython", "ipywidgets"} for name in imports_of(path))
    }
    assert importers <= {"notebook"}


def test_contributing_tells_the_floors():
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for number, names in enumerate(FLOORS[:-1]):
        row = next(line for line in text.splitlines() if line.startswith(f"| {number} |"))
        for path in {room(path) for path in FILES} & names:
            assert f"`{path}" in row, f"CONTRIBUTING.md does not put {path} on floor {number}"
