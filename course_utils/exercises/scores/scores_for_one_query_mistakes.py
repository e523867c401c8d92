"""Known mistakes in the scores of one query (E,) with all keys (S, E)."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from .mistakes import right_product, scores_for_one_query_mistakes

__all__ = ["scores_for_one_query_mistakes"]


@scores_for_one_query_mistakes(part="product")
def key_not_transposed(query, key):
    """query_vector @ key, or key.T @ query_vector, meets the columns of key; each key is a row.

    How can you put the matrix first, or turn its rows into columns?
    """
    return query @ key


@scores_for_one_query_mistakes("hyunwoongko/transformer", part="product")
def key_viewed_in_another_shape(query, key):
    """key.view(E, S) has the right shape and the wrong order: it cuts the keys up anew.

    Which operation swaps two axes and leaves every key whole?
    """
    return query @ key.view(key.shape[1], key.shape[0])


@scores_for_one_query_mistakes(part="product")
def key_reshaped(query, key):
    """key.reshape(E, S) has the right shape and the wrong order: it cuts the keys up anew.

    Which operation swaps two axes and leaves every key whole?
    """
    return query @ key.reshape(key.shape[1], key.shape[0])


@scores_for_one_query_mistakes(part="product")
def products_of_each_key_not_added_up(query, key):
    """these are the products, place by place, of shape (S, E); a score is one number a key.

    Along which axis do you still have to add up?
    """
    return query * key


@scores_for_one_query_mistakes(part="product")
def added_up_over_the_keys(query, key):
    """you added up over the keys (axis 0), which leaves one number a component, not one a key.

    Which axis has to disappear, so that one number a key is left?
    """
    return (query * key).sum(0)


@scores_for_one_query_mistakes(part="product")
def added_up_over_everything(query, key):
    """you added up everything: all keys' scores in a single number.

    Along which one axis should you add up?
    """
    return (query * key).sum()


@scores_for_one_query_mistakes(part="product")
def first_key_only(query, key):
    """only the first key got a score. Is the return inside the loop?"""
    return key[0] @ query


@scores_for_one_query_mistakes(part="product")
def last_key_only(query, key):
    """only the last key's score came back: each turn of the loop replaces the one before."""
    return key[-1] @ query


@scores_for_one_query_mistakes(part="product")
def highest_score_only(query, key):
    """this is the highest score alone; every key gets one."""
    return (key @ query).max()


@scores_for_one_query_mistakes(part="product")
def last_key_left_out(query, key):
    """the last key has no score (0). Does your loop stop one early?"""
    scores = right_product(query, key)
    return torch.cat([scores[:-1], torch.zeros_like(scores[:1])])


@scores_for_one_query_mistakes(part="product")
def first_key_left_out(query, key):
    """the first key has no score (0). The first key is number 0."""
    scores = right_product(query, key)
    return torch.cat([torch.zeros_like(scores[:1]), scores[1:]])


@scores_for_one_query_mistakes(part="product")
def last_feature_left_out(query, key):
    """the last component is missing from every dot product. Does your inner loop stop one early?"""
    return key[:, :-1] @ query[:-1]


@scores_for_one_query_mistakes(part="product")
def first_feature_left_out(query, key):
    """the first component is missing from every dot product. The first place is number 0."""
    return key[:, 1:] @ query[1:]


@scores_for_one_query_mistakes(part="product")
def last_feature_only(query, key):
    """only the last component counts: the inner loop replaces the total (= where += is meant)."""
    return key[:, -1] * query[-1]


@scores_for_one_query_mistakes(part="product")
def components_added_up_apart(query, key):
    """you added up the query and each key first and multiplied the sums.

    In einsum this happens when the two components have different letters.
    """
    return query.sum() * key.sum(-1)


@scores_for_one_query_mistakes(part="product")
def components_of_query_and_keys_added(query, key):
    """you added the query's components to the key's where they should be multiplied."""
    return (query + key).sum(-1)


@scores_for_one_query_mistakes(part="product")
def keys_with_keys(query, key):
    """these are dot products of the keys with each other; the query has no say in them."""
    return key @ key.T


@scores_for_one_query_mistakes(part="product")
def cosines_with_the_keys(query, key):
    """these are cosines: you divided by the lengths of query and keys. Here the lengths count."""
    return normalize(key, dim=-1) @ normalize(query, dim=-1)


@scores_for_one_query_mistakes(part="product")
def keys_normalised(query, key):
    """you gave every key length 1 first. In a dot product the length of a key counts."""
    return normalize(key, dim=-1) @ query


@scores_for_one_query_mistakes(part="product")
def distances_to_the_keys(query, key):
    """these are distances: 0 for equal vectors. A dot product multiplies, it does not subtract."""
    return (query - key).norm(dim=-1)


@scores_for_one_query_mistakes(part="product")
def squared_distances_to_the_keys(query, key):
    """these are squared distances: 0 for equal vectors. A dot product multiplies instead."""
    return ((query - key) ** 2).sum(-1)


@scores_for_one_query_mistakes(part="product")
def negative_squared_distances(query, key):
    """these are squared distances with a minus: near is high, but it is another measure."""
    return -((query - key) ** 2).sum(-1)


@scores_for_one_query_mistakes(part="product")
def components_of_query_and_keys_subtracted(query, key):
    """you subtracted the key's components from the query's where they should be multiplied."""
    return (query - key).sum(-1)


@scores_for_one_query_mistakes(part="product")
def products_multiplied_together(query, key):
    """you multiplied each key's products together (prod) where they should be added up (sum)."""
    return (query * key).prod(-1)


@scores_for_one_query_mistakes(part="product")
def signs_dropped_before_adding(query, key):
    """you added up the products without their signs; a negative product must pull the sum down."""
    return (query * key).abs().sum(-1)


@scores_for_one_query_mistakes(part="product")
def negative_products_left_out(query, key):
    """you left the negative products out of each sum; they must pull it down."""
    return (query * key).clamp(min=0).sum(-1)


@scores_for_one_query_mistakes(part="product")
def query_normalised(query, key):
    """you gave the query length 1 first. In a dot product the length of a query counts."""
    return key @ normalize(query, dim=-1)


@scores_for_one_query_mistakes(part="product")
def first_key_for_all(query, key):
    """every key gets the first key's score: key[0] stands where key[s] belongs."""
    return right_product(query, key)[:1].expand(len(key))


@scores_for_one_query_mistakes(part="product")
def first_key_scored_only(query, key):
    """only the first key has a score, the others have 0. Is the return inside the loop?"""
    scores = right_product(query, key)
    return torch.cat([scores[:1], torch.zeros_like(scores[1:])])


@scores_for_one_query_mistakes(part="product")
def total_never_reset(query, key):
    """the scores grow from key to key: each contains all those before it.

    Where must the running total start again at 0?
    """
    return right_product(query, key).cumsum(0)


@scores_for_one_query_mistakes(part="product")
def every_key_added_to_itself(query, key):
    """the query has no say: these are the sums of each key's own components."""
    return key.sum(-1) + 0 * query.sum()


@scores_for_one_query_mistakes(part="product")
def lengths_of_the_keys(query, key):
    """these are dot products of each key with itself; the query has no say in them."""
    return (key * key).sum(-1)


@scores_for_one_query_mistakes(part="product")
def scores_turned_into_a_mix_of_keys(query, key):
    """you went on and mixed the keys with their scores; asked are the scores, one number a key.

    Stop after the first product.
    """
    return (key @ query).softmax(0) @ key
