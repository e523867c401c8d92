"""Known mistakes with the bias of a projection, with the sentence a learner reads."""

from __future__ import annotations

from ....checking import MistakeList

project_bias_mistakes = MistakeList()


@project_bias_mistakes(part="add")
def bias_forgotten(mapped, bias):
    """the bias is missing: the products are right, one number for each new feature is to be added.

    What should a vector of zeros become?
    """
    return mapped


@project_bias_mistakes(part="add")
def bias_subtracted(mapped, bias):
    """you subtract the bias; it is added."""
    return mapped - bias


@project_bias_mistakes(part="add")
def bias_added_twice(mapped, bias):
    """the bias goes in twice; F.linear and nn.Linear add theirs already.

    What does a vector of zeros become?
    """
    return mapped + 2 * bias


@project_bias_mistakes()
def bias_added_for_every_feature(x, weight, bias):
    """the bias goes in once for every number of the vector; once for each new feature is enough.

    Does your bias stand inside the sum or the loop over the features?
    """
    return x @ weight.T + x.shape[-1] * bias


@project_bias_mistakes(part="add")
def bias_multiplied(mapped, bias):
    """you multiply by the bias; it is added."""
    return mapped * bias


@project_bias_mistakes(part="add")
def bias_as_a_column(mapped, bias):
    """you add the bias along the tokens (a column): that runs only where there are F tokens.

    Every token gets the same bias, one number for each of its new features.
    """
    return mapped + bias.unsqueeze(-1)


@project_bias_mistakes(part="add")
def sum_of_the_bias(mapped, bias):
    """you add the sum of the bias to everything; new feature i gets the bias's entry i alone."""
    return mapped + bias.sum()


@project_bias_mistakes(part="add")
def mean_of_the_bias(mapped, bias):
    """you add the mean of the bias to everything; new feature i gets the bias's entry i alone."""
    return mapped + bias.mean()


@project_bias_mistakes(part="add")
def first_bias_for_all(mapped, bias):
    """you add the bias's first entry to every feature; new feature i gets entry i."""
    return mapped + bias[0]


@project_bias_mistakes()
def bias_added_to_the_input(x, weight, bias):
    """you add the bias before the product: it belongs to the new features, not to the old ones.

    A bias has F entries, one for each row of the weight.
    """
    return (x + bias) @ weight.T


@project_bias_mistakes()
def bias_added_to_the_weight(x, weight, bias):
    """you add the bias to the weight's rows; it is added once, after the product."""
    return x @ (weight + bias).T


@project_bias_mistakes()
def bias_added_to_the_weight_as_a_column(x, weight, bias):
    """you add the bias to the weight; it is added once, after the product."""
    return x @ (weight + bias.unsqueeze(-1)).T


@project_bias_mistakes(part="add", alone=True)
def bias_in_reverse(mapped, bias):
    """the bias is added in reverse order; new feature i gets the bias's entry i."""
    return mapped + bias.flip(0)


@project_bias_mistakes(part="add", alone=True)
def last_bias_for_all(mapped, bias):
    """you add the bias's last entry to every feature; new feature i gets entry i."""
    return mapped + bias[-1]


@project_bias_mistakes()
def input_in_place_of_the_bias(x, weight, bias):
    """you add x in place of the bias; x meets the weight and is not added once more."""
    return x @ weight.T + x
