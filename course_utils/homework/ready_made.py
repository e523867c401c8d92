"""Does an answer lean on ready-made attention, or on the course's functions? Read off its source.

Only what the answer reaches counts: a comparison with torch in another cell is no cheating.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from .sandbox.salvage import statements_of, without_magics

ATTENTION = (
    *("scaled_dot_product", "multi_head_attention_forward", "MultiheadAttention"),
    *("TransformerEncoder", "TransformerDecoder", "flex_attention", "flash_attn"),
    *("memory_efficient_attention", "sdpa"),
)
MOST = 500_000  # characters
PACKAGES = {"course_utils", "flash_attn", "xformers", "transformers", "keras", "tensorflow", "jax"}
UNSEEN = ("DisableTorchFunction", "DisableTorchDispatch")  # hide a call from who listens
RUNS_TEXT = {"eval", "exec", "__import__", "import_module", "compile"}


def suspicions(cells: Sequence[str], name: str, also: Iterable[str] = ()) -> list[str]:
    """What a person should look at in the answer `name`, each in a few words.

    `also` are beginnings of further names that do the whole exercise.
    """
    different = list(dict.fromkeys(cells))  # a copied cell says nothing new
    if sum(map(len, different)) > MOST:
        return ["has more code than can be looked through"]
    bound = _bindings(different)
    forbidden = (*ATTENTION, *UNSEEN, *also)
    found: dict[str, None] = {}
    waiting, seen = [name], {name}
    while waiting:
        for node in bound.get(waiting.pop(), []):
            for word in _words(node, bound, forbidden):
                found[word] = None
            for reached in _reached(node):
                if reached in bound and reached not in seen:
                    seen.add(reached)
                    waiting.append(reached)
    return list(found)


def _reached(node: ast.AST) -> set[str]:
    """The notebook's names that this statement may use; what it binds itself is its own."""
    own = _local_names(node)
    reached = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id not in own:
            reached.add(inner.id)
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            base = inner.value.id  # a method of a class of the notebook, perhaps
            if base == "self" or base not in own:
                reached.add(inner.attr)
    return reached


def _local_names(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return set()
    inside = list(ast.walk(node))
    outer = {n for x in inside if isinstance(x, ast.Global | ast.Nonlocal) for n in x.names}
    names = {x.arg for x in inside if isinstance(x, ast.arg)}
    names |= {x.id for x in inside if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store)}
    return names - outer


def named_in_calls(called: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """Those among the names of torch's functions that do the whole thing."""
    return [name for name in sorted(called) if _is_forbidden(name, (*ATTENTION, *also))]


def _bindings(cells: Sequence[str]) -> dict[str, list[ast.AST]]:
    """The statements that give each name its value, wherever they stand."""
    bound: dict[str, list[ast.AST]] = {}
    for cell in cells:
        for statement in statements_of(without_magics(cell)):
            for node in ast.walk(statement):
                for name in _names_bound(node):
                    bound.setdefault(name, []).append(node)
    return bound


def _names_bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0]
        case ast.Assign():
            for target in node.targets:
                for inner in ast.walk(target):
                    if isinstance(inner, ast.Name):
                        yield inner.id
                    elif isinstance(inner, ast.Attribute):
                        yield inner.attr
        case ast.AnnAssign() | ast.NamedExpr() | ast.AugAssign():
            if isinstance(node.target, ast.Name):
                yield node.target.id


def _words(node: ast.AST, bound: dict, forbidden: Sequence[str]) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Import():
                for alias in inner.names:
                    if alias.name.split(".")[0] in PACKAGES:
                        yield f"imports {alias.name}"
            case ast.ImportFrom():
                module = inner.module or ""
                for alias in inner.names:
                    if module.split(".")[0] in PACKAGES or _is_forbidden(alias.name, forbidden):
                        yield f"imports {alias.name} from {module}"
            case ast.Attribute():
                if _is_forbidden(inner.attr, forbidden) and not _is_own(inner, bound):
                    yield f"uses .{inner.attr[:80]}"
            case ast.Constant(value=str() as text):
                if text.isidentifier() and _is_forbidden(text, forbidden):
                    yield f"has the name {text!r} as text"
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
                continue  # the text is looked at above
            case ast.Call(func=ast.Name(id="getattr")):
                yield "looks up a name that it puts together"
            case ast.Call(func=ast.Name(id=called)) if called in RUNS_TEXT:
                yield f"calls {called}, which runs text as code"
            case ast.Call(func=ast.Attribute(attr="import_module" | "__import__" as called)):
                yield f"calls {called}, which runs text as code"


def _is_own(attribute: ast.Attribute, bound: dict) -> bool:
    """A method of that name in a class of the notebook."""
    own = isinstance(attribute.value, ast.Name) and attribute.value.id == "self"
    return own and attribute.attr in bound


def _is_forbidden(name: str, forbidden: Sequence[str]) -> bool:
    return name.lstrip("_").startswith(tuple(forbidden))
