"""Known mistakes in the dot product of one pair, a (E,) and b (E,)."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from .mistakes import dot_product_mistakes

__all__ = ["dot_product_mistakes"]


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
def last_component_left_out(a, b):
    """the last component is missing from the sum. Does your loop stop one early?"""
    return a[:-1] @ b[:-1]


@dot_product_mistakes(part="product")
def first_component_left_out(a, b):
    """the first component is missing from the sum. The first place is number 0."""
    return a[1:] @ b[1:]


@dot_product_mistakes(part="product")
def first_component_only(a, b):
    """only the first components were multiplied. Is the return inside the loop?"""
    return a[0] * b[0]


@dot_product_mistakes(part="product")
def last_component_only(a, b):
    """only the last components are left: each turn of the loop replaces the total (= for +=)."""
    return a[-1] * b[-1]
