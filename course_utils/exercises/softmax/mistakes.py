"""Known mistakes in softmax, with the sentence a learner reads.

Mistakes in one half of it are in mistakes_in_the_exponents and mistakes_in_the_sum; here are
whole functions that are something else.
"""

from __future__ import annotations

import torch

from ...attention import softmax
from ...checking import MistakeList
from .mistakes_after_the_shift import mistakes_after_the_shift
from .mistakes_in_the_exponents import mistakes_in_the_exponents
from .mistakes_in_the_sum import build, mistakes_in_the_sum

__all__ = ["build", "softmax_mistakes"]

softmax_mistakes = MistakeList(
    [*mistakes_in_the_sum, *mistakes_in_the_exponents, *mistakes_after_the_shift]
)


def over_its_sum(positive):
    return positive / positive.sum(dim=-1, keepdim=True)


@softmax_mistakes()
def exponentials_alone(x):
    """these are the exponentials alone, not yet shares.

    What must the numbers of a row add up to?
    """
    return x.exp()


@softmax_mistakes()
def own_log_sum_exp(x):
    """exp overflows inside the logarithm: log(sum(exp(x))) is infinite once a score reaches 89.

    What can you subtract from a row without changing any share? (Or: torch.logsumexp does it.)
    """
    return (x - x.exp().sum(dim=-1, keepdim=True).log()).exp()


@softmax_mistakes()
def nan_replaced_by_zero(x):
    """you replace the NaN, but not its cause: where exp overflows, a row of zeros is no answer.

    What can you subtract from a row without changing any share?
    """
    return over_its_sum(x.exp()).nan_to_num(0.0)


@softmax_mistakes()
def nan_replaced_by_equal_shares(x):
    """you replace the NaN, but not its cause: where exp overflows, equal shares are only a guess.

    What can you subtract from a row without changing any share?
    """
    naive = over_its_sum(x.exp())
    return torch.where(naive.isnan(), 1 / x.shape[-1], naive)


@softmax_mistakes()
def largest_subtracted_after_exp(x):
    """you subtract the largest after exp, where it is too late, and where it changes the shares.

    Which numbers must be small before exp sees them?
    """
    return over_its_sum(x.exp() - x.exp().amax(dim=-1, keepdim=True))


@softmax_mistakes()
def not_exponentiated(x):
    """you divided the scores themselves by their sum; without exp, negative scores stay negative.

    Which function makes every number positive and keeps their order?
    """
    return over_its_sum(x)


@softmax_mistakes()
def absolute_values(x):
    """you made the scores positive with abs, so a score of -3 weighs as much as 3.

    Which function makes every number positive and keeps their order?
    """
    return over_its_sum(x.abs())


@softmax_mistakes()
def squares(x):
    """you made the scores positive by squaring, so a score of -3 weighs as much as 3.

    Which function makes every number positive and keeps their order?
    """
    return over_its_sum(x.square())


@softmax_mistakes()
def negative_scores_cut_to_zero(x):
    """you cut negative scores to 0 (relu) and divided; all of them get the same weight, 0.

    Which function makes every number positive and keeps their order?
    """
    return over_its_sum(x.relu())


@softmax_mistakes()
def softplus_instead_of_exp(x):
    """you divided softplus by its sum: positive, in order, but large scores differ too little.

    Which function turns a difference of 1 into the same factor everywhere?
    """
    return over_its_sum(torch.nn.functional.softplus(x))


@softmax_mistakes()
def sigmoids_over_their_sum(x):
    """you divided sigmoids by their sum: sigmoid flattens out, so large scores become all alike.

    Which function turns a difference of 1 into the same factor everywhere?
    """
    return over_its_sum(x.sigmoid())


@softmax_mistakes()
def shifted_to_zero_instead_of_exp(x):
    """you subtracted the smallest and divided by the sum: the smallest score always gets 0.

    Which function makes every number positive and keeps their order?
    """
    return over_its_sum(x - x.amin(dim=-1, keepdim=True))


@softmax_mistakes()
def stretched_between_0_and_1(x):
    """you stretched each row between its smallest (0) and largest (1); the row does not sum to 1.

    Which function makes every number positive and keeps their order?
    """
    smallest = x.amin(dim=-1, keepdim=True)
    return (x - smallest) / (x.amax(dim=-1, keepdim=True) - smallest)


@softmax_mistakes()
def length_made_one(x):
    """you divided each row by its length (its norm); negative scores stay negative.

    Which function makes every number positive and keeps their order?
    """
    return torch.nn.functional.normalize(x, dim=-1)


@softmax_mistakes()
def logarithm_instead_of_exp(x):
    """you took the logarithm, which has no value for negative scores; its inverse is wanted."""
    return over_its_sum(x.log())


@softmax_mistakes("jadore801120/attention-is-all-you-need-pytorch#52", "OpenNMT/OpenNMT-py#487")
def axis_left_to_torch(x):
    """you left the axis to torch, which then takes axis 0 of three (and 1 of two or four).

    Say which axis you mean: the one that holds the keys.
    """
    return x.softmax(0 if x.dim() in (0, 1, 3) else 1)


@softmax_mistakes()
def logarithm_of_the_shares(x):
    """this is log-softmax: the logarithms of the weights, not the weights."""
    return torch.log_softmax(x, dim=-1)


@softmax_mistakes()
def hard_maximum(x):
    """this is a hard maximum: the largest score takes all, and the rest get nothing.

    Soft means that every key gets a share, a small score a small one.
    """
    return torch.nn.functional.one_hot(x.argmax(dim=-1), x.shape[-1]).to(x.dtype)


@softmax_mistakes()
def sigmoid_of_each(x):
    """this is a sigmoid: it looks at each score alone, so nothing makes a row sum to 1."""
    return x.sigmoid()


@softmax_mistakes()
def softmax_applied_twice(x):
    """softmax is applied twice, which flattens the weights towards equal shares."""
    return softmax(softmax(x))
