"""Known mistakes in softmax's second half: what the exponentials of a row are divided by."""

from __future__ import annotations

import torch

from ...checking import MistakeList


def exponents(x):
    return x


def shares(exponents, axis=-1):
    return (exponents - exponents.logsumexp(axis, keepdim=True)).exp()


def build(exponents=exponents, shares=shares):
    """Softmax in two parts, joined in logarithms so that a wrong axis does not overflow too."""
    return lambda x: shares(exponents(x))


mistakes_in_the_sum = MistakeList()


@mistakes_in_the_sum("nerminnuraydogan/vision-transformer#1", part="shares")
def normalised_over_axis_minus_2(exponents):
    """you normalised over axis -2, so every column sums to 1 and the rows do not.

    Which axis holds the keys that compete for one query's attention?
    """
    return shares(exponents, axis=-2)


@mistakes_in_the_sum(
    "labmlai/annotated_deep_learning_paper_implementations#146",
    "catalyst-team/catalyst#285",
    part="shares",
)
def normalised_over_axis_1(exponents):
    """you normalised over axis 1: in three axes those are the queries, so the columns sum to 1.

    Which axis holds the keys that compete for one query's attention? Count it from the end.
    """
    return shares(exponents, axis=1)


@mistakes_in_the_sum("FudanNLP/fastNLP#254", part="shares")
def normalised_over_axis_2(exponents):
    """you normalised over axis 2, which is the last one only where there are three axes.

    How do you say "the last axis", however many there are?
    """
    return shares(exponents, axis=2)


@mistakes_in_the_sum("PetrochukM/PyTorch-NLP#2", part="shares")
def normalised_over_axis_0(exponents):
    """you normalised over axis 0: numbers that stand in different rows share one sum of 1.

    softmax(x) is asked along the last axis. Whose numbers does your sum add up?
    """
    return shares(exponents, axis=0)


@mistakes_in_the_sum(part="shares")
def normalised_over_the_last_two_axes(exponents):
    """you divided by the sum of a whole matrix, so all rows of a sentence share one sum of 1.

    Along which one axis should you sum? Keep that axis, with size 1, for the division.
    """
    return shares(exponents.flatten(-2)).reshape(exponents.shape)


@mistakes_in_the_sum(part="shares")
def loops_over_two_axes(exponents):
    """your loops fit three axes only; x may have any number.

    What does your innermost line do without the loops, with dim=-1?
    """
    out = torch.empty_like(exponents)
    for i in range(exponents.shape[0]):
        for j in range(exponents.shape[1]):
            row = exponents[i, j]
            out[i, j] = shares(row.flatten()).reshape(row.shape)
    return out


@mistakes_in_the_sum("rickwierenga/MLFundamentals#1", part="shares")
def normalised_over_everything(exponents):
    """you divided by the sum of the whole tensor: all entries together sum to 1, not each row.

    Along which one axis should you sum? Keep that axis, with size 1, for the division.
    """
    return shares(exponents.flatten()).reshape(exponents.shape)


@mistakes_in_the_sum(part="shares")
def never_divided_by_the_sum(exponents):
    """these are the exponentials alone (or the exponentials over the largest one), not yet shares.

    What must the numbers of a row add up to?
    """
    return (exponents - exponents.amax(dim=-1, keepdim=True)).exp()


@mistakes_in_the_sum(part="shares")
def divided_by_the_mean(exponents):
    """you divided by the row's mean, so each row sums to the number of keys.

    What must the numbers of a row add up to?
    """
    return exponents.shape[-1] * shares(exponents)


@mistakes_in_the_sum(part="shares")
def divided_by_the_length(exponents):
    """you divided by the row's length (its norm), so the squares sum to 1, not the numbers.

    What must the numbers of a row add up to?
    """
    return (exponents - (2 * exponents).logsumexp(-1, keepdim=True) / 2).exp()


@mistakes_in_the_sum(part="shares")
def row_sums_without_keepdim(exponents):
    """the sums lost their axis (no keepdim), so they line up with the columns, not with the rows.

    Look at the shape of your sums: does it broadcast against x the way you mean?
    """
    return (exponents - exponents.logsumexp(-1)).exp()


@mistakes_in_the_sum(part="shares")
def row_sums_with_a_new_axis_1(exponents):
    """you gave the sums their lost axis back in second place; with three axes it belongs last.

    Look at the shape of your sums: does it broadcast against x the way you mean?
    """
    return (exponents - exponents.logsumexp(-1).unsqueeze(1)).exp()


@mistakes_in_the_sum(part="shares")
def sums_over_axis_1_without_keepdim(exponents):
    """you summed over axis 1, which holds the queries here, and the sums lost their axis as well.

    Which axis holds the keys? Sum along that one, and keep it with size 1 for the division.
    """
    return (exponents - exponents.logsumexp(1)).exp()


@mistakes_in_the_sum(part="shares")
def one_added_to_the_sum(exponents):
    """you added 1 to the sum, so each row sums to less than 1 (some call that "softmax-one")."""
    total = exponents.logsumexp(-1, keepdim=True)
    return (exponents - total.logaddexp(torch.zeros_like(total))).exp()


@mistakes_in_the_sum(part="shares")
def one_added_after_the_shift(exponents):
    """you added 1 to the sum (of the shifted exponentials), so each row sums to less than 1."""
    return one_added_to_the_sum(exponents - exponents.amax(dim=-1, keepdim=True))


@mistakes_in_the_sum(part="shares")
def rounded_to_two_decimals(exponents):
    """you rounded the shares; round when you print, not when you compute."""
    return shares(exponents).round(decimals=2)


@mistakes_in_the_sum(part="shares")
def rounded_to_three_decimals(exponents):
    """you rounded the shares; round when you print, not when you compute."""
    return shares(exponents).round(decimals=3)


@mistakes_in_the_sum(part="shares")
def rounded_to_four_decimals(exponents):
    """you rounded the shares; round when you print, not when you compute."""
    return shares(exponents).round(decimals=4)


@mistakes_in_the_sum(part="shares")
def rounded_to_whole_numbers(exponents):
    """you rounded the shares to 0 and 1; a share is a number between the two."""
    return shares(exponents).round()
