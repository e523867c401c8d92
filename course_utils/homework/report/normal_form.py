"""An answer's code as a row of words in which names, comments and layout leave no trace."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ...exercises import EXERCISES

LARGEST = 400_000  # letters of one notebook's code; nobody writes that by hand
_SKIPPED = {"ctx", "annotation", "returns", "type_comment", "type_params", "kind", "simple"}
Form = tuple[str, ...]


def forms(cells: Sequence[str], asked: Collection[str]) -> dict[str, Form]:
    """The form of each asked function that is there and holds an answer; the last one counts."""
    statements = [one for cell in _clipped(cells) for one in _parsed(cell)]
    functions: dict[str, ast.AST] = {}
    modules: dict[str, str] = {}
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                functions.update(
                    {one.id: node.value for one in node.targets if isinstance(one, ast.Name)}
                )
            elif isinstance(node, ast.Import):
                modules.update({one.asname or one.name: one.name for one in node.names})
            elif isinstance(node, ast.ImportFrom):
                home = node.module or ""
                modules.update({one.asname or one.name: f"{home}.{one.name}" for one in node.names})
    found = {}
    for name in asked:
        if name in functions and not _empty(functions[name]):
            try:
                found[name] = tuple(_Writer(functions, modules, asked).of_function(name))
            except RecursionError:  # thousands of brackets: nothing to compare
                continue
    return found


def form_of_reference(name: str) -> Form:
    """The course's own answer, which everybody may have seen; nothing where nobody is shown it."""
    if name not in EXERCISES or EXERCISES[name].is_homework:
        return ()
    source = textwrap.dedent(inspect.getsource(EXERCISES[name].reference))
    return forms([source], [name]).get(name, ())


def _clipped(cells: Iterable[str]) -> Iterator[str]:
    room = LARGEST
    for cell in cells:
        room -= len(cell)
        if room < 0:
            return
        yield cell


def _parsed(cell: str) -> list[ast.stmt]:
    """The statements of a cell, its magics left out; none where it is not Python."""
    cell = re.sub(r"\A\s*%%(time|capture|timeit|prun)\b.*", "", cell)
    cell = re.sub(r"^([ \t]*)[%!?].*|^([ \t]*)[\w.]+\?+$", r"\1\2pass", cell, flags=re.MULTILINE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is the student's affair
            return ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _empty(function: ast.AST) -> bool:
    """Is this a stub that nobody has touched?"""
    body = _body(function)
    return all(
        isinstance(one, ast.Pass | ast.Raise)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (
            isinstance(one, ast.Return)
            and (one.value is None or isinstance(one.value, ast.Constant))
        )
        for one in body
    )


def _body(function: ast.AST) -> list[ast.stmt]:
    if isinstance(function, ast.Lambda):
        return [ast.Return(function.body)]
    body = function.body
    is_text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1:] if is_text and isinstance(body[0].value.value, str) else body


class _Writer:
    """Writes functions out. A function of the student's own that is called stands in its place."""

    def __init__(
        self, functions: Mapping[str, ast.AST], modules: Mapping[str, str], asked: Collection[str]
    ):
        self.functions, self.modules, self.asked = functions, modules, asked
        self.open: list[str] = []

    def of_function(self, name: str) -> Iterator[str]:
        self.open.append(name)
        yield from self._function(self.functions[name], {})
        self.open.pop()

    def _function(self, node: ast.AST, around: Mapping[str, str]) -> Iterator[str]:
        args = node.args
        names = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
        here = dict(around)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                here[inner.id] = "v"
        here |= {one.arg: f"a{place}" for place, one in enumerate(filter(None, names))}
        for default in (*args.defaults, *filter(None, args.kw_defaults)):
            yield from self._words(default, here)
        for statement in _body(node):
            yield from self._words(statement, here)

    def _words(self, node: ast.AST, here: Mapping[str, str]) -> Iterator[str]:
        if dotted := self._of_module(node, here):
            yield dotted
        elif isinstance(node, ast.Name):
            yield from self._name(node.id, here)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield "function"
            yield from self._function(node, here)
        elif isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal):
            return
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a text as a comment
        else:
            yield "Assign" if isinstance(node, ast.AnnAssign) else type(node).__name__
            for field, value in ast.iter_fields(node):
                if field not in _SKIPPED:
                    yield from self._field(value, here)

    def _field(self, value: object, here: Mapping[str, str]) -> Iterator[str]:
        if isinstance(value, ast.AST):
            yield from self._words(value, here)
        elif isinstance(value, list):
            for one in value:
                yield from self._field(one, here)
        elif value is not None:
            yield repr(value)[:60]

    def _name(self, name: str, here: Mapping[str, str]) -> Iterator[str]:
        own = name in self.functions and name not in here and name not in self.asked
        if own and name not in self.open and len(self.open) < 20:
            yield from self.of_function(name)
        else:
            yield here.get(name) or self.modules.get(name) or ("own" if own else name)

    def _of_module(self, node: ast.AST, here: Mapping[str, str]) -> str:
        """ "torch.nn.functional.softmax" for F.softmax, or nothing."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not parts or not isinstance(node, ast.Name) or node.id in here:
            return ""
        module = self.modules.get(node.id)
        return ".".join([module, *reversed(parts)]) if module else ""
