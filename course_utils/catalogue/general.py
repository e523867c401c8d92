"""What a check says of an attempt that no known mistake explains, shown by asking it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import torch

from ..checking import judge
from ..exercises import exercise


def _changed(change: Callable) -> Callable:
    """An attempt that does the exercise rightly, and then this to its result."""
    return lambda right: lambda *arguments: change(right(*arguments))


def _in_place(right: Callable) -> Callable:
    def attempt(x):
        x -= x.amax(-1, keepdim=True)
        return right(x)

    return attempt


def _same(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.mean(-1, keepdim=True).expand_as(tensor)


def _first_row(tensor: torch.Tensor) -> torch.Tensor:
    return (torch.arange(tensor.shape[-2]) == 0)[:, None]


def _with_any_key(right: Callable) -> Callable:
    return lambda query, key: right(query, torch.ones_like(key))


# What was done to a right function, the exercise, and the function that comes of it.
ATTEMPTS = (
    ("it returns nothing", "softmax", _changed(lambda y: [y].clear())),
    ("it returns a NumPy array", "softmax", _changed(lambda y: y.numpy())),
    ("it takes other parameters", "softmax", lambda right: lambda x, mask, dim: right(x)),
    ("it raises an exception", "softmax", _changed(lambda y: y.tolist()[9])),
    ("it works in float64", "softmax", _changed(torch.Tensor.double)),
    ("it changes its input", "softmax", _in_place),
    ("it gives something else each time", "softmax", _changed(lambda y: y + torch.rand(()))),
    ("it cuts the gradient", "softmax", _changed(torch.Tensor.detach)),
    ("half of it is cut from the gradient", "softmax", _changed(lambda y: y / 2 + y.detach() / 2)),
    ("two axes are exchanged", "raw_scores", _changed(lambda y: y.transpose(1, 2))),
    ("an axis of size 1 is added", "raw_scores", _changed(lambda y: y[:, None])),
    ("two axes are flattened", "raw_scores", _changed(lambda y: y.flatten(1))),
    ("an axis is added up", "raw_scores", _changed(lambda y: y.sum(-1))),
    ("the last key is left out", "raw_scores", _changed(lambda y: y[..., :-1])),
    ("some numbers are NaN", "raw_scores", _changed(lambda y: y.where(y < 1, torch.nan))),
    ("every number is the same", "raw_scores", _changed(lambda y: torch.full_like(y, 0.5))),
    ("rows hold their mean", "raw_scores", _changed(_same)),
    ("an axis runs backwards", "raw_scores", _changed(lambda y: y.flip(-1))),
    ("an axis is shifted", "raw_scores", _changed(lambda y: y.roll(1, -1))),
    ("rows are sorted", "raw_scores", _changed(lambda y: y.sort(-1).values)),
    ("there is a factor", "raw_scores", _changed(lambda y: y * y.shape[-1] ** 0.5)),
    ("every sign is wrong", "raw_scores", _changed(torch.neg)),
    ("a constant is added", "raw_scores", _changed(lambda y: y + 1)),
    ("each row is shifted", "raw_scores", _changed(lambda y: y - y.amax(-1, keepdim=True))),
    ("rows are added up on the way", "raw_scores", _changed(lambda y: y.cumsum(-1))),
    ("the square is returned", "raw_scores", _changed(torch.square)),
    ("the argument is returned", "softmax", lambda right: lambda x: x),
    ("one argument has no effect", "raw_scores", _with_any_key),
    ("only the first sentence is right", "raw_scores", _changed(lambda y: y[:1].expand_as(y))),
    ("the first row is wrong", "raw_scores", _changed(lambda y: y - 2 * y * _first_row(y))),
    ("the rows do not sum to 1", "softmax", _changed(lambda y: y + y.sin() / 9)),
    ("the shares in a row are wrong", "softmax", _changed(lambda y: (4 * y).softmax(-1))),
    ("it is rounded", "softmax", _changed(lambda y: y.round(decimals=3))),
    ("each True should be False", "to_mha_mask", _changed(torch.logical_not)),
    ("nothing of this fits", "raw_scores", _changed(lambda y: y + torch.sin(9 * y))),
)


@cache
def said() -> list[tuple[str, str, str]]:
    """For each attempt: what was done, the exercise, and the first line of the verdict."""
    lines = []
    for done, name, attempt in ATTEMPTS:
        # Without its known mistakes, so that the general rules have the word.
        row = replace(exercise(name), mistakes=())
        verdict = judge(row, attempt(row.reference))
        assert verdict.status == "wrong", done
        assert "could not be examined" not in verdict.text, done
        lines.append((done, name, verdict.text.split("\n")[0]))
    return lines
