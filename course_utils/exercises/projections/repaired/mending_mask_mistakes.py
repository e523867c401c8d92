"""Known mistakes around the mask that come in while the tutorial is being mended."""

from __future__ import annotations

import math

import torch

from ....checking import MistakeList
from .specimen_mistakes import build, heads, merged, scaled, softmax, transposed

mending_mask_mistakes = MistakeList()


@mending_mask_mistakes()
def nothing_but_nan(x, num_heads, keep):
    """every number is NaN: 0 times -inf in the mask, or a softmax that meets nothing but -inf.

    Is the mask made without a product, is it the real tokens that stay, and which axis are the
    keys on?
    """
    return x * math.nan


@mending_mask_mistakes("rasbt/LLMs-from-scratch#1061", part="masked")
def real_tokens_hidden(scores, keep):
    """the mask is the wrong way round: now the real tokens are hidden and the padding is seen.

    `keep` is True for real tokens. What did the ~ in that line do?
    """
    return scores.masked_fill(keep[:, None, None, :], -math.inf)


@mending_mask_mistakes("lucidrains/memory-compressed-attention#2", part="masked")
def padding_with_plus_infinity(scores, keep):
    """padding gets a score of +inf, the largest of all, and inf - inf is NaN.

    Which end of the number line gets a weight of 0?
    """
    return scores.masked_fill(~keep[:, None, None, :], math.inf)


@mending_mask_mistakes("lucidrains/flamingo-pytorch#10", part="masked")
def mask_without_effect(scores, keep):
    """the mask has no effect: it is gone, or the result of masked_fill is thrown away.

    masked_fill returns a new tensor. Where does yours go?
    """
    return scores


@mending_mask_mistakes("bentrevett/pytorch-seq2seq#96", part="masked")
def padded_queries_hidden(scores, keep):
    """you hide queries, not keys: the mask's tokens stand in the scores' rows.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep[:, None, :, None], -1e9)


@mending_mask_mistakes("ml-explore/mlx-lm#1903", part="masked", alone=True)
def mask_without_an_axis_for_the_heads(scores, keep):
    """the mask has lost an axis: broadcasting lines its sentences up with the heads.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep[:, None, :], -math.inf)


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


@mending_mask_mistakes()
def outputs_of_padding_set_to_zero(x, num_heads, keep):
    """you set the output at padded places to zero; in the tutorial it is left as it comes.

    Nobody reads those rows: `keep` is to hide keys. Which lines do that?
    """
    return build()(x, num_heads, keep) * keep[..., None]


@mending_mask_mistakes(part="masked", alone=True)
def padding_filled_with_minus_1(scores, keep):
    """padding gets a score of -1: no score is so low that nothing can be lower, but -inf.

    What does exp make of -1? Which number does it turn into exactly 0?
    """
    return scores.masked_fill(~keep[:, None, None, :], -1.0)


@mending_mask_mistakes(part="masked", alone=True)
def padding_filled_with_minus_10(scores, keep):
    """padding gets a score of -10: a small weight is left, and real scores may lie below it.

    Which number does exp turn into exactly 0?
    """
    return scores.masked_fill(~keep[:, None, None, :], -10.0)


@mending_mask_mistakes(part="masked", alone=True)
def padding_filled_with_minus_100(scores, keep):
    """padding gets a score of -100: large scores may lie below it, and then padding is seen.

    Which number does exp turn into exactly 0, whatever the other scores are?
    """
    return scores.masked_fill(~keep[:, None, None, :], -100.0)


@mending_mask_mistakes(part="masked", alone=True)
def padding_filled_with_1(scores, keep):
    """padding gets a score of 1, like any token's: it is not hidden.

    Which end of the number line gets a weight of 0?
    """
    return scores.masked_fill(~keep[:, None, None, :], 1.0)


@mending_mask_mistakes(part="masked", alone=True)
def padding_with_the_largest_score(scores, keep):
    """padding gets the largest score (1e9 or the like) and takes all of the attention.

    Which end of the number line gets a weight of 0? Is a minus sign missing?
    """
    return scores.masked_fill(~keep[:, None, None, :], 1e9)


@mending_mask_mistakes(part="masked", alone=True)
def padded_queries_hidden_too_by_a_finite_number(scores, keep):
    """you hide padding as keys and as queries: at padded places the output is now a plain mean.

    Only the keys need a mask; nobody reads the output at a padded place.
    """
    both = keep[:, None, None, :] & keep[:, None, :, None]
    return scores.masked_fill(~both, -1e9)


@mending_mask_mistakes("ml-explore/mlx-lm#1903", part="masked", alone=True)
def mask_as_it_came(scores, keep):
    """the mask is used as it comes, (B, L): broadcasting lines its sentences up with the queries.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep, -math.inf)


@mending_mask_mistakes(part="masked", alone=True)
def mask_on_the_heads(scores, keep):
    """the mask's tokens stand on the axis of the heads; they belong on the last one, the keys.

    In the tutorial the mask's axes were right: which of its parts was not?
    """
    return scores.masked_fill(~keep[:, :, None, None], -math.inf)


@mending_mask_mistakes(part="masked", alone=True)
def causal_mask_added(scores, keep):
    """later tokens are hidden as well (a causal mask); here only padding is.

    Nobody asked for the past alone: what does `keep` say?
    """
    earlier = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    return scores.masked_fill(~(keep[:, None, None, :] & earlier), -1e9)


@mending_mask_mistakes("rasbt/LLMs-from-scratch#1061")
def real_tokens_hidden_with_zeros(x, num_heads, keep):
    """the mask is the wrong way round: now the real tokens are hidden and the padding is seen.

    `keep` is True for real tokens, as torch's attention and cu.masked_softmax want it.
    """
    return build(softmax=lambda scores: softmax(scores).nan_to_num())(x, num_heads, ~keep)


@mending_mask_mistakes()
def masked_twice_before_and_after(x, num_heads, keep):
    """scores are multiplied by the mask, then the weights: a row's weights no longer sum to 1.

    One masking is enough, before the softmax: which score gets a weight of 0?
    """
    cut = heads(x, num_heads)
    mask = keep[:, None, None, :]
    weights = softmax(scaled(cut @ transposed(cut), cut.shape[-1], num_heads) * mask)
    return merged((weights * mask) @ cut)
