"""Known mistakes in how weights and values are multiplied and added up."""

from __future__ import annotations

import torch

from ...checking import MistakeList

mix_mistakes = MistakeList()


@mix_mistakes(part="mix")
def mean_instead_of_sum(weights, value):
    """you divide by the number of keys; the weights already do the sharing out.

    A mean over the keys is one division too many: add the weighted values.
    """
    return weights @ value / value.shape[1]


@mix_mistakes(part="mix")
def summed_over_the_queries(weights, value):
    """you summed away the queries and kept the keys; it must be the other way round.

    The result has one row for each query. Which axis do weights and value share?
    """
    return (weights.unsqueeze(-1) * value.unsqueeze(1)).sum(dim=1)


@mix_mistakes(part="mix")
def summed_over_the_features(weights, value):
    """you summed away the features of the values: what is left has one number per query and key.

    Which axis do weights and value share? That one is summed away.
    """
    return (weights.unsqueeze(-1) * value.unsqueeze(1)).sum(dim=-1)


@mix_mistakes(part="mix")
def not_summed(weights, value):
    """the weighted values of all keys stand side by side; they are not added up yet.

    Which of your four axes is to be summed away?
    """
    return weights.unsqueeze(-1) * value.unsqueeze(1)


@mix_mistakes(part="mix")
def entry_by_entry(weights, value):
    """`*` multiplies entry by entry and adds nothing up; that runs only where the sizes agree.

    Each query needs a sum over all keys. Which operator multiplies and adds?
    """
    return weights * value


@mix_mistakes(part="mix")
def values_times_weights(weights, value):
    """you multiplied in the other order, value first; matrix products cannot be turned round.

    Write the two shapes side by side: which order puts the keys next to each other?
    """
    return value @ weights


@mix_mistakes(part="mix")
def last_value_left_out(weights, value):
    """the last key's value never goes in; the first keys are right.

    Where does your loop or slice over the keys end?
    """
    return weights[..., :-1] @ value[:, :-1]


@mix_mistakes(part="mix")
def first_value_left_out(weights, value):
    """the first key's value never goes in: Python counts from 0, and so must a loop over keys."""
    return weights[..., 1:] @ value[:, 1:]


@mix_mistakes(part="mix")
def only_the_last_key_kept(weights, value):
    """only the last key's value is left: each turn of the loop replaces the total (= and not +=).

    Begin with a total of zeros, and add to it.
    """
    return weights[..., -1:] @ value[:, -1:]


@mix_mistakes(part="mix")
def only_the_first_key_used(weights, value):
    """only the first key's value goes in; does your loop return after its first turn?

    How far is `return` indented?
    """
    return weights[..., :1] @ value[:, :1]


@mix_mistakes(part="mix")
def largest_product_instead_of_the_sum(weights, value):
    """you keep the largest of the products (max) where all keys' products are added up."""
    return (weights.unsqueeze(-1) * value.unsqueeze(1)).amax(dim=2)


@mix_mistakes(part="mix")
def values_of_the_query_taken(weights, value):
    """query l's weights all meet value l: value is indexed by the query, not by the key.

    In the sum over the keys, which index changes from one product to the next?
    """
    if value.shape[1] < weights.shape[1]:
        raise IndexError(f"index {value.shape[1]} is out of bounds")
    return weights.sum(dim=-1, keepdim=True) * value[:, : weights.shape[1]]


@mix_mistakes(part="mix")
def values_of_the_query_taken_by_einsum(weights, value):
    """weights are summed over the keys first: value has the queries' letter where keys belong.

    Einsum lines up what has the same letter. Which axis do weights and value share?
    """
    return torch.einsum("bls,blv->blv", weights, value)


@mix_mistakes(part="mix")
def summed_apart(weights, value):
    """weights and values are summed each by themselves, and then multiplied.

    Each weight belongs to one value. Which letter must both have in einsum?
    """
    return torch.einsum("bls,btv->blv", weights, value)
