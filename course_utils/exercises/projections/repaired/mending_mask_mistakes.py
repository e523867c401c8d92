"""Known mistakes around the mask that come in while the tutorial is being mended."""

from __future__ import annotations

import math

from ....checking import MistakeList
from .specimen_mistakes import build, heads, masked, merged, scaled, softmax, transposed

mending_mask_mistakes = MistakeList()


@mending_mask_mistakes()
def nothing_but_nan(x, num_heads, keep):
    """every number is NaN: 0 times -inf in the mask, or a softmax that meets nothing but -inf.

    Is the mask made without a product, is it the real tokens that stay, and which axis are the
    keys on?
    """
    return x * math.nan


@mending_mask_mistakes("rasbt/LLMs-from-scratch#1061", part="masked")
def real_tokens_hidden_by_a_finite_number(scores, keep):
    """the mask is the wrong way round: now the real tokens are hidden and the padding is seen.

    `keep` is True for real tokens. What did the ~ in that line do?
    """
    return scores.masked_fill(keep[:, None, None, :], -1e9)


@mending_mask_mistakes("hyunwoongko/transformer#10", part="masked", alone=True)
def scores_of_real_tokens_set_to_zero(scores, keep):
    """the mask is the wrong way round, and -1e-12 hides nothing: the real tokens' scores become 0.

    `keep` is True for real tokens; and what does exp make of -1e-12?
    """
    return scores.masked_fill(keep[:, None, None, :], -1e-12)


@mending_mask_mistakes("bentrevett/pytorch-seq2seq#96", part="masked", alone=True)
def padded_queries_hidden_with_nan(scores, keep):
    """you hide queries, not keys: the mask's tokens stand in the scores' rows, and -inf makes NaN.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep[:, None, :, None], -math.inf)


@mending_mask_mistakes(part="masked", alone=True)
def padded_queries_hidden_too(scores, keep):
    """you hide padding as keys and as queries: a row without any key turns into NaN.

    Only the keys need a mask; nobody reads the output at a padded place.
    """
    both = keep[:, None, None, :] & keep[:, None, :, None]
    return scores.masked_fill(~both, -math.inf)


@mending_mask_mistakes("pytorch/pytorch#103963", part="masked", alone=True)
def mask_added_as_0_and_1(scores, keep):
    """you add the mask to the scores: True counts as 1, False as 0, and nothing is hidden.

    What must be added to a score for its key to get a weight of 0?
    """
    return scores + keep[:, None, None, :]


@mending_mask_mistakes("FudanNLP/fastNLP#254", part="softmax", alone=True)
def softmax_over_the_queries_without_nan(scores):
    """softmax runs over the queries (axis 2 or -2); nan_to_num only hides what that leads to.

    Scores are (B, H, queries, keys). Which of them share out one token's attention?
    """
    return softmax(scores.mT).mT.nan_to_num()


@mending_mask_mistakes()
def outputs_of_padding_set_to_zero(x, num_heads, keep):
    """you set the output at padded places to zero; in the tutorial it is left as it comes.

    Nobody reads those rows: `keep` is to hide keys. Which lines do that?
    """
    return build()(x, num_heads, keep) * keep[..., None]


@mending_mask_mistakes()
def weights_transposed(x, num_heads, keep):
    """the weights are transposed before the mix: a key's column stands where a query's row belongs.

    The line of the output was right. What has come in?
    """
    cut = heads(x, num_heads)
    scores = masked(scaled(cut @ transposed(cut), cut.shape[-1], num_heads), keep)
    return merged(softmax(scores).transpose(-2, -1) @ cut)


@mending_mask_mistakes(part="transposed", alone=True)
def all_axes_reversed(keys):
    """`.T` turns all four axes round, the batch too.

    Which two axes should change places, counted from the end?
    """
    return keys.permute(3, 2, 1, 0)
