"""Known mistakes in the projection, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList


def unchanged(x):
    return x


def product(x, weight):
    return x @ weight.T  # (..., D) x (D, F) -> (..., F)


def add(mapped, bias):
    return mapped + bias


def build(x=unchanged, product=product, add=add, output=unchanged):
    """What is done to x, with x and the weight, with the bias, and to the result."""
    return lambda tokens, weight, bias: output(add(product(x(tokens), weight), bias))


project_mistakes = MistakeList()


@project_mistakes(part="product")
def weight_not_transposed(x, weight):
    """you multiplied by the weight as it lies; nn.Linear keeps it as (out, in), a row per result.

    A square weight hides it. Which axis of the weight is as long as one vector of x?
    """
    return x @ weight


@project_mistakes(part="product")
def weight_viewed_in_another_shape(x, weight):
    """view or reshape does not transpose: it keeps the order in memory and mixes up the weight.

    Which function swaps two axes?
    """
    return x @ weight.reshape(weight.shape[1], weight.shape[0])


@project_mistakes(part="product")
def weight_from_the_left(x, weight):
    """the weight stands on the left, so it mixes the tokens of a sentence, not a token's features.

    Each token is mapped by itself: which axis of x is multiplied and added up?
    """
    return weight @ x


@project_mistakes(part="product")
def transposed_weight_from_the_left(x, weight):
    """the weight stands on the left, so it mixes the tokens of a sentence, not a token's features.

    Each token is mapped by itself: which axis of x is multiplied and added up?
    """
    return weight.T @ x


@project_mistakes(part="product")
def left_as_columns(x, weight):
    """right numbers, but features come before tokens; the result keeps x's order of axes.

    Each token's new vector belongs in the last axis: swap the last two back, then add the bias.
    """
    return weight @ x.transpose(-2, -1)


@project_mistakes(part="product")
def left_and_reshaped(x, weight):
    """weight @ x turned gives columns, and reshape does not turn them back: numbers are mixed up.

    Which function swaps two axes?
    """
    columns = weight @ x.transpose(-2, -1)
    return columns.reshape(*x.shape[:-1], weight.shape[0])


@project_mistakes(part="product")
def entry_by_entry(x, weight):
    """`*` multiplies entry by entry and adds nothing up; that runs only where the sizes agree.

    Every new feature is a dot product with a row of the weight. Which operator does that?
    """
    return x * weight


@project_mistakes(part="product")
def products_not_added_up(x, weight):
    """the products of each feature stand side by side; they are not added up yet.

    Which of your axes is to be summed away?
    """
    return x.unsqueeze(-2) * weight


@project_mistakes(part="product")
def summed_over_the_rows(x, weight):
    """you add up over the weight's rows, so one number is left for each old feature, not each new.

    Each row makes one new feature: along which axis is a row added up?
    """
    return (x.unsqueeze(-2) * weight).sum(-2)


@project_mistakes(part="product")
def mean_instead_of_sum(x, weight):
    """you divide by the number of features; a projection is a plain sum of products."""
    return x @ weight.T / x.shape[-1]


@project_mistakes(part="product")
def divided_by_the_root_of_the_size(x, weight):
    """you divide by the root of the size; that belongs to the scores, not to a projection."""
    return x @ weight.T / x.shape[-1] ** 0.5


@project_mistakes(part="product")
def last_feature_left_out(x, weight):
    """the last feature of x never goes in; the first ones are right.

    Where does your loop or slice over the features end?
    """
    return x[..., :-1] @ weight[:, :-1].T


@project_mistakes(part="product")
def first_row_of_the_weight_for_all(x, weight):
    """every new feature is made by the weight's first row; feature i wants row i."""
    return (x @ weight[0]).unsqueeze(-1).expand(*x.shape[:-1], weight.shape[0])


@project_mistakes(part="product")
def last_product_alone(x, weight):
    """of each dot product only the last product is left: each turn of a loop replaces the sum.

    What must happen to the products of a row, so that none is lost?
    """
    return x[..., -1:] * weight[:, -1]


@project_mistakes(part="product")
def first_product_alone(x, weight):
    """of each dot product only the first product is there; the other features never go in.

    How far is the line indented that adds, or returns?
    """
    return x[..., :1] * weight[:, 0]


@project_mistakes(part="product")
def square_weight_not_transposed(x, weight):
    """you turn the weight only where the sizes force you to: a square one is used as it lies.

    nn.Linear keeps every weight as (out, in): sizes that fit are no proof.
    """
    return x @ (weight if weight.shape[0] == x.shape[-1] else weight.T)


@project_mistakes(part="product", alone=True)
def weight_inverted(x, weight):
    """you invert the weight (inv or pinv); it is only to be turned round, rows into columns."""
    return x @ torch.linalg.pinv(weight.float()).to(x.dtype)


@project_mistakes(part="product", alone=True)
def rows_of_the_weight_reversed(x, weight):
    """the weight's rows are taken from the last to the first; row 0 makes feature 0."""
    return x @ weight.flip(0).T


@project_mistakes(part="product", alone=True)
def features_reversed(x, weight):
    """the features of x, or the columns of the weight, stand in reverse: entry 0 meets entry 0."""
    return x.flip(-1) @ weight.T


@project_mistakes(part="x")
def first_sentence_for_all(x):
    """you project the first sentence for every sentence of the batch; look for a [0]."""
    return x[:1].expand_as(x)


@project_mistakes(part="x")
def all_axes_reversed(x):
    """.T on three axes reverses them all, the batch too; x needs no transpose here.

    Which of the two tensors does nn.Linear transpose?
    """
    return x.permute(*range(x.dim() - 1, -1, -1))


@project_mistakes(part="x")
def tokens_and_features_swapped(x):
    """you transposed x, so the weight meets one feature of all tokens; x needs no transpose.

    Each token's vector lies in a row of x, and that is what the weight's rows meet.
    """
    return x.transpose(-2, -1)
