"""Known mistakes in the dot product of one pair, a (E,) and b (E,).

Those of loops and places are in dot_product_loop_mistakes.py.
"""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from . import dot_product_loop_mistakes
from .mistakes import dot_product_mistakes

__all__ = ["dot_product_loop_mistakes", "dot_product_mistakes"]


@dot_product_mistakes(part="product")
def products_not_added_up(a, b):
    """these are the products, place by place; a dot product is one number.

    What do you still have to do with the products?
    """
    return a * b


@dot_product_mistakes(part="product")
def running_sums(a, b):
    """these are the running sums (cumsum), one a place; only the last of them is asked."""
    return (a * b).cumsum(0)


@dot_product_mistakes(part="product")
def every_component_with_every_other(a, b):
    """you multiplied every component of a with every one of b: an outer product, E x E numbers.

    Only components in the same place meet in a dot product.
    """
    return torch.outer(a, b)


@dot_product_mistakes(part="product")
def sums_multiplied(a, b):
    """you added up each vector first and multiplied the two sums.

    Which comes first: multiplying place by place, or adding up?
    """
    return a.sum() * b.sum()


@dot_product_mistakes(part="product")
def one_vector_times_the_sum_of_the_other(a, b):
    """you multiplied a by the sum of b: in a * b.sum(), .sum() belongs to b alone.

    Where do the parentheses go?
    """
    return a * b.sum()


@dot_product_mistakes(part="product")
def smaller_of_each_added_up(a, b):
    """you added up the smaller component of each place, which is right for zeros and ones only.

    What happens to the two components in a place?
    """
    return torch.minimum(a, b).sum()


@dot_product_mistakes(part="product")
def components_added_not_multiplied(a, b):
    """you added the components to each other where they should be multiplied."""
    return (a + b).sum()


@dot_product_mistakes(part="product")
def only_the_first_vector(a, b):
    """this is the dot product of a with itself; b has no say in it."""
    return a @ a


@dot_product_mistakes(part="product")
def only_the_second_vector(a, b):
    """this is the dot product of b with itself; a has no say in it."""
    return b @ b


@dot_product_mistakes(part="product")
def lengths_multiplied(a, b):
    """you multiplied the lengths of the two vectors, so their directions do not count.

    Start from the components: which of them meet?
    """
    return a.norm() * b.norm()


@dot_product_mistakes(part="product")
def cosine_of_the_angle(a, b):
    """this is the cosine: the dot product divided by both lengths. Here the lengths do count."""
    return normalize(a, dim=0) @ normalize(b, dim=0)


@dot_product_mistakes(part="product")
def distance_of_the_tips(a, b):
    """this is the distance of the vectors; for two equal vectors it is 0, not large."""
    return (a - b).norm()


@dot_product_mistakes(part="product")
def squared_distance_of_the_tips(a, b):
    """this is the squared distance of the vectors; for two equal vectors it is 0, not large."""
    return ((a - b) ** 2).sum()


@dot_product_mistakes(part="product")
def signs_dropped_before_adding(a, b):
    """you added up the products without their signs; a negative product must pull the sum down."""
    return (a * b).abs().sum()


@dot_product_mistakes(part="product")
def largest_product_only(a, b):
    """this is the largest of the products, not their sum."""
    return (a * b).max()


@dot_product_mistakes(part="product")
def products_multiplied_together(a, b):
    """you multiplied the products together (prod) where they should be added up (sum)."""
    return (a * b).prod()


@dot_product_mistakes(part="product")
def components_subtracted(a, b):
    """you subtracted the components from each other where they should be multiplied."""
    return (a - b).sum()


@dot_product_mistakes(part="product", alone=True)
def components_divided(a, b):
    """you divided the components by each other where they should be multiplied."""
    return (a / b).sum()


@dot_product_mistakes(part="product", alone=True)
def components_raised_to_powers(a, b):
    """you raised each component to a power: ** is "to the power of", * multiplies."""
    return (a**b).sum()


@dot_product_mistakes(part="product")
def absolute_differences_added_up(a, b):
    """these are differences without their signs, added up: a distance, 0 for two equal vectors."""
    return (a - b).abs().sum()


@dot_product_mistakes(part="product")
def negative_squared_distance(a, b):
    """this is the squared distance with a minus: near is high, but it is another measure."""
    return -((a - b) ** 2).sum()


@dot_product_mistakes(part="product")
def negative_products_left_out(a, b):
    """you left the negative products out of the sum; they must pull it down."""
    return (a * b).clamp(min=0).sum()


@dot_product_mistakes(part="product")
def products_squared(a, b):
    """you squared the products before adding them up, so that a negative one counts as positive."""
    return ((a * b) ** 2).sum()


@dot_product_mistakes(part="product", alone=True)
def length_of_the_products(a, b):
    """this is the length (norm) of the products; asked is their plain sum."""
    return (a * b).norm()


@dot_product_mistakes(part="product")
def means_multiplied(a, b):
    """you multiplied the means of the two vectors.

    Which comes first: multiplying place by place, or taking them together?
    """
    return a.mean() * b.mean()


@dot_product_mistakes(part="product", alone=True)
def means_subtracted_first(a, b):
    """you subtracted each vector's mean first, as for a covariance; a dot product does not."""
    return (a - a.mean()) @ (b - b.mean())


@dot_product_mistakes(part="product", alone=True)
def only_one_length_divided_out(a, b):
    """you divided by the length of b (a projection onto b). Here all lengths count."""
    return a @ normalize(b, dim=0)


@dot_product_mistakes(part="product", alone=True)
def length_of_the_first_divided_out(a, b):
    """you divided by the length of a (a projection onto a). Here all lengths count."""
    return normalize(a, dim=0) @ b


@dot_product_mistakes(part="product", alone=True)
def divided_by_the_square_of_the_second(a, b):
    """you divided by b dot b, which gives the share of b in a, not their dot product."""
    return (a @ b) / (b @ b)


@dot_product_mistakes(part="finish", alone=True)
def multiplied_by_the_size(scores, a, b):
    """you multiplied by E, the vectors' size. Is something added up E times?"""
    return scores * len(a)


@dot_product_mistakes(part="finish", alone=True)
def halved(scores, a, b):
    """your result is half the dot product. What do you divide by?"""
    return scores / 2


@dot_product_mistakes(part="finish", alone=True)
def squashed_by_a_sigmoid(scores, a, b):
    """you sent the dot product through a sigmoid, into 0 to 1; leave it as it is."""
    return scores.sigmoid()


@dot_product_mistakes(part="finish", alone=True)
def squashed_by_tanh(scores, a, b):
    """you sent the dot product through tanh, into -1 to 1; leave it as it is."""
    return scores.tanh()
