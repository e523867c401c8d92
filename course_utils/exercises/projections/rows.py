"""The exercises of lesson 7, in the lesson's order."""

from __future__ import annotations

from .multi_head.row import MULTI_HEAD_ATTENTION
from .real_layer.row import SELF_ATTENTION_LAYER
from .repaired.row import REPAIRED_ATTENTION
from .scaled_dot_product.row import SCALED_DOT_PRODUCT_ATTENTION
from .steps.repeat_kv_row import REPEAT_KV
from .steps.rows import MERGE_HEADS, PROJECT, SPLIT_HEADS

EXERCISES = [
    PROJECT,
    SPLIT_HEADS,
    MERGE_HEADS,
    MULTI_HEAD_ATTENTION,
    REPEAT_KV,
    REPAIRED_ATTENTION,
    SCALED_DOT_PRODUCT_ATTENTION,
    SELF_ATTENTION_LAYER,
]
