"""Known mistakes around the division: some scores only, a step too far, those of lesson 2."""

from __future__ import annotations

import math

import torch

from ...attention import raw_scores
from ...checking import Mistake, MistakeList, as_part
from ..scores.rows import EXERCISES as SCORES
from .scale_mistakes import divided_by_the_root

score_mistakes = MistakeList()


def scaled_only(scores, query, *where):
    """The same scores, divided by the root of E in the places `where` alone."""
    scores = scores.clone()
    scores[where] = scores[where] / math.sqrt(query.shape[-1])
    return scores


@score_mistakes(part="scaled")
def first_sentence_scaled_only(scores, query, key):
    """only the first sentence's scores are divided; look for a [0] on the scores or the query."""
    return scaled_only(scores, query, slice(1))


@score_mistakes(part="scaled")
def first_query_scaled_only(scores, query, key):
    """only the first query's scores are divided; is the division left of the loop, or after it?"""
    return scaled_only(scores, query, slice(None), slice(1))


@score_mistakes(part="scaled")
def last_query_scaled_only(scores, query, key):
    """only the last query's scores are divided: the division stands after the loop, not in it."""
    return scaled_only(scores, query, slice(None), slice(-1, None))


@score_mistakes(part="scaled")
def first_key_scaled_only(scores, query, key):
    """only the scores with the first key are divided; every score has to be, once."""
    return scaled_only(scores, query, slice(None), slice(None), slice(1))


@score_mistakes()
def one_component_scaled_only(query, key):
    """only the last component's products are divided by √E: / comes before +, so the sum is not.

    Close the sum in parentheses, then divide.
    """
    last = raw_scores(query[..., -1:], key[..., -1:])
    return raw_scores(query, key) - last + last / math.sqrt(query.shape[-1])


@score_mistakes(part="scaled")
def softmax_included(scores, query, key):
    """you went a step too far: softmax is in there already, each row of yours sums to 1.

    Stop after the division: a score may be negative, or larger than 1.
    """
    return divided_by_the_root(scores, query, key).softmax(dim=-1)


@score_mistakes(part="scaled")
def softmax_before_the_division(scores, query, key):
    """softmax is in there, and the division by √E comes after it: too far, and too late.

    Here only the dot products are divided. Softmax is the step after this one.
    """
    return divided_by_the_root(scores.softmax(dim=-1), query, key)


@score_mistakes(part="scaled")
def softmax_instead_of_the_division(scores, query, key):
    """you apply softmax to the raw scores where they are to be divided by √E.

    Here only the dot products are divided. Softmax is the step after this one.
    """
    return scores.softmax(dim=-1)


@score_mistakes(part="scaled")
def softmax_over_the_queries_included(scores, query, key):
    """softmax is in there already, and over the queries: each column of yours sums to 1.

    Stop after the division: a score may be negative, or larger than 1.
    """
    return divided_by_the_root(scores, query, key).softmax(dim=1)


@score_mistakes(part="scaled")
def largest_subtracted(scores, query, key):
    """a step too many: you subtract each row's largest score, which is softmax's business.

    Stop after the division.
    """
    scaled = divided_by_the_root(scores, query, key)
    return scaled - scaled.amax(dim=-1, keepdim=True)


@score_mistakes()
def cosines_instead(query, key):
    """these are cosines: you divide by the lengths of query and key, where √E is asked.

    √E depends on how many entries a vector has, not on what they are.
    """
    return torch.cosine_similarity(query[:, :, None], key[:, None], dim=-1)


@score_mistakes(part="scaled")
def later_keys_masked(scores, query, key):
    """you hide the later keys with -inf: that is a causal mask, from lesson 6.

    Here every query has a score with every key.
    """
    hidden = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return divided_by_the_root(scores, query, key).masked_fill(hidden, -math.inf)


@score_mistakes(part="scaled")
def signs_dropped(scores, query, key):
    """you dropped the signs: a negative score says "these point apart", and that is lost."""
    return divided_by_the_root(scores, query, key).abs()


@score_mistakes(part="scaled")
def negative_scores_cut_off(scores, query, key):
    """you replaced negative scores by 0: "points the other way" became "nothing in common"."""
    return divided_by_the_root(scores, query, key).clamp(min=0)


@score_mistakes(part="scaled")
def signs_reversed(scores, query, key):
    """every sign is reversed: the best key gets the lowest score. Is a minus in the wrong place?

    E ** -0.5 is 1/√E, a small positive number. What is -E ** 0.5?
    """
    return -divided_by_the_root(scores, query, key)


def mistakes_in_the_dot_products() -> list[Mistake]:
    """Lesson 2's known mistakes in pairing queries with keys, as a part of scaled scores."""
    (row,) = (row for row in SCORES if row.name == "raw_scores")
    in_the_product = {mistake.name for mistake in row.mistakes if mistake.part == "product"}
    return [mistake for mistake in as_part(row) if mistake.name in in_the_product]
