"""Known mistakes with the result of a projection, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList

project_result_mistakes = MistakeList()


@project_result_mistakes()
def input_added(x, weight, bias):
    """you add x itself too (a residual connection); that comes later in a layer, not here."""
    return x + x @ weight.T + bias


@project_result_mistakes(part="output")
def cut_off_below_zero(mapped):
    """you cut negative results off (ReLU); a projection lets every number through."""
    return torch.relu(mapped)


@project_result_mistakes(part="output")
def squashed(mapped):
    """you squash the result (tanh); a projection is linear, large numbers stay large."""
    return torch.tanh(mapped)


@project_result_mistakes(part="output")
def softmax_of_the_result(mapped):
    """you apply softmax; a projection makes no shares, it stops after the bias."""
    return mapped.softmax(dim=-1)


@project_result_mistakes(part="output")
def output_transposed(mapped):
    """your result has features before tokens: swap its last two axes back."""
    return mapped.transpose(-2, -1)


@project_result_mistakes(part="output")
def tokens_of_all_sentences_in_one_table(mapped):
    """right vectors, but all sentences' tokens lie in one table; x's leading axes are lost.

    The result has the axes of x, only the last one has another size.
    """
    return mapped.flatten(0, -2)


@project_result_mistakes(part="output")
def first_sentence_alone(mapped):
    """only the first sentence is left; look for a [0]."""
    return mapped[0]


@project_result_mistakes(part="output")
def bent_below_zero(mapped):
    """you bend negative results towards zero (GELU); a projection lets every number through."""
    return torch.nn.functional.gelu(mapped)


@project_result_mistakes(part="output")
def squashed_between_0_and_1(mapped):
    """you squash the result (sigmoid); a projection is linear, large numbers stay large."""
    return torch.sigmoid(mapped)


@project_result_mistakes(part="output", alone=True)
def result_normalised(mapped):
    """you apply a layer norm; that is another step, a projection stops after the bias."""
    return torch.nn.functional.layer_norm(mapped, mapped.shape[-1:])


@project_result_mistakes(part="output")
def last_new_feature_left_empty(mapped):
    """the last new feature is 0: where does your loop over the rows of the weight end?"""
    return torch.cat([mapped[..., :-1], torch.zeros_like(mapped[..., -1:])], dim=-1)


@project_result_mistakes(part="output")
def first_new_feature_left_empty(mapped):
    """the first new feature is 0: where does your loop over the rows of the weight begin?"""
    return torch.cat([torch.zeros_like(mapped[..., :1]), mapped[..., 1:]], dim=-1)


@project_result_mistakes(part="output")
def features_stacked_in_front(mapped):
    """right numbers, but the new features are axis 0: they belong in the last axis.

    torch.stack makes its new axis in front, unless it is told where.
    """
    return mapped.movedim(-1, 0)


@project_result_mistakes(part="output", alone=True)
def features_one_after_another(mapped):
    """right numbers, put one after another: each new feature's numbers fill a piece of the row.

    torch.cat lengthens an axis that is there already; which function makes a new one?
    """
    return torch.cat(mapped.unbind(-1), dim=-1)


@project_result_mistakes(part="output")
def axes_of_size_one_dropped(mapped):
    """your squeeze() drops every axis of size 1, also one that belongs: a batch of one sentence.

    Say which axis: squeeze(-1), or do without.
    """
    return mapped.squeeze()


@project_result_mistakes()
def three_axes_expected(x, weight, bias):
    """you take x apart into three sizes; x may have any number of axes before the last.

    Which sizes do you need at all? x.shape[-1] is there for every x; -1 and ... help too.
    """
    batch, length, size = x.shape
    return (x.reshape(-1, size) @ weight.T + bias).reshape(batch, length, -1)
