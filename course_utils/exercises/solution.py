"""The reference's own source, turned into what a learner could have written in a notebook."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable

LONGEST_LINE = 88


def solution(reference: Callable) -> str:
    """The source of `reference` without annotations, other course functions spelt `cu.name`."""
    source = textwrap.dedent(inspect.getsource(reference))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    offset = _offsets(source)
    edits: list[tuple[int, int, str]] = []  # from, to, replacement
    arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
    defaults = function.args.defaults + [d for d in function.args.kw_defaults if d]
    for argument in arguments:
        if argument.annotation:
            start = offset(argument.lineno, argument.col_offset) + len(argument.arg)
            edits.append((start, offset(*_end(argument.annotation)), ""))
    for default in defaults:  # " = None" with an annotation, "=None" without
        start = offset(default.lineno, default.col_offset)
        spaced = source[:start].rstrip(" =")
        edits.append((len(spaced), start, "="))
    if function.returns:
        last = max((offset(*_end(a)) for a in arguments + defaults), default=source.index("("))
        edits.append((source.index(")", last) + 1, offset(*_end(function.returns)), ""))
    names = vars(sys.modules[reference.__module__])
    modules = set()
    for node in ast.walk(ast.Module(function.body, [])):
        if not isinstance(node, ast.Name):
            continue
        if inspect.ismodule(names.get(node.id)) and node.id != "torch":
            module = names[node.id].__name__
            alias = "" if module == node.id else f" as {node.id}"
            modules.add(f"import {module}{alias}\n")  # every lesson has imported torch
        if node.id != reference.__name__ and _is_ours(names, node.id):
            start = offset(node.lineno, node.col_offset)
            edits.append((start, start, "cu."))
    for start, end, replacement in sorted(edits, reverse=True):
        source = source[:start] + replacement + source[end:]
    imports = "".join(sorted(modules))
    return f"{imports}\n\n{_tidy_signature(source)}" if imports else _tidy_signature(source)


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


def _tidy_signature(source: str) -> str:
    """The signature on one line, or with its parameters on lines of their own below."""
    start, end = source.index("(") + 1, source.index("):")
    parameters = " ".join(source[start:end].split()).removesuffix(",")
    if len(source[:start]) + len(parameters) > LONGEST_LINE - len("):"):
        lines = textwrap.wrap(parameters, LONGEST_LINE - 4)
        parameters = "\n    " + "\n    ".join(lines) + "\n"
    return f"{source[:start]}{parameters}{source[end:]}"
