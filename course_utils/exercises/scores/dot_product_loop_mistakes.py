"""Known mistakes in the dot product of one pair: loops, and which component meets which."""

from __future__ import annotations

from .mistakes import dot_product_mistakes


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


@dot_product_mistakes(part="product")
def second_vector_backwards(a, b):
    """you go through b from its end: the first component of a meets the last of b.

    Only components in the same place meet in a dot product.
    """
    return a @ b.flip(0)


@dot_product_mistakes(part="product")
def neighbouring_components(a, b):
    """component e of a meets component e - 1 of b (and the first the last).

    Only components in the same place meet. Which index does each vector have in your loop?
    """
    return a @ b.roll(1)


@dot_product_mistakes(part="product", alone=True)
def first_component_for_all(a, b):
    """the first component of a meets every one of b: a[0] stands where a[e] belongs."""
    return a[0] * b.sum()


@dot_product_mistakes(part="product")
def total_started_at_one(a, b):
    """your result is too large by 1. Does your total start at 1?"""
    return a @ b + 1


@dot_product_mistakes(part="product", alone=True)
def added_up_twice(a, b):
    """your result is twice the dot product. Is something added up two times?"""
    return 2 * (a @ b)


@dot_product_mistakes(part="product", alone=True)
def three_components_only(a, b):
    """only the first three components count; a and b may have any number of them."""
    return a[:3] @ b[:3]


@dot_product_mistakes(part="product", alone=True)
def every_second_component(a, b):
    """only every second component counts. What is the step of your loop, or of your slice?"""
    return a[::2] @ b[::2]
