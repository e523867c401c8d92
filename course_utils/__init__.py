"""Dot-product attention, step by step: the functions, inputs, pictures and checks of the course.

Names used everywhere, in lessons, slides, messages and code:

    query, key, value   Q, K, V in formulas, always in this order
    scores              dot products of queries with keys, before softmax
    weights             after softmax: each row sums to 1
    output              the weighted sums of the values

    B   batch           independent sentences (or examples) computed together
    H   heads           num_heads
    L   queries         num_queries
    S   keys            num_keys; there are as many values
    E   head size       head_dim, the length of a query or key (d_k in formulas)
    Ev  value size      value_dim, the length of a value
    D   model width     embed_dim, the length of a token's vector

    scale               a number that multiplies the scores
    keep, attn_mask     a boolean mask: True = may attend
    attn_bias           a float mask, added to the scores

A heat map's rows are queries, its columns keys.
"""

from . import plots
from .attention import (
    dot_product,
    dot_product_attention,
    make_qkv,
    raw_scores,
    scores_for_one_query,
    softmax,
    weighted_sum,
)
from .exercises import run
from .inputs import real_layer, toy_sentence
from .notebook import check, hint, predict, progress, show, show_solution

__all__ = [
    "check",
    "dot_product",
    "dot_product_attention",
    "hint",
    "make_qkv",
    "plots",
    "predict",
    "progress",
    "raw_scores",
    "real_layer",
    "run",
    "scores_for_one_query",
    "show",
    "show_solution",
    "softmax",
    "toy_sentence",
    "weighted_sum",
]

plots.use_style()
