"""Known mistakes in alibi_bias: in the slopes.

The distances, what is made of both, and whole functions have a file of their own.
"""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList


def slope(numbers, num_heads):
    return 2.0 ** (-8 * (numbers + 1) / num_heads)


def distance(i, j):
    return (i - j).abs()


def shift(num_queries, num_keys):
    return 0


def negated(slopes, distances):
    return -slopes * distances


def as_it_is(bias):
    return bias


def build(slope=slope, distance=distance, shift=shift, product=negated, answer=as_it_is):
    """Each head's slope, the distances, where query 0 stands, and what is made of them."""

    def bias(num_heads, num_queries, num_keys):
        slopes = slope(torch.arange(num_heads), num_heads).float()
        i = torch.arange(num_queries)[:, None] + shift(num_queries, num_keys)
        return answer(product(slopes[:, None, None], distance(i, torch.arange(num_keys)).float()))

    return bias


alibi_mistakes = MistakeList()


@alibi_mistakes(part="slope")
def heads_counted_from_zero(numbers, num_heads):
    """your slopes begin at 1, one head too early: head 0 has the slope 2^(-8/H).

    With H = 8, the slopes should be 1/2, 1/4, ... 1/256. Which power of 2 is the first?
    """
    return 2.0 ** (-8 * numbers / num_heads)


@alibi_mistakes(part="slope")
def slopes_for_eight_heads(numbers, num_heads):
    """your slopes halve from head to head, which is right for 8 heads alone.

    Where does the number of heads stand in the exponent?
    """
    return 2.0 ** -(numbers + 1.0)


@alibi_mistakes(part="slope")
def eight_left_out(numbers, num_heads):
    """the 8 is missing in the exponent: your last slope is 1/2, where it should be 1/256."""
    return 2.0 ** (-(numbers + 1) / num_heads)


@alibi_mistakes(part="slope")
def heads_multiplied(numbers, num_heads):
    """you multiply by the number of heads in the exponent, where it should divide.

    With more heads, should the slopes lie closer together or further apart?
    """
    return 2.0 ** (-8.0 * (numbers + 1) * num_heads)


@alibi_mistakes(part="slope")
def exponents_cut_to_whole_numbers(numbers, num_heads):
    """your exponents are whole numbers: // cuts 8(h + 1)/H off.

    What is -8 * 1 // 3, and what -8 * 1 / 3?
    """
    return 2.0 ** (-8 * (numbers + 1) // num_heads)


@alibi_mistakes(part="slope")
def powers_of_e(numbers, num_heads):
    """your slopes are powers of e; they should be powers of 2.

    Which base does exp have?
    """
    return torch.exp(-8 * (numbers + 1) / num_heads)


@alibi_mistakes(part="slope")
def sign_of_the_exponent_reversed(numbers, num_heads):
    """your slopes grow up to 256; they should fall down to 1/256. Dividing by the right slopes does
    the same.

    Is 2^8 a gentle slope or a steep one?
    """
    return 2.0 ** (8 * (numbers + 1) / num_heads)


@alibi_mistakes(part="slope")
def exponents_for_slopes(numbers, num_heads):
    """your slopes are 8(h + 1)/H, the exponents themselves: 2 to the power of them is missing."""
    return 8 * (numbers + 1) / num_heads


@alibi_mistakes(part="slope")
def one_slope_for_all_heads(numbers, num_heads):
    """all heads have the slope 2^(-8/H), the first one's; each has its own.

    Which number in the exponent changes from head to head?
    """
    return 2.0 ** (-8 * torch.ones(num_heads) / num_heads)


@alibi_mistakes(part="slope")
def heads_below_the_eight(numbers, num_heads):
    """you divide 8 by the head's number, and the slopes rise; the exponent is -8(h + 1)/H.

    Which of the two numbers stands above the line: the head's own, or how many heads there are?
    """
    return 2.0 ** (-8 / (numbers + 1))


@alibi_mistakes(part="slope")
def slopes_evenly_spaced(numbers, num_heads):
    """your slopes lie at even distances between the first and the last; each should be the one
    before times the same number.

    With 8 heads, which slope comes after 1/2 and 1/4?
    """
    return torch.linspace(2 ** (-8 / num_heads), 2**-8, num_heads)


@alibi_mistakes(part="slope")
def whole_numbers_to_a_negative_power(numbers, num_heads):
    """all your slopes are 0: a power of whole numbers is a whole number in torch, and 2 ** -3 too
    small for one.

    Which dtype has torch.arange(3)? Is / or // in your exponent?
    """
    return 0.0 * numbers


@alibi_mistakes(part="slope")
def no_slopes(numbers, num_heads):
    """the slopes are missing: all heads hold the plain distances."""
    return torch.ones(num_heads)


@alibi_mistakes(part="slope")
def heads_in_reverse(numbers, num_heads):
    """your slopes run backwards: head 0 has the steepest slope, 2^(-8/H), and the last one 2^-8.

    In which direction does your range of heads run?
    """
    return 2.0 ** (-8 * (num_heads - numbers) / num_heads)


@alibi_mistakes(part="slope")
def slopes_of_the_next_power_of_two(numbers, num_heads):
    """these are the slopes that the authors' code takes where H is no power of 2: those of the
    next smaller one, and in between. Here the formula holds for any H.

    Try 3 heads: the exponents are -8/3, -16/3 and -8.
    """
    closest = 2 ** int(math.log2(num_heads))
    first = [2.0 ** (-8 * (h + 1) / closest) for h in range(closest)]
    between = [2.0 ** (-8 * (h + 1) / (2 * closest)) for h in range(0, 2 * closest, 2)]
    return torch.tensor([*first, *between][:num_heads])
