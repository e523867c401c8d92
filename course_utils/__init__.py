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

from . import plots, timing
from .attention import (
    attention,
    dot_product,
    dot_product_attention,
    make_qkv,
    masked_softmax,
    raw_scores,
    scaled_dot_product_attention,
    scaled_scores,
    scores_for_one_query,
    scores_in_float32,
    softmax,
    weighted_sum,
)
from .exercises import run
from .explorer import explore
from .inputs import real_layer, real_sentence, real_sentences, toy_sentence
from .masks import additive_mask, causal_mask, expand_key_mask, padding_mask, to_mha_mask
from .multihead import (
    merge_heads,
    multi_head_attention,
    project,
    repeat_kv,
    self_attention_layer,
    split_heads,
)
from .notebook import check, hint, predict, progress, show, show_solution
from .tiled import attention_in_row_blocks, online_weighted_sum, tiled_attention
from .timing import attention_flop, time_call

__all__ = [
    "additive_mask",
    "attention",
    "attention_flop",
    "attention_in_row_blocks",
    "causal_mask",
    "check",
    "dot_product",
    "dot_product_attention",
    "expand_key_mask",
    "explore",
    "hint",
    "make_qkv",
    "masked_softmax",
    "merge_heads",
    "multi_head_attention",
    "online_weighted_sum",
    "padding_mask",
    "plots",
    "predict",
    "progress",
    "project",
    "raw_scores",
    "real_layer",
    "real_sentence",
    "real_sentences",
    "repeat_kv",
    "run",
    "scaled_dot_product_attention",
    "scaled_scores",
    "scores_for_one_query",
    "scores_in_float32",
    "self_attention_layer",
    "show",
    "show_solution",
    "softmax",
    "split_heads",
    "tiled_attention",
    "time_call",
    "timing",
    "to_mha_mask",
    "toy_sentence",
    "weighted_sum",
]

plots.use_style()
