"""Known mistakes in masked_softmax: what hidden scores become before softmax."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList

fill_mistakes = MistakeList()


@fill_mistakes(
    "hyunwoongko/transformer#10",
    "allenai/allennlp#105",
    "georg-wolflein/good-features#1",
    part="fill",
)
def filled_with_zero(scores, hidden):
    """hidden scores become 0 (or -1e-12, which is all but 0): a score of 0 gets a share like any
    other.

    Which score gets a weight of exactly 0?
    """
    return scores.masked_fill(hidden, 0.0)


@fill_mistakes("lucidrains/memory-compressed-attention#2", part="fill")
def filled_with_plus_infinity(scores, hidden):
    """each row with a hidden key is lost: you fill with +inf or NaN, or a row counts as empty as
    soon as one of its keys is hidden.

    What does exp make of +inf, and of -inf? And when does a row keep nothing: print it for one row.
    """
    return scores.masked_fill(hidden, math.inf)


@fill_mistakes("lucidrains/memory-compressed-attention#2", part="fill", alone=True)
def filled_with_a_large_number(scores, hidden):
    """you fill with a large POSITIVE number, so the hidden keys take everything.

    Which sign makes the exponential vanish?
    """
    return scores.masked_fill(hidden, 1e4)


@fill_mistakes(part="fill", alone=True)
def filled_with_plus_1e9(scores, hidden):
    """you fill with a large POSITIVE number, so the hidden keys take everything.

    Which sign makes the exponential vanish? And float16 ends at 65504.
    """
    return scores.masked_fill(hidden, 1e9)


@fill_mistakes("lucidrains/flamingo-pytorch#10", "lucidrains/DALLE-pytorch#62", part="fill")
def nothing_hidden(scores, hidden):
    """the mask has no effect: the result of masked_fill is not used, or what you add is next to
    nothing.

    masked_fill returns a new tensor: who takes it? And -1e-9 is nearly 0.
    """
    return scores


@fill_mistakes("pytorch/pytorch#21518", "pytorch/pytorch#103963", part="fill")
def mask_added_as_ones(scores, hidden):
    """you add the mask as 1 and 0: a hidden key loses a factor e against the kept ones, and stays.

    Which number, added to a score, leaves no weight?
    """
    return scores + (~hidden).to(scores.dtype)


@fill_mistakes("pytorch/pytorch#21518", part="fill")
def opposite_added_as_ones(scores, hidden):
    """you add 1 where a key is hidden, which lifts it above the others.

    Which number, added to a score, leaves no weight?
    """
    return scores + hidden.to(scores.dtype)


@fill_mistakes("huggingface/transformers#17306", "NVIDIA/apex#1052", part="fill")
def equal_weights_in_empty_rows(scores, hidden):
    """a row of which nothing is kept gets equal weights, as with any finite fill (finfo.min,
    -10000); here, zeros.

    JAX and Hugging Face models have it your way, torch's own attention has zeros.
    """
    return scores.masked_fill(hidden, torch.finfo(scores.dtype).min)


@fill_mistakes("NVIDIA/apex#93", "facebookresearch/fairseq#3575", part="fill")
def minus_1e9(scores, hidden):
    """a fill like -1e9 gives a row without keys equal weights, where zeros are asked; and float16
    ends at 65504, so it raises there.

    -inf exists in every dtype. What then becomes of rows without keys?
    """
    return scores.masked_fill(hidden, -1e9)


@fill_mistakes(part="fill")
def minus_10000_added(scores, hidden):
    """a row without keys gets the weights it had without any mask: -10000 for all of it cancels.

    The same constant on a whole row changes no share. Such a row should be zeros.
    """
    return scores - 10000 * hidden.to(scores.dtype)


@fill_mistakes(part="fill")
def minus_100_filled(scores, hidden):
    """-100 (or -1000) is not low enough: where the kept scores lie below it, the hidden keys take
    everything.

    Which number is below every score?
    """
    return scores.masked_fill(hidden, -100.0)


@fill_mistakes(part="fill", alone=True)
def minus_10_filled(scores, hidden):
    """-10 is not low enough: a hidden key keeps a small share, and a large one among low scores.

    Which number is below every score?
    """
    return scores.masked_fill(hidden, -10.0)


@fill_mistakes(part="fill", alone=True)
def minus_one_filled(scores, hidden):
    """hidden scores become -1, which is a score like any other and gets a share.

    Which number is below every score?
    """
    return scores.masked_fill(hidden, -1.0)


@fill_mistakes(part="fill", alone=True)
def smallest_score_filled(scores, hidden):
    """hidden scores become the smallest score of all, which still gets a share.

    Even the smallest score has a weight above 0. Which has none?
    """
    return torch.where(hidden, scores.min(), scores)


@fill_mistakes(part="fill", alone=True)
def hidden_scores_multiplied(scores, hidden):
    """you multiply hidden scores by a large negative number: a negative score becomes a large one.

    Right only where all scores are positive. Fill in place of multiplying.
    """
    return torch.where(hidden, scores * -1e4, scores)


@fill_mistakes("allenai/allennlp#105", part="fill", alone=True)
def small_number_in_a_logarithm(scores, hidden):
    """you add log(keep + 1e-9), a mere -21 for hidden keys: one that lies far above the others is
    seen, and a row without keys gets the weights it had without any mask.

    What is the logarithm of 0 itself? What then becomes of rows without keys?
    """
    return scores + torch.log((~hidden).to(scores.dtype) + 1e-9)
