"""The definitions in a notebook's cells, each run alone, so that one broken line loses no other.

This runs beside the learner's code: where a cell stopped half-way, and where all are run anew
because the process had to be ended.
"""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Iterator
from typing import Any

_MAGIC = re.compile(r"^\s*([%!]|[\w.]+\s*=\s*[%!]|\?)|\?\s*$")
_GOES_ON = re.compile(r"[\s)\]}#]|(else|elif|except|finally)\b")
FAR = 20  # pieces


def define(cells: list[str], namespace: dict[str, Any], *, calm: bool = False) -> None:
    """Run the imports, functions, classes and plain assignments of these cells.

    `calm` leaves out assignments that call anything: one of them may have ended the process.
    """
    for number, cell in enumerate(cells):
        source = without_magics(cell)
        name = f"<cell {number + 1}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        for statement in _definitions(statements_of(source), calm):
            module = ast.fix_missing_locations(ast.Module([statement], type_ignores=[]))
            try:
                exec(compile(module, name, "exec"), namespace)
            except BaseException:  # an interrupt, too: it ends this statement only
                continue


def without_magics(cell: str) -> str:
    """Jupyter's own lines taken out, so that Python remains, each on its line."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%"):
        if not re.match(r"%%(time|timeit|capture|prun)\b", first):
            return ""  # not Python
        lines[lines.index(first)] = ""
    kept = []
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        kept.append(f"{indent}pass" if _MAGIC.search(line) and not _parses(line) else line)
    return "\n".join(kept) + "\n"


def _parses(line: str) -> bool:
    try:
        ast.parse(line.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "%" in line[1:] and not line.lstrip().startswith(("%", "!"))
    return True


def statements_of(source: str) -> list[ast.stmt]:
    """All statements; where the source does not parse, those of the pieces that do."""
    whole = _parsed(source)
    if whole is not None:
        return whole
    lines = source.split("\n")
    starts = [i for i, line in enumerate(lines) if line and not _GOES_ON.match(line)]
    ends, found, done = [*starts[1:], len(lines)], [], 0
    for number, start in enumerate(starts):
        if start < done:
            continue
        # As few lines as parse: a bracket or a text may go on at the left margin.
        for end in ends[number : number + FAR]:
            # (The lines above stay, empty, so that all numbers are right.)
            piece = _parsed("\n" * start + "\n".join(lines[start:end]))
            if piece is not None:
                found += piece
                done = end
                break
    return found


def _parsed(source: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _definitions(statements: list[ast.stmt], calm: bool) -> Iterator[ast.stmt]:
    for statement in statements:
        match statement:
            case ast.Import() | ast.ImportFrom():
                yield statement
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement
            case ast.Assign() | ast.AnnAssign():
                targets = getattr(statement, "targets", None) or [statement.target]
                calls = any(isinstance(n, ast.Call | ast.Await) for n in ast.walk(statement))
                if not (calm and calls) and all(map(_is_plain, targets)):
                    yield statement
            case ast.If():
                yield from _one_of_two(statement, calm)
            case ast.Try():
                handlers = [_emptied(handler, calm) for handler in statement.handlers]
                body = list(_definitions(statement.body, calm))
                if body and handlers:
                    yield ast.copy_location(ast.Try(body, handlers, [], []), statement)
                else:
                    yield from body
                yield from _definitions(statement.orelse + statement.finalbody, calm)
            case ast.With():
                yield from _definitions(statement.body, calm)


def _is_plain(target: ast.expr) -> bool:
    """A name, or several; torch.allclose = ... is none."""
    if isinstance(target, ast.Tuple | ast.List):
        return all(map(_is_plain, target.elts))
    return isinstance(target, ast.Name)


def _one_of_two(statement: ast.If, calm: bool) -> Iterator[ast.stmt]:
    """The branch that holds, where the test can be asked; else both, the first one last."""
    first = list(_definitions(statement.body, calm))
    second = list(_definitions(statement.orelse, calm))
    if not first and not second:
        return
    if calm and any(isinstance(node, ast.Call) for node in ast.walk(statement.test)):
        yield from (*second, *first)
        return
    nothing = ast.Pass(lineno=statement.lineno, col_offset=0)
    # Each statement stays alone in its branch, so that one that fails keeps back no other.
    for branch, test in (
        (first, statement.test),
        (second, ast.UnaryOp(ast.Not(), statement.test)),
    ):
        for inner in branch:
            asked = ast.copy_location(ast.If(test, [inner], []), statement)
            otherwise = ast.ExceptHandler(ast.Name("NameError", ast.Load()), None, [inner])
            handlers = [ast.copy_location(otherwise, nothing)]
            yield ast.copy_location(ast.Try([asked], handlers, [], []), statement)


def _emptied(handler: ast.ExceptHandler, calm: bool) -> ast.ExceptHandler:
    body = list(_definitions(handler.body, calm)) or [ast.Pass()]
    return ast.copy_location(ast.ExceptHandler(handler.type, handler.name, body), handler)
