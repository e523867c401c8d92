"""Known mistakes between scores and weights that a pipeline shows and softmax alone does not."""

from __future__ import annotations

import torch

from ...attention import softmax
from ...checking import MistakeList

share_mistakes = MistakeList()


@share_mistakes(part="softmax", alone=True)
def tiny_number_added_instead_of_a_shift(scores):
    """exp over- or underflows, and a tiny number added to the sum does not help: NaN, or zeros.

    What can you subtract from a row before exp, so that its sum is never 0 and never inf?
    """
    exponentials = scores.exp()
    return exponentials / (exponentials.sum(dim=-1, keepdim=True) + 1e-8)


@share_mistakes(part="softmax", alone=True)
def scores_cut_off_at_10(scores):
    """you cut large scores off (clamp) before softmax: keys that differ then get equal shares.

    Subtracting each row's largest score keeps exp in range and changes no share.
    """
    return softmax(scores.clamp(-10, 10))


@share_mistakes(part="softmax", alone=True)
def exp_forgotten_after_the_shift(scores):
    """you subtract each row's largest score and divide by the sum, without exp in between.

    What is left is 0 or below, the largest score's own share 0. What makes all of them positive?
    """
    shifted = scores - scores.amax(dim=-1, keepdim=True)
    return shifted / shifted.sum(dim=-1, keepdim=True)


@share_mistakes(part="softmax", alone=True)
def sums_divided_by_the_exponentials(scores):
    """you divide the sum by each exponential: the smaller a score, the larger what comes out.

    A share is a part of the whole. Which of the two stands above the line?
    """
    exponentials = (scores - scores.amax(dim=-1, keepdim=True)).exp()
    return exponentials.sum(dim=-1, keepdim=True) / exponentials


@share_mistakes(part="softmax", alone=True)
def tanh_before_the_softmax(scores):
    """you squash the scores with tanh before softmax: no score can pass 1, so no key can win.

    Softmax takes any numbers. What is left to squash?
    """
    return softmax(scores.tanh())


@share_mistakes(part="softmax", alone=True)
def tanh_instead_of_softmax(scores):
    """you use tanh where softmax belongs: these weights can be negative and do not sum to 1."""
    return scores.tanh()


@share_mistakes(part="softmax", alone=True)
def own_place_hidden(scores):
    """each query is kept from the key of its own place; here every query may look at every key."""
    own = torch.eye(*scores.shape[-2:], dtype=torch.bool)
    return softmax(scores.masked_fill(own, -1e9))
