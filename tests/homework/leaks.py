"""What is inside a release, and what of its answers and of hidden cases would be found there."""

from __future__ import annotations

import ast
import inspect
import io
import json
import textwrap
import zipfile
from collections.abc import Callable, Iterable

import torch

from course_utils import packing
from course_utils.checking import Case, Exercise
from course_utils.homework.task import task

LONG = 20  # characters from which a line is telling
MANY = 8  # numbers that do not come together by chance


def files(release: str) -> dict[str, bytes]:
    """All that is in it: its cells' text, and the packed files, unpacked."""
    cells = json.loads(release)["cells"]
    setup = next(cell for cell in cells if cell["cell_type"] == "code")
    found = packing.unpacked("".join(setup["source"]))
    for cell in cells:
        if cell is not setup:
            found[f"cell {cell['id']}"] = "".join(cell["source"]).encode()
    for name in [name for name in found if name.endswith(".sealed")]:
        with zipfile.ZipFile(io.BytesIO(found.pop(name))) as archive:
            found |= {f"{name}/{part}": archive.read(part) for part in archive.namelist()}
    return found


def telling_lines(exercise: Exercise) -> set[str]:
    """The lines of its answer and of its mistakes that the stub does not show anyway."""
    functions = (exercise.reference, *(mistake.function for mistake in exercise.mistakes))
    stub = task(exercise).stub
    return {line for function in functions for line in lines_of(function) if line not in stub}


def lines_of(function: Callable) -> list[str]:
    """The lines of a function's body, without its docstring and comments."""
    source = textwrap.dedent(inspect.getsource(function))
    try:
        (node,) = ast.parse(source).body
    except SyntaxError:  # a lambda inside a call
        return []
    if not isinstance(node, ast.FunctionDef):
        return []
    body = node.body
    body = body[1:] if ast.get_docstring(node) else body
    lines = "\n".join(ast.get_source_segment(source, part) for part in body).splitlines()
    found = (line.split("  #")[0].strip() for line in lines)
    return [line for line in found if len(line) >= LONG]


def rows_of_numbers(cases: Iterable[Case]) -> set[bytes]:
    """The first numbers of each tensor of the cases, as they would lie in a file."""
    tensors = [a for case in cases for a in case.arguments if isinstance(a, torch.Tensor)]
    return {
        tensor.detach().flatten()[:MANY].numpy().tobytes()
        for tensor in tensors
        if tensor.is_floating_point() and tensor.numel() >= MANY and tensor.dtype != torch.bfloat16
    }
