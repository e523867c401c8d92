"""Known mistakes in drawing random numbers, with the sentence a learner reads."""

from __future__ import annotations

import math

import torch

from ...checking import MistakeList

number_mistakes = MistakeList()


@number_mistakes(part="draw")
def uniform_between_0_and_1(*shape):
    """torch.rand draws evenly between 0 and 1, all positive; a standard normal is centred on 0.

    One letter makes the difference: what does the n in the other function stand for?
    """
    return torch.rand(*shape)


@number_mistakes(part="draw", alone=True)
def uniform_between_minus_1_and_1(*shape):
    """your numbers lie evenly between -1 and 1; the mean is right, but the spread is too small.

    Which of torch's functions draws from the standard normal?
    """
    return 2 * torch.rand(*shape) - 1


@number_mistakes(part="draw", alone=True)
def uniform_stretched_to_std_1(*shape):
    """mean and std are right, but your numbers are spread evenly, with no bell and no tails.

    Which of torch's functions draws from the standard normal?
    """
    return (torch.rand(*shape) - 0.5) * math.sqrt(12)


@number_mistakes(part="draw")
def whole_numbers(*shape):
    """your tensors hold whole numbers (int64), which torch does not multiply with floats in bmm.

    Draw floats from the start: which function does that?
    """
    return torch.randint(0, 10, shape)


@number_mistakes(part="draw")
def double_precision(*shape):
    """your tensors are float64: twice the memory, and bmm refuses to mix them with float32.

    float32 is torch's default; where does the other dtype come from (NumPy, dtype=, .double())?
    """
    return torch.randn(*shape, dtype=torch.float64)


@number_mistakes(part="draw", alone=True)
def half_precision(*shape):
    """your tensors are float16, with about three digits a number; float32 is asked.

    float32 is torch's default: what changes it?
    """
    return torch.randn(*shape).half()


@number_mistakes(part="draw")
def all_zeros(*shape):
    """every number is 0, so every later score would be 0 too, right formula or not.

    Which function draws random numbers?
    """
    return torch.zeros(*shape)


@number_mistakes(part="draw", alone=True)
def all_ones(*shape):
    """every number is 1, so a wrong formula would look right later: transposed ones are still ones.

    Which function draws random numbers?
    """
    return torch.ones(*shape)


@number_mistakes(part="draw", alone=True)
def digits(*shape):
    """your numbers are whole, between 0 and 9; a standard normal has all the numbers in between.

    Which of torch's functions draws from the standard normal?
    """
    return torch.randint(0, 10, shape).float()


@number_mistakes(part="draw", alone=True)
def counting_numbers(*shape):
    """your numbers count up from 0: good for following a transpose, but not random.

    Which function draws random numbers?
    """
    return torch.arange(float(math.prod(shape))).reshape(shape)


@number_mistakes(part="draw", alone=True)
def divided_by_the_root_of_the_width(*shape):
    """your numbers are divided by the square root of the last axis, so their std is not 1.

    That belongs to the scores and to lesson 5; here every number is a plain standard normal.
    """
    return torch.randn(*shape) / math.sqrt(shape[-1])


@number_mistakes(part="draw", alone=True)
def initialised_like_weights(*shape):
    """your numbers have std 0.02, as a model's weights do before training; std 1 is asked.

    What do you multiply by that you need not?
    """
    return 0.02 * torch.randn(*shape)


@number_mistakes(part="draw", alone=True)
def absolute_values(*shape):
    """your numbers are all positive: half of a standard normal is below 0.

    What takes the minus signs away?
    """
    return torch.randn(*shape).abs()


@number_mistakes(part="draw", alone=True)
def rounded_numbers(*shape):
    """your numbers are rounded to whole ones; a standard normal has all the numbers in between."""
    return torch.randn(*shape).round()


@number_mistakes(part="draw", alone=True)
def every_row_standardised(*shape):
    """you shifted each row to mean 0 and std 1; one row's own mean and std should vary by chance.

    "Standard normal" describes where numbers are drawn from: nothing is left to correct afterwards.
    """
    x = torch.randn(*shape)
    spread = x.std(-1, keepdim=True) if shape[-1] > 1 else 1
    return (x - x.mean(-1, keepdim=True)) / spread


@number_mistakes(part="draw", alone=True)
def every_tensor_standardised(*shape):
    """you shifted each tensor to mean 0 and std 1; drawn numbers come only near these by chance.

    "Standard normal" describes where numbers are drawn from: nothing is left to correct afterwards.
    """
    x = torch.randn(*shape)
    return (x - x.mean()) / x.std()


@number_mistakes(part="draw")
def one_sentence_repeated(*shape):
    """every sentence of the batch holds the same numbers: one was drawn and then repeated.

    Which axis did you leave out of the draw?
    """
    return torch.randn(*shape[1:]).expand(shape)


@number_mistakes(part="draw", alone=True)
def one_row_repeated(*shape):
    """within a sentence every row holds the same numbers: all the words would be one word.

    Which axis did you leave out of the draw?
    """
    if len(shape) < 3:
        return torch.randn(*shape)
    return torch.randn(shape[0], 1, shape[2]).expand(shape)


@number_mistakes(part="draw")
def seed_fixed_before_each(*shape):
    """a seed is set before each draw: query, key and value begin with the same numbers, every time.

    Who should choose the seed: your function, or whoever calls it?
    """
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


@number_mistakes(part="draw", alone=True)
def mean_of_one(*shape):
    """your numbers have mean 1; a standard normal has mean 0.

    In torch.normal(mean, std, size) the mean comes first. What do you add to your numbers?
    """
    return torch.randn(*shape) + 1


@number_mistakes(part="draw", alone=True)
def std_of_two(*shape):
    """your numbers have std 2; a standard normal has std 1.

    What do you multiply by that you need not?
    """
    return 2 * torch.randn(*shape)


@number_mistakes(part="draw", alone=True)
def std_of_a_tenth(*shape):
    """your numbers have std 0.1; a standard normal has std 1.

    What do you multiply by that you need not?
    """
    return 0.1 * torch.randn(*shape)


@number_mistakes(part="draw", alone=True)
def uniform_between_minus_a_half_and_a_half(*shape):
    """your numbers lie evenly between -0.5 and 0.5; the mean is right, but the spread is too small.

    Which of torch's functions draws from the standard normal?
    """
    return torch.rand(*shape) - 0.5


@number_mistakes(part="draw", alone=True)
def bfloat16_precision(*shape):
    """your tensors are bfloat16, with two to three digits a number; float32 is asked.

    float32 is torch's default: what changes it?
    """
    return torch.randn(*shape).bfloat16()


@number_mistakes(part="draw", alone=True)
def negatives_cut_off(*shape):
    """your negative numbers have become 0 (relu, clamp); half of a standard normal is below 0.

    What is done to the numbers after they are drawn?
    """
    return torch.randn(*shape).relu()


@number_mistakes(part="draw", alone=True)
def rounded_to_one_decimal(*shape):
    """your numbers are rounded; a standard normal has all the numbers in between.

    Round when you print, not when you draw.
    """
    return torch.randn(*shape).round(decimals=1)
