"""The reference's own source, turned into what a learner could have written in a notebook."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable


def solution(reference: Callable) -> str:
    """The source of `reference` without annotations, other course functions spelt `cu.name`."""
    source = textwrap.dedent(inspect.getsource(reference))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    offset = _offsets(source)
    edits: list[tuple[int, int, str]] = []  # from, to, replacement
    arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
    for argument in arguments:
        if argument.annotation:
            start = offset(argument.lineno, argument.col_offset) + len(argument.arg)
            edits.append((start, offset(*_end(argument.annotation)), ""))
    if function.returns:
        last = max((offset(*_end(a)) for a in arguments), default=source.index("("))
        edits.append((source.index(")", last) + 1, offset(*_end(function.returns)), ""))
    ours = vars(sys.modules[reference.__module__])
    for node in ast.walk(ast.Module(function.body, [])):
        if isinstance(node, ast.Name) and node.id != reference.__name__ and _is_ours(ours, node.id):
            start = offset(node.lineno, node.col_offset)
            edits.append((start, start, "cu."))
    for start, end, replacement in sorted(edits, reverse=True):
        source = source[:start] + replacement + source[end:]
    return _signature_on_one_line(source)


def _is_ours(names: dict, name: str) -> bool:
    return inspect.isfunction(names.get(name)) and names[name].__module__.startswith(
        __package__.split(".")[0]
    )


def _end(node: ast.AST) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset


def _offsets(source: str) -> Callable[[int, int], int]:
    """From ast's line and UTF-8 column to a position in the text."""
    lines = source.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        before = lines[line - 1].encode()[:column].decode()
        return sum(map(len, lines[: line - 1])) + len(before)

    return offset


def _signature_on_one_line(source: str) -> str:
    end = source.index("):") + 2
    signature = " ".join(source[:end].split())
    return signature.replace("( ", "(").replace(" )", ")").replace(",)", ")") + source[end:]
