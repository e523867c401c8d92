"""A class of submissions, honest, hapless and hostile, and what each must come to.

The assignment asks for raw_scores (1 point), softmax (2) and attention (1).
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass

POINTS = {"raw_scores": 1, "softmax": 2, "attention": 1}
RIGHT = {
    "raw_scores": "def raw_scores(query, key):\n    return query @ key.transpose(-2, -1)\n",
    "softmax": (
        "def softmax(x):\n"
        "    e = torch.exp(x - x.amax(dim=-1, keepdim=True))\n"
        "    return e / e.sum(dim=-1, keepdim=True)\n"
    ),
    "attention": (
        "def attention(query, key, value):\n"
        "    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5\n"
        "    return scores.softmax(dim=-1) @ value\n"
    ),
}
LOOPS = {
    "raw_scores": """\
def raw_scores(query, key):
    rows = []
    for q, k in zip(query, key):
        rows.append(torch.stack([torch.stack([(a * b).sum() for b in k]) for a in q]))
    return torch.stack(rows)
""",
    "softmax": """\
def softmax(x):
    flat = x.reshape(-1, x.shape[-1])
    rows = []
    for row in flat:
        e = (row - row.max()).exp()
        rows.append(e / e.sum())
    return torch.stack(rows).reshape(x.shape)
""",
    "attention": """\
def attention(query, key, value):
    outputs = []
    for q, k, v in zip(query, key, value):
        rows = [torch.softmax(k @ one / one.numel() ** 0.5, dim=0) @ v for one in q]
        outputs.append(torch.stack(rows))
    return torch.stack(outputs)
