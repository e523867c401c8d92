"""The package inside a release: the engine, what a learner calls, and sealed exercises."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from tqdm import tqdm

from ..checking import HOMEWORK, Exercise
from ..checking.sealed import seal
from ..exercises import EXERCISES
from .face import FRONT_DOOR, SOLUTION, TABLE

PACKAGE = Path(__file__).parents[1]
KEPT = ("checking", "plots", "notebook.py", "progress.py")
TELLING = 20  # characters from which a line of an answer gives it away
NO_COURSE = " (`cu` is the lessons' package. It is not here: write the function, or use your own.)"


def package(names: Iterable[str]) -> dict[str, bytes]:
    """The files of a package that checks these exercises and holds no answer to any."""
    sealed = {
        name: seal(for_homework(EXERCISES[name]))
        for name in tqdm(names, unit="exercise", disable=None)
    }
    files = {
        "__init__.py": FRONT_DOOR.encode(),
        "exercises/__init__.py": TABLE.format(names=tuple(sealed)).encode(),
        "exercises/solution.py": SOLUTION.encode(),
    }
    for name, kept in sealed.items():
        files[f"exercises/{name}.sealed"] = kept.data
    for path in _kept(frozenset().union(*(kept.modules for kept in sealed.values()))):
        files[path.relative_to(PACKAGE).as_posix()] = path.read_bytes()
    for name in list(files):
        for folder in PurePosixPath(name).parents:
            files.setdefault(f"{folder}/__init__.py" if folder.name else "__init__.py", b"")
    return {f"{PACKAGE.name}/{name}": files[name] for name in sorted(files)}


def for_homework(exercise: Exercise) -> Exercise:
    """The exercise without its lesson, with hints that are true where no lesson is, and none that
    holds a line of the answer."""
    source = inspect.getsource(exercise.reference).splitlines()
    lines = [line.strip() for line in source if len(line.strip()) >= TELLING]
    hints = [hint for hint in exercise.hints if not any(line in hint for line in lines)]
    hints = (hint + NO_COURSE if "cu." in hint else hint for hint in hints)
    return replace(exercise, lesson=HOMEWORK, hints=tuple(hints))


def _kept(modules: Iterable[str]) -> Iterator[Path]:
    """The engine's files, and those of modules that sealed exercises name."""
    for name in KEPT:
        path = PACKAGE / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))
    yield from sorted(PACKAGE.glob("*.mplstyle"))
    yield from sorted(_with_imports(modules))


def _with_imports(modules: Iterable[str]) -> set[Path]:
    """The files of these modules, and of those of this package that they import."""
    found: set[Path] = set()
    left = [_file(module) for module in modules]
    while left:
        path = left.pop()
        if path is None or path in found or path.relative_to(PACKAGE).parts[0] in KEPT:
            continue
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        assert module not in _answering(), f"{module} holds an answer: move what a release needs"
        found.add(path)
        left += _imported_by(path)
    return found


def _file(module: str) -> Path | None:
    path = PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def _imported_by(path: Path) -> Iterator[Path]:
    folder = path.relative_to(PACKAGE).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = folder[: len(folder) - node.level + 1]
            start = ".".join([*above, *filter(None, [node.module])])
            for name in (start, *(f"{start}.{alias.name}".lstrip(".") for alias in node.names)):
                if name and (found := _file(name)):
                    yield found


def _answering() -> set[str]:
    """The modules in which references and mistakes are written."""
    functions = (
        function
        for row in EXERCISES.values()
        for function in (row.reference, *(mistake.function for mistake in row.mistakes))
    )
    return {function.__module__ for function in functions}
