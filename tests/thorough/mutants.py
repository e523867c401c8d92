"""Mechanical mutants of the references: one operator, axis, constant, operand, ... changed.

Nobody wrote these mistakes down: a pass over the syntax trees makes them, so they are what the
checks' tables were not made for. A mutant changes one place in the reference, or in one of the
course's functions that it calls.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from course_utils.checking import Exercise

OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div, ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
NAMES = {
    "all": ["any"],
    "amax": ["amin"],
    "any": ["all"],
    "arange": ["ones"],
    "empty": ["zeros"],
    "exp": ["exp2", "expm1"],
    "flatten": ["unflatten"],
    "inf": ["nan"],
    "max": ["min"],
    "maximum": ["minimum"],
    "mean": ["sum"],
    "ones": ["zeros"],
    "rand": ["randn"],
    "randn": ["rand"],
    "reshape": ["view"],
    "repeat_interleave": ["repeat"],
    "split": ["chunk"],
    "sqrt": ["exp", "log"],
    "sum": ["mean", "amax"],
    "tril": ["triu"],
    "var": ["std"],
    "zeros": ["ones"],
    "zeros_like": ["ones_like"],
}


@dataclass(frozen=True)
class Mutant:
    """`change` is the statement before and after, e.g. "softmax: `a / b` -> `a * b`"."""

    change: str
    function: Callable


def mutants(exercise: Exercise) -> Iterator[Mutant]:
    """Every mutant of this exercise's reference, each once."""
    functions = _course_functions(exercise.reference)
    modules = {sys.modules[function.__module__] for function in functions}
    trees = {module: ast.parse(inspect.getsource(module)) for module in modules}
    seen = set()
    for function in functions:
        module = sys.modules[function.__module__]
        for change, tree in _changed_trees(trees[module], function.__name__):
            if change not in seen:
                seen.add(change)
                mutated = trees | {module: tree}
                yield Mutant(change, _rebuilt(mutated, exercise.reference))


def _course_functions(reference: Callable) -> list[Callable]:
    """The reference and the course's functions that it calls, directly or by way of others.

    Those with optional parameters are left out: of what they can do, not all is asked for here.
    """
    found, waiting = [], [reference]
    while waiting:
        function = waiting.pop(0)
        if function in found:
            continue
        found.append(function)
        names = vars(sys.modules[function.__module__])
        used = (names.get(name) for name in function.__code__.co_names)
        waiting += [
            value
            for value in used
            if inspect.isfunction(value)
            and value.__module__.startswith("course_utils.")
            and not value.__defaults__
        ]
    return found


def _rebuilt(trees: dict[ModuleType, ast.Module], reference: Callable) -> Callable:
    """The reference from modules executed anew, which import from each other's new versions."""
    spaces: dict[ModuleType, dict] = {}
    for module, tree in trees.items():
        # Under the module's own name, so that relative imports and dataclasses work.
        space = {"__name__": module.__name__, "__package__": module.__package__}
        exec(compile(tree, module.__file__, "exec"), space)
        spaces[module] = space
    for space in spaces.values():
        for name, value in space.items():
            origin = sys.modules.get(getattr(value, "__module__", None) or "")
            if inspect.isfunction(value) and origin in spaces:
                space[name] = spaces[origin][value.__name__]
    return spaces[sys.modules[reference.__module__]][reference.__name__]


def _changed_trees(tree: ast.Module, function: str) -> Iterator[tuple[str, ast.Module]]:
    """For each single change inside that function: its description, and the whole tree with it."""
    places = [place for place in _places(tree) if place[0] == function]
    for number, (_, _, parameters, _, node) in enumerate(places):
        for replacement in _variants(node, parameters):
            changed = copy.deepcopy(tree)
            place = [place for place in _places(changed) if place[0] == function][number]
            _, statement, _, (parent, field, index), _ = place
            before = ast.unparse(statement)
            if index is None:
                setattr(parent, field, replacement)
            else:
                getattr(parent, field)[index] = replacement
            ast.fix_missing_locations(changed)
            after = ast.unparse(statement)
            if after != before:
                yield f"{function}: `{_first_line(before)}` -> `{_first_line(after)}`", changed


def _first_line(text: str) -> str:
    return text.split("\n")[0]


def _places(tree: ast.Module) -> Iterator[tuple]:
    """All nodes inside functions: function, its statement, its parameters, where it hangs, node."""
    for definition in tree.body:
        if isinstance(definition, ast.FunctionDef):
            arguments = definition.args
            names = [a.arg for a in arguments.posonlyargs + arguments.args + arguments.kwonlyargs]
            for statement in definition.body:
                is_text = isinstance(statement, ast.Expr) and isinstance(
                    statement.value, ast.Constant
                )
                if not is_text:
                    yield from _inside(definition.name, names, statement, statement)


def _inside(function: str, parameters: list[str], statement: ast.stmt, node: ast.AST) -> Iterator:
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST) or isinstance(child, ast.Raise):
                continue
            if isinstance(node, ast.UnaryOp) and isinstance(child, ast.Constant):
                continue  # -1 is one number
            own = child if isinstance(child, ast.stmt) else statement
            where = (node, field, index if isinstance(value, list) else None)
            yield function, own, parameters, where, child
            yield from _inside(function, parameters, own, child)


def _variants(node: ast.AST, parameters: list[str]) -> Iterator[ast.AST]:
    """What may stand in this node's place."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            yield from (_number(n) for n in (1 - number, -number - 1, number, 0) if n != -number)
        case ast.Constant(value=bool(flag)):
            yield ast.Constant(not flag)
        case ast.Constant(value=int() | float() as number):
            yield from (_number(n) for n in (number + 1, number - 1, -1) if n != number)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right):
            for operator in OPERATORS.get(type(op), []):
                yield ast.BinOp(left, operator(), right)
            yield from (left, right)
            if isinstance(op, ast.Sub | ast.Div | ast.FloorDiv | ast.MatMult | ast.Pow):
                yield ast.BinOp(right, op, left)
        case ast.AugAssign(target=target, op=op, value=value):
            for operator in OPERATORS.get(type(op), []):
                yield ast.AugAssign(target, operator(), value)
        case ast.Compare(left=left, ops=[op], comparators=comparators):
            for operator in OPERATORS.get(type(op), []):
                yield ast.Compare(left, [operator()], comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(OPERATORS[type(op)][0](), values)
            yield from values
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield from (ast.IfExp(test, orelse, body), body, orelse)
        case ast.If(test=test, body=body, orelse=orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Attribute(value=value, attr=name, ctx=context):
            yield from (ast.Attribute(value, other, context) for other in NAMES.get(name, []))
        case ast.Name(id=name, ctx=ast.Load()) if name in parameters:
            yield from (ast.Name(other, ast.Load()) for other in parameters if other != name)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            if any(isinstance(argument, ast.Starred) for argument in arguments):
                return
            if isinstance(function, ast.Attribute) and not _is_module(function.value):
                yield function.value  # x.exp() -> x
            elif arguments:
                yield arguments[0]  # softmax(x) -> x
            if len(arguments) > 1 and not _is_call_of(node, "transpose"):
                yield ast.Call(function, [arguments[1], arguments[0], *arguments[2:]], keywords)
            for left_out in keywords:
                yield ast.Call(function, arguments, [k for k in keywords if k is not left_out])


def _number(value: float) -> ast.expr:
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def _is_call_of(node: ast.Call, name: str) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == name


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "math", "F")
