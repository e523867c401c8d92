"""Known mistakes in putting the heads together again."""

from __future__ import annotations

import torch

from ....checking import MistakeList
from ....multihead import merge_heads

merge_mistakes = MistakeList()


@merge_mistakes(
    "ajhalthor/Transformer-Neural-Network#1", "jsbaan/transformer-from-scratch#4", part="merge"
)
def heads_merged_without_moving_the_axis(x):
    """you reshape (B, H, L, E) as it is: then the first row holds one head's pieces of many tokens.

    Which axis must stand next to E, so that a token's pieces lie side by side?
    """
    batch, heads, length, size = x.shape
    return x.reshape(batch, length, heads * size)


@merge_mistakes("NVIDIA/Megatron-LM#251", part="merge", alone=True)
def view_of_a_transposed_tensor(x):
    """.view after .transpose: the pieces do not lie side by side in memory, and view never copies.

    Which function copies where it has to?
    """
    batch, heads, length, size = x.shape
    return x.transpose(1, 2).view(batch, length, heads * size)


@merge_mistakes(part="merge", alone=True)
def tokens_and_features_joined(x):
    """you join the last two axes of (B, H, L, E): tokens and features. The heads are to be joined.

    Which axis must stand next to E before the two become one?
    """
    return x.flatten(-2)


@merge_mistakes(part="merge")
def pieces_interleaved(x):
    """the merged features alternate between the heads; each head's E features belong together.

    Which of the two axes that you merge stands last, and so runs fastest?
    """
    return x.permute(0, 2, 3, 1).flatten(-2)


@merge_mistakes(part="merge", alone=True)
def features_and_tokens_swapped_before_merging(x):
    """you transpose the last two axes before merging; it is the heads that have to move.

    From (B, H, L, E) to (B, L, H, E): which two axes change places?
    """
    batch, heads, length, size = x.shape
    return x.transpose(2, 3).reshape(batch, length, heads * size)


@merge_mistakes(part="merge", alone=True)
def heads_in_reverse_order(x):
    """the heads are put together in the wrong order, the last one first."""
    return merge_heads(x.flip(1))


@merge_mistakes(part="merge", alone=True)
def last_head_left_out(x):
    """the last head is missing, its features are 0: does the loop over heads end one too early?"""
    return merge_heads(torch.cat([x[:, :-1], 0 * x[:, -1:]], dim=1))


@merge_mistakes(part="merge", alone=True)
def last_head_for_all(x):
    """the last head's result stands in the place of all heads: is it overwritten in a loop?

    Collect the heads' results in a list, and join them after the loop.
    """
    return merge_heads(x[:, -1:].expand_as(x))


@merge_mistakes(part="merge", alone=True)
def heads_summed(x):
    """the heads are added up; they are to stand side by side, each with its own E features."""
    return merge_heads(x.sum(dim=1, keepdim=True).expand_as(x))
