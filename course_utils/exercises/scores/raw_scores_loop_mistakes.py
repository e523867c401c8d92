"""Known mistakes in loops over queries, keys and components."""

from __future__ import annotations

import torch

from ...attention import raw_scores
from .mistakes import raw_scores_mistakes


def only(scores, *where):
    """The same scores in the places `where`, 0 elsewhere."""
    kept = torch.zeros_like(scores)
    kept[where] = scores[where]
    return kept


ALL = slice(None)


@raw_scores_mistakes(part="product")
def last_key_left_out(query, key):
    """the last key has no scores (0). Does your loop over the keys stop one early?"""
    return only(raw_scores(query, key), ALL, ALL, slice(None, -1))


@raw_scores_mistakes(part="product")
def first_key_left_out(query, key):
    """the first key has no scores (0). The first key is number 0."""
    return only(raw_scores(query, key), ALL, ALL, slice(1, None))


@raw_scores_mistakes(part="product")
def last_query_left_out(query, key):
    """the last query has no scores (0). Does your loop over the queries stop one early?"""
    return only(raw_scores(query, key), ALL, slice(None, -1))


@raw_scores_mistakes(part="product")
def first_query_left_out(query, key):
    """the first query has no scores (0). The first query is number 0."""
    return only(raw_scores(query, key), ALL, slice(1, None))


@raw_scores_mistakes(part="product")
def first_sentence_only(query, key):
    """only the first sentence has scores, the others 0. Is the return inside the loop?"""
    return only(raw_scores(query, key), slice(1))


@raw_scores_mistakes(part="product")
def up_to_the_place_of_the_query_only(query, key):
    """query l has scores with keys 0 to l only, and 0 after them; every pair is asked."""
    return raw_scores(query, key).tril()


@raw_scores_mistakes(part="product")
def last_component_left_out(query, key):
    """the last component is missing from every dot product. Does the inner loop stop one early?"""
    return raw_scores(query[..., :-1], key[..., :-1])


@raw_scores_mistakes(part="product")
def first_component_left_out(query, key):
    """the first component is missing from every dot product. The first place is number 0."""
    return raw_scores(query[..., 1:], key[..., 1:])


@raw_scores_mistakes(part="product")
def last_component_only(query, key):
    """only the last component counts: the inner loop replaces the total (= where += is meant)."""
    return raw_scores(query[..., -1:], key[..., -1:])


@raw_scores_mistakes(part="product", alone=True)
def first_query_only(query, key):
    """only the first query of each sentence has scores. Is something inside the loop too early?"""
    return only(raw_scores(query, key), ALL, slice(1))


@raw_scores_mistakes(part="product", alone=True)
def first_query_of_the_first_sentence_only(query, key):
    """only the first query of the first sentence has scores. Is the return inside the loops?"""
    return only(raw_scores(query, key), slice(1), slice(1))


@raw_scores_mistakes(part="product", alone=True)
def first_pair_only(query, key):
    """only the very first pair has a score, the others 0. Is the return inside all the loops?"""
    return only(raw_scores(query, key), slice(1), slice(1), slice(1))


@raw_scores_mistakes(part="product", alone=True)
def sum_carried_from_pair_to_pair(query, key):
    """each score contains all those before it: your running total goes on from pair to pair.

    Where must it start again at 0?
    """
    scores = raw_scores(query, key)
    return scores.flatten().cumsum(0).reshape(scores.shape)


@raw_scores_mistakes(part="product", alone=True)
def last_sentence_alone(query, key):
    """this is the table of the last sentence alone: each turn of the loop replaces the one before.

    How do you keep the tables of all sentences?
    """
    return query[-1] @ key[-1].T


@raw_scores_mistakes(part="product", alone=True)
def queries_of_the_first_sentence(query, key):
    """every sentence's keys are matched with the queries of the first one (query[0])."""
    return query[0] @ key.transpose(-2, -1)


@raw_scores_mistakes(part="product", alone=True)
def turned_table_reshaped(query, key):
    """your rows are keys, and reshape does not turn them back: it cuts the numbers up anew.

    Which operation swaps two axes?
    """
    scores = key @ query.transpose(-2, -1)
    return scores.reshape(len(query), query.shape[1], key.shape[1])
