"""Known mistakes in handing over query, key and value, and in drawing them anew each time."""

from __future__ import annotations

import torch

from ...attention import make_qkv
from ...checking import MistakeList

answer_mistakes = MistakeList()


@answer_mistakes(part="answer")
def key_before_query(query, key, value):
    """you return key, query, value; the order is query, key, value, here and in all of torch.

    Look at your return line: which name comes first?
    """
    return key, query, value


@answer_mistakes(part="answer", alone=True)
def value_before_key(query, key, value):
    """you return query, value, key; the order is query, key, value, here and in all of torch.

    Look at your return line: which name comes last?
    """
    return query, value, key


@answer_mistakes(part="answer", alone=True)
def order_reversed(query, key, value):
    """you return value, key, query; the order is query, key, value, here and in all of torch.

    Look at your return line: which name comes first?
    """
    return value, key, query


@answer_mistakes(part="answer")
def value_is_the_key(query, key, value):
    """value is the key itself. The article does this to save a tensor; here each has its own.

    What would go wrong where value_dim is not head_dim?
    """
    return query, key, key


@answer_mistakes(part="answer", alone=True)
def key_is_the_query(query, key, value):
    """key is the query itself, so every query would be compared with the queries.

    Draw the key on its own, with its own number of rows.
    """
    return query, query, value


@answer_mistakes(part="answer")
def one_tensor_three_times(query, key, value):
    """query, key and value are one and the same tensor; each should be drawn on its own.

    How many times must the random numbers be drawn?
    """
    return query, query, query


@answer_mistakes(part="answer", alone=True)
def a_dict_of_tensors(query, key, value):
    """you return a dict; three tensors, separated by commas, are asked.

    Only then does `query, key, value = make_qkv(...)` put each where it belongs.
    """
    return {"query": query, "key": key, "value": value}


@answer_mistakes(part="answer", alone=True)
def only_the_query(query, key, value):
    """you return one tensor; query, key and value are asked, three tensors.

    A function returns several things at once like this: `return a, b, c`.
    """
    return query


@answer_mistakes(part="answer", alone=True)
def value_forgotten(query, key, value):
    """you return two tensors; the value is missing.

    Keys are only compared; what is mixed and handed on are the values.
    """
    return query, key


@answer_mistakes(part="answer", alone=True)
def all_in_one_tensor(query, key, value):
    """you stack query, key and value into one tensor, which works only while their shapes agree.

    Return them side by side instead: `return query, key, value`.
    """
    return torch.stack((query, key, value))


@answer_mistakes(part="answer", alone=True)
def shapes_in_place_of_tensors(query, key, value):
    """you return three shapes; the tensors themselves are asked.

    Hand each shape to a function that draws that many random numbers.
    """
    return tuple(query.shape), tuple(key.shape), tuple(value.shape)


@answer_mistakes(part="answer")
def numpy_arrays(query, key, value):
    """you return NumPy arrays; tensors are asked, since the next step, bmm, takes nothing else.

    torch.from_numpy(array) makes a tensor; check its dtype, NumPy draws float64.
    """
    return query.numpy(), key.numpy(), value.numpy()


@answer_mistakes()
def nothing_returned(*sizes):
    """your function returns nothing (None).

    End it with `return query, key, value`.
    """
    make_qkv(*sizes)


@answer_mistakes()
def the_same_numbers_every_time(*sizes):
    """two calls give the same numbers: a seed is set inside the function, or it draws only once.

    Who should choose the seed: your function, or whoever calls it?
    """
    torch.manual_seed(0)
    return make_qkv(*sizes)


@answer_mistakes()
def cut_from_one_tensor(batch, num_queries, num_keys, head_dim, value_dim):
    """all three are cut from the same place of one random tensor, so they share their numbers.

    Draw three times, or cut in three places that do not overlap.
    """
    x = torch.randn(batch, max(num_queries, num_keys), max(head_dim, value_dim))
    return x[:, :num_queries, :head_dim], x[:, :num_keys, :head_dim], x[:, :num_keys, :value_dim]


def _uniform_like(tensor):
    return torch.rand(*tensor.shape)


@answer_mistakes(part="answer", alone=True)
def query_drawn_evenly(query, key, value):
    """the query comes from torch.rand, evenly between 0 and 1; draw it like the others."""
    return _uniform_like(query), key, value


@answer_mistakes(part="answer", alone=True)
def key_drawn_evenly(query, key, value):
    """the key comes from torch.rand, evenly between 0 and 1; draw it like the others."""
    return query, _uniform_like(key), value


@answer_mistakes(part="answer", alone=True)
def value_drawn_evenly(query, key, value):
    """the value comes from torch.rand, evenly between 0 and 1; draw it like the others."""
    return query, key, _uniform_like(value)


@answer_mistakes(part="answer", alone=True)
def value_of_zeros(query, key, value):
    """the value holds zeros only, so that every later output would be 0, right formula or not."""
    return query, key, torch.zeros_like(value)


@answer_mistakes(part="answer", alone=True)
def value_of_ones(query, key, value):
    """the value holds ones only: every mix of ones is 1, right formula or not."""
    return query, key, torch.ones_like(value)
