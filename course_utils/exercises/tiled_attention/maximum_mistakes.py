"""Known mistakes in the running maximum, and in the factor that leads from the old to the new.

`online_weighted_sum` and `tiled_attention` have them in common.
"""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList
from .running import old_to_new

maximum_mistakes = MistakeList()


@maximum_mistakes()
def nan_from_the_start(*arguments):
    """all is nan: the maximum starts at -inf, and inf - inf, inf / inf or 0 times inf is nan.

    exp(old - new) is 0 there, as it should be. Look for a difference taken the wrong way round, for
    an old maximum where the new one belongs, or for a missing exp.
    """
    *_, value = (argument for argument in arguments if isinstance(argument, torch.Tensor))
    rows = arguments[0].shape[:-1]
    return torch.full((*rows, value.shape[-1]), math.nan, dtype=value.dtype)


@maximum_mistakes("flashinfer-ai/flashinfer#4267", "Dao-AILab/flash-attention#2082", part="start")
def maximum_starts_too_high(zeros, total):
    """your maximum starts at 0 or another number that all scores can lie below: weights vanish.

    Which number is below every score there can be?
    """
    return zeros, zeros, total


@maximum_mistakes("Dao-AILab/flash-attention#2082", part="start")
def maximum_starts_at_a_large_negative_number(zeros, total):
    """your maximum starts at a finite number such as -1e4, and all scores can lie even below that.

    Then every weight is exp of a large negative number, 0, and 0/0 is nan. What is below any score?
    """
    return zeros - 1e4, zeros, total


@maximum_mistakes("HabanaAI/vllm-fork#275", part="maximum")
def no_maximum(maximum, scores):
    """some exp is of more than a score minus the largest: it overflows, or all weights vanish.

    Is no maximum subtracted, or another number? In float32, exp overflows at 89. What can be
    subtracted without changing any share?
    """
    return torch.zeros_like(maximum)


@maximum_mistakes("tile-ai/tilelang#1148", part="maximum")
def maximum_of_the_last_scores_alone(maximum, scores):
    """your maximum forgets the ones before: where scores fall far, the rescaling factor overflows.

    The new maximum is the largest of what? Two numbers must meet in it.
    """
    return scores.amax(dim=-1, keepdim=True)


@maximum_mistakes(part="maximum", alone=True)
def maximum_of_the_first_scores_alone(maximum, scores):
    """your maximum stays that of the first scores: far larger ones that follow overflow in exp.

    Must the maximum not be looked for again at every step?
    """
    return torch.where(maximum.isinf(), scores.amax(dim=-1, keepdim=True), maximum)


@maximum_mistakes(part="maximum", alone=True)
def minimum_instead_of_maximum(maximum, scores):
    """you subtract the smallest score so far, not the largest: exp overflows when scores are apart.

    After the subtraction no exponent should be above 0.
    """
    smallest = scores.amin(dim=-1, keepdim=True)
    return torch.where(maximum.isinf(), smallest, torch.minimum(maximum, smallest))


@maximum_mistakes(part="maximum", alone=True)
def maximum_of_the_scores_without_signs(maximum, scores):
    """your maximum is that of abs(score): where all scores are far below 0, all weights vanish.

    Is -900 larger than 5? After the subtraction the largest exponent should be 0.
    """
    return torch.maximum(maximum, scores.abs().amax(dim=-1, keepdim=True))


@maximum_mistakes(part="kept")
def maximum_never_stored(maximum, new_maximum):
    """only the last step counts: the old maximum stays -inf, so the factor is always 0.

    Or you assign where you should add. What must the next step know of this one?
    """
    return maximum


@maximum_mistakes(part="factor")
def nothing_rescaled(maximum, new_maximum, scores):
    """what you have so far is never rescaled: it was weighed against a maximum that has changed.

    When the maximum goes from 2 to 3, what was exp(s - 2) must become exp(s - 3). By which factor?
    """
    return torch.ones_like(new_maximum)


@maximum_mistakes(part="factor")
def factor_upside_down(maximum, new_maximum, scores):
    """your rescaling factor is upside down: exp(new - old) makes the past larger, not smaller.

    When the maximum grows, should what came before count for more or for less?
    """
    return torch.where(maximum.isinf(), 0.0, (new_maximum - maximum).exp())


@maximum_mistakes(part="factor")
def rescaled_to_the_newest_scores(maximum, new_maximum, scores):
    """your factor compares the old maximum with that of the new scores alone.

    The factor leads from the old maximum to the new one, which may well be the old one again.
    """
    return (maximum - scores.amax(dim=-1, keepdim=True)).exp()


@maximum_mistakes(part="factor")
def factor_of_the_new_scores(maximum, new_maximum, scores):
    """you rescale the past by exp(maximum of the new scores - new): that is the new scores' factor.

    Under which maximum was the past weighed? From there to the new one it goes.
    """
    return (scores.amax(dim=-1, keepdim=True) - new_maximum).exp()


@maximum_mistakes(part="factor")
def past_forgotten_at_a_new_maximum(maximum, new_maximum, scores):
    """when a new maximum comes, you begin again: what came before should count on, only for less.

    Multiply both sums by exp(old - new) there, and add the new part.
    """
    return (new_maximum == maximum).to(scores.dtype)


@maximum_mistakes(part="factor", alone=True)
def factor_without_exp(maximum, new_maximum, scores):
    """your rescaling factor is a difference of two maxima; exp is missing around it.

    exp(s - old) times what is exp(s - new)?
    """
    return torch.where(maximum.isinf(), 0.0, maximum - new_maximum)


@maximum_mistakes(part="factor", alone=True)
def rescaled_twice(maximum, new_maximum, scores):
    """the past is rescaled twice in one step.

    Do you multiply in one line, and once more where you add?
    """
    return old_to_new(maximum, new_maximum, scores) ** 2


@maximum_mistakes(part="factor", alone=True)
def factor_cut_from_the_gradient(maximum, new_maximum, scores):
    """numbers right, gradient wrong: the factor is cut from the graph, but its maximum is not.

    All maxima may be detached, for they cancel out. One of their uses alone may not.
    """
    return old_to_new(maximum, new_maximum, scores).detach()
