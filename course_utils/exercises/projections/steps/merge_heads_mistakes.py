"""Known mistakes in merging heads, with the sentence a learner reads."""

from __future__ import annotations

from ....checking import MistakeList


def move(x):
    return x.transpose(1, 2)  # (B, H, L, E) -> (B, L, H, E)


def join(pieces):
    return pieces.flatten(2)  # (B, L, H, E) -> (B, L, D)


def build(move=move, join=join):
    """The head axis moved behind the tokens, then each token's pieces joined."""
    return lambda x: join(move(x))


merge_heads_mistakes = MistakeList()


@merge_heads_mistakes(
    "ajhalthor/Transformer-Neural-Network#1",
    "jsbaan/transformer-from-scratch#4",
    "ajhalthor/Transformer-Neural-Network#4",
    "ajhalthor/Transformer-Neural-Network#8",
    "jsbaan/transformer-from-scratch#6",
    "chelsea0x3b/dfdx#158",
    "pytorch/pytorch#67651",
    "meta-pytorch/opacus#825",
    part="move",
)
def head_axis_not_moved_back(x):
    """reshape to (B, L, D) moves nothing: rows are filled with one head's tokens, side by side.

    Only neighbouring axes can be joined. Which axis must stand beside E first?
    """
    batch, heads, length, size = x.shape
    return x.reshape(batch, length, heads, size)


@merge_heads_mistakes(part="move")
def one_row_for_each_head(x):
    """you joined tokens and features: one row for each head (B, H, L * E), not for each token.

    The head axis must stand beside E before the two are joined.
    """
    return x


@merge_heads_mistakes(part="move")
def tokens_and_features_swapped(x):
    """you swapped tokens and features and joined the rest; heads and tokens must change places.

    Count the axes of (B, H, L, E) from 0: which two are they?
    """
    batch, heads, length, size = x.shape
    return x.transpose(2, 3).reshape(batch, length, heads, size)


@merge_heads_mistakes(part="move")
def heads_and_features_swapped(x):
    """you swapped heads and features and joined the rest; heads and tokens must change places.

    Count the axes of (B, H, L, E) from 0: which two are they?
    """
    batch, heads, length, size = x.shape
    return x.transpose(1, 3).reshape(batch, length, heads, size)


@merge_heads_mistakes(part="move")
def batch_and_heads_swapped(x):
    """you swapped batch and heads and joined the rest; heads and tokens must change places.

    Count the axes of (B, H, L, E) from 0: which two are they?
    """
    batch, heads, length, size = x.shape
    return x.transpose(0, 1).reshape(batch, length, heads, size)


@merge_heads_mistakes(part="move")
def tokens_before_the_batch(x):
    """the tokens stand before the batch (L, B, D); the batch comes first."""
    return x.permute(2, 0, 1, 3)


@merge_heads_mistakes(part="move")
def batch_and_tokens_swapped(x):
    """you swapped batch and tokens and joined the rest; heads and tokens must change places."""
    return x.transpose(0, 2)


@merge_heads_mistakes(part="move")
def heads_in_reverse(x):
    """right pieces, but the last head comes first; head 0 makes the first E features."""
    return x.flip(1).transpose(1, 2)


@merge_heads_mistakes(part="move")
def first_head_for_all(x):
    """every piece is the first head's; head h makes features h * E to h * E + E - 1."""
    return x[:, :1].expand_as(x).transpose(1, 2)


@merge_heads_mistakes(part="move")
def first_sentence_for_all(x):
    """every sentence of the batch holds the first one's heads; look for a [0]."""
    return x[:1].expand_as(x).transpose(1, 2)


@merge_heads_mistakes("facebookresearch/fairseq#2598", "NVIDIA/Megatron-LM#251")
def view_after_transpose(x):
    """the axes are swapped rightly, but view cannot join them: memory still has the old order.

    Which function copies where it must? Or make it contiguous first.
    """
    batch, heads, length, size = x.shape
    return x.transpose(1, 2).view(batch, length, heads * size)