""",
}
EINSUM = {
    "raw_scores": "raw_scores = lambda query, key: torch.einsum('bld,bsd->bls', query, key)\n",
    "softmax": "def softmax(x):\n    return (x - x.logsumexp(-1, keepdim=True)).exp()\n",
    "attention": (
        "def attention(query, key, value):\n"
        "    scores = torch.einsum('bld,bsd->bls', query, key) * query.size(-1) ** -0.5\n"
        "    return torch.einsum('bls,bsv->blv', torch.softmax(scores, -1), value)\n"
    ),
}
ALL = dict.fromkeys(POINTS, 1.0)
NONE = dict.fromkeys(POINTS, 0.0)


@dataclass(frozen=True)
class Submission:
    """A file, and the share of each exercise's points that it must get.

    Where `statuses` names an exercise, its status must be that.
    """

    content: bytes
    shares: Mapping[str, float]
    statuses: Mapping[str, str] = ()
    status: str = "graded"
    file: str = ""


def submissions(release: str, teacher: Mapping[str, str]) -> dict[str, Submission]:
    """By student. `teacher` holds the paths of what a student must not see or change."""
    made: dict[str, Submission] = {}
    blank = json.loads(release)

    def answered(answers: Mapping[str, str], *, first: str = "", last: str = "") -> dict:
        """The release with these answers in place of the stubs, and cells around them."""
        notebook = copy.deepcopy(blank)
        for cell in code_cells(notebook):
            if (name := stub(cell)) in answers:
                cell["source"] = answers[name]
        notebook["cells"][1:1] = [code(first)] if first else []
        notebook["cells"] += [code(last)] if last else []
        return notebook

    def add(student, notebook, shares, statuses=(), *, file="", status="graded"):
        content = notebook if isinstance(notebook, bytes) else as_bytes(notebook)
        made[student] = Submission(content, shares, dict(statuses), status, file)

    def without(name, source, student, share=0.0, status="graded", **more):
        """All right but one."""
        add(student, answered(RIGHT | {name: source}), ALL | {name: share}, {name: status}, **more)

    _honest(add, answered, blank)
    _mangled(add, answered)
    _endless(add, without, answered)
    _cheating(add, answered, teacher)
    return made


def _honest(add, answered, blank) -> None:
    add("plain", answered(RIGHT), ALL)
    add("loops", answered(LOOPS), ALL)
    add("einsum", answered(EINSUM), ALL)
    helper = "def shifted(x):\n    return (x - x.amax(-1, keepdim=True)).exp()\n"
    uses = "def softmax(x):\n    e = shifted(x)\n    return e / e.sum(-1, keepdim=True)\n"
    add("helper_at_the_end", answered(RIGHT | {"softmax": uses}, last=helper), ALL)
    module = (
        "class Softmax(torch.nn.Module):\n    def forward(self, x):\n"
        "        e = (x - x.amax(-1, keepdim=True)).exp()\n"
        "        return e / e.sum(-1, keepdim=True)\n\nsoftmax = Softmax()\n"
    )
    add("a_module", answered(RIGHT | {"softmax": module}), ALL)
    columns = "def softmax(x):\n    return x.exp() / x.exp().sum(dim=-2, keepdim=True)\n"
    add("wrong_axis", answered(RIGHT | {"softmax": columns}), ALL | {"softmax": -1})
    swapped = "def raw_scores(query, key):\n    return key @ query.transpose(-2, -1)\n"
    add("swapped", answered(RIGHT | {"raw_scores": swapped}), ALL | {"raw_scores": -1})
    raises = "def softmax(x):\n    return x.exp() / undefined_name\n"
    add("raises", answered(RIGHT | {"softmax": raises}), ALL | {"softmax": 0}, {"softmax": "error"})
    untouched = dict.fromkeys(POINTS, "not attempted")
    add("as_released", copy.deepcopy(blank), NONE, untouched)
    add("one_answer", answered({"softmax": RIGHT["softmax"]}), NONE | {"softmax": 1.0})
    add("Doe, Jr", answered(RIGHT), ALL)
    add("=1+1", answered(RIGHT), ALL)
    add("browser_copy", answered(RIGHT), ALL, file="browser_copy/hw1 (1).ipynb")


def _mangled(add, answered) -> None:
    untouched = dict.fromkeys(POINTS, "not attempted")
    whole = as_bytes(answered(RIGHT))
    add("malformed", whole[: len(whole) // 2], NONE, status="unreadable")
    add("empty", b"", NONE, status="unreadable")
    add("foreign", b'{"a": [1, 2]}', NONE, status="unreadable")
    add(
        "no_cells",
        as_bytes({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
        NONE,
    )
    add("utf_16", whole.decode().encode("utf-16"), ALL)
    add("latin_1", whole.decode().replace("é", "e").encode("latin-1", "replace"), ALL)
    add("nbformat_99", answered(RIGHT) | {"nbformat": 99, "nbformat_minor": 77}, ALL)
    add("windows", as_bytes(answered(RIGHT)).replace(b"\\n", b"\\r\\n"), ALL)
    stripped = answered(RIGHT)
    stripped["metadata"] = {}
    for cell in stripped["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    add("stripped", stripped, ALL)
    copied = answered(RIGHT)
    copied["cells"] = [cell for cell in copied["cells"] for _ in range(2)]
    add("copied", copied, ALL)
    moved = answered(RIGHT)
    moved["cells"].reverse()
    add("moved", moved, ALL)
    deleted = answered(RIGHT)
    deleted["cells"] = [cell for cell in deleted["cells"] if stub(cell) != "softmax"]
    add("deleted", deleted, ALL | {"softmax": 0}, {"softmax": "not attempted"})
    edited = answered({})
    for cell in code_cells(edited):
        if "check(" in source(cell):
            cell["source"] = "print('all right')"
    add("edited_checks", edited, NONE, untouched)
    together = answered(RIGHT)
    text = "\n".join(source(cell) for cell in code_cells(together))
    together["cells"] = [code(text)]
    add("one_cell", together, ALL)
    wrong = "def softmax(x):\n    return x\n"
    add("right_at_last", answered(RIGHT | {"softmax": wrong}, last=RIGHT["softmax"]), ALL)
    add("wrong_at_last", answered(RIGHT, last=wrong), ALL | {"softmax": -1})
    below = "if True:\n" + "".join(f"    {line}\n" for line in RIGHT["softmax"].splitlines())
    add("under_an_if", answered(RIGHT | {"softmax": below}), ALL)
    magics = "%matplotlib inline\n!pip install nothing-of-that-name\n%timeit -n1 -r1 1 + 1\n"
    add("magics", answered(RIGHT, first=magics), ALL)
    add("syntax_error", answered(RIGHT, first="def broken(:\n"), ALL)


def _endless(add, without, answered) -> None:
    loop = "while True:\n    pass\n"
    swallow = (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass\n"
    )
    add("endless_cell", answered(RIGHT, first=loop), ALL)
    add("swallowing_cell", answered(RIGHT, first=swallow), ALL)
    add("endless_in_the_answers_cell", answered(RIGHT | {"softmax": RIGHT["softmax"] + loop}), ALL)
    inside = "def softmax(x):\n" + "".join(f"    {line}\n" for line in swallow.splitlines())
    without("softmax", inside, "endless_answer", status="timeout")
    without(
        "softmax",
        "import time\n\ndef softmax(x):\n    time.sleep(1e9)\n",
        "asleep",
        status="timeout",
    )
    bomb = "import os\nwhile True:\n    os.fork()\n"
    add("fork_bomb", answered(RIGHT, last=bomb), ALL)
    memory = "hoard = torch.ones(5 * 2**30)\nhoard += 1\n"
    add("20_gigabytes", answered(RIGHT, first=memory), ALL)
    add("30_megabytes_of_output", answered(RIGHT, first="print('x' * 30_000_000)\n"), ALL)
    add("sys_exit", answered(RIGHT, first="import sys\nsys.exit(0)\n"), ALL)
    add("os_exit", answered(RIGHT, first="import os\nos._exit(0)\n"), ALL)
    dies = "import os\n\ndef softmax(x):\n    os._exit(0)\n"
    without("softmax", dies, "answer_that_exits", status="error")
    add("segfault", answered(RIGHT, first="import ctypes\nctypes.string_at(0)\n"), ALL)


def _cheating(add, answered, teacher) -> None:
    """An answer that could be found by cheating would be right; without that there is none."""

    def if_it_works(attack: str) -> dict:
        body = "".join(f"    {line}\n" for line in attack.splitlines())
        prize = "".join(f"    {line}\n" for line in "\n".join(RIGHT.values()).splitlines())
        return answered(
            {}, last=f"try:\n{body}{prize}except BaseException as error:\n    print(error)\n"
        )

    untouched = dict.fromkeys(POINTS, "not attempted")
    for what in ("secret", "roster", "results", "submissions", "tests"):
        attack = (
            "import os, pathlib\n"
            f"place = pathlib.Path({teacher[what]!r})\n"
            "found = list(place.rglob('*')) if place.is_dir() else [place]\n"
            "assert any(p.read_bytes() for p in found if p.is_file())\n"
        )
        add(f"reads_the_{what}", if_it_works(attack), NONE, untouched)
    attack = "import os\nassert any('TEACHER' in name for name in os.environ)\n"
    add("reads_the_environment", if_it_works(attack), NONE, untouched)
    attack = f"import pathlib\npathlib.Path({teacher['results']!r}, 'planted').write_text('x')\n"
    add("writes_outside", if_it_works(attack), NONE, untouched)
    attack = (
        f"import socket\nsocket.create_connection(('127.0.0.1', {teacher['port']}), timeout=3)\n"
    )
    add("calls_home", if_it_works(attack), NONE, untouched)
    attack = "import course_utils.variants, course_utils.exercises\n"
    add("imports_the_course", if_it_works(attack), NONE, untouched)
    patched = (
        "import torch\n"
        "torch.allclose = torch.equal = lambda *a, **k: True\n"
        "torch.testing.assert_close = lambda *a, **k: None\n"
        "torch.Tensor.__eq__ = lambda *a: torch.ones(1, dtype=torch.bool)\n"
    )
    add("patched_torch", answered({}, last=patched), NONE, untouched)
    patched = (
        "import course_utils\n"
        "for name in list(vars(course_utils)):\n"
        "    setattr(course_utils, name, lambda *a, **k: 'correct')\n"
        "check = lambda *a, **k: 'correct'\n"
    )
    add("patched_course", answered({}, last=patched), NONE, untouched)
    hook = (
        "import ast\n"
        "class NoAsserts(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(NoAsserts())\n"
    )
    add("strips_asserts", answered({}, last=hook), NONE, untouched)
    liar = (
        "class Liar(torch.Tensor):\n"
        "    def __eq__(self, other):\n        return torch.ones(self.shape, dtype=torch.bool)\n"
        "    def allclose(self, *a, **k):\n        return True\n"
        "def softmax(x):\n    return torch.zeros(x.shape).as_subclass(Liar)\n"
    )
    add("equal_to_everything", answered({}, last=liar), NONE | {"softmax": -1})
    pickled = (
        "import os\n"
        "class Bomb:\n    def __reduce__(self):\n"
        f"        return os.system, ('touch {teacher['results']}/unpickled',)\n"
        "def softmax(x):\n    return Bomb()\n"
    )
    add("unpickles_into_code", answered({}, last=pickled), NONE)
    alias = (
        "import torch.nn.functional as helpers\n"
        "answer = getattr(helpers, 'scaled_dot_' + 'product_attention')\n"
        "def attention(query, key, value):\n    return answer(query, key, value)\n"
    )
    person = {"attention": "needs a person"}
    add("ready_made_alias", answered(RIGHT | {"attention": alias}), ALL | {"attention": 0}, person)


def stub(cell: dict) -> str | None:
    """The name of the function that stands alone in this cell, unwritten."""
    try:
        body = ast.parse(source(cell)).body
    except SyntaxError:
        return None
    return body[0].name if len(body) == 1 and isinstance(body[0], ast.FunctionDef) else None


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def code(text: str) -> dict:
    return {
        "cell_type": "code",
        "id": f"added-{len(text)}",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text,
    }


def as_bytes(notebook: dict) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode()
