"""Known mistakes in cutting features into heads, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList

split_heads_cutting_mistakes = MistakeList()


@split_heads_cutting_mistakes(part="pieces")
def features_dealt_in_turn(x, num_heads):
    """head h holds every H-th feature, as cards are dealt; its features are neighbours.

    The head axis comes before the features of a head: (B, L, H, E), not (B, L, E, H).
    """
    return x.unflatten(-1, (-1, num_heads)).transpose(-2, -1)


@split_heads_cutting_mistakes(part="pieces")
def heads_taken_for_their_size(x, num_heads):
    """you made heads of num_heads features each; num_heads says how many heads there are.

    split and view want a size, chunk wants a number: what is D / H?
    """
    return x.unflatten(-1, (-1, num_heads))


@split_heads_cutting_mistakes(part="pieces")
def all_features_for_every_head(x, num_heads):
    """every head holds all D features; the heads share them out, E = D / H each."""
    return x.unsqueeze(2).expand(-1, -1, num_heads, -1)


@split_heads_cutting_mistakes()
def tokens_cut_instead_of_features(x, num_heads):
    """you cut the sentence into H pieces; each head sees all tokens, but only some features.

    Along which axis do you cut? The features are the last one.
    """
    return torch.stack(x.chunk(num_heads, dim=1), dim=1)


@split_heads_cutting_mistakes()
def batch_cut_instead_of_features(x, num_heads):
    """you cut the batch into H pieces; each head sees all sentences, but only some features.

    Along which axis do you cut? The features are the last one; chunk's own choice is axis 0.
    """
    return torch.stack(x.chunk(num_heads, dim=0), dim=1)


@split_heads_cutting_mistakes()
def transposed_and_viewed(x, num_heads):
    """you transpose tokens and features, and then view: the numbers keep that order and mix up.

    Cut the last axis first, into (B, L, H, E), then swap two axes.
    """
    batch, length, embed_dim = x.shape
    return x.transpose(1, 2).reshape(batch, num_heads, length, embed_dim // num_heads)


@split_heads_cutting_mistakes()
def viewed_with_the_tokens_last(x, num_heads):
    """view or reshape to (B, H, E, L) moves nothing, so a head's rows mix several tokens.

    Cut the last axis first, into (B, L, H, E), then swap two axes.
    """
    batch, length, embed_dim = x.shape
    return x.reshape(batch, num_heads, embed_dim // num_heads, length).transpose(2, 3)


@split_heads_cutting_mistakes()
def viewed_with_the_heads_in_front(x, num_heads):
    """view or reshape to (H, B, L, E) moves nothing, so the heads mix several sentences.

    Cut the last axis first, into (B, L, H, E), then swap two axes.
    """
    batch, length, embed_dim = x.shape
    return x.reshape(num_heads, batch, length, embed_dim // num_heads).transpose(0, 1)


@split_heads_cutting_mistakes()
def viewed_with_size_before_tokens(x, num_heads):
    """view to (B, E, H, L) or the like moves nothing: tokens and features are mixed up.

    Cut the last axis first, into (B, L, H, E), then swap two axes.
    """
    batch, length, embed_dim = x.shape
    return x.reshape(batch, embed_dim // num_heads, num_heads, length).permute(0, 2, 3, 1)


@split_heads_cutting_mistakes()
def nothing_split(x, num_heads):
    """this is x itself, with its three axes; the features are to be cut into H pieces."""
    return x


@split_heads_cutting_mistakes()
def an_axis_for_the_heads_only(x, num_heads):
    """x has got an axis for heads, but its features are not cut: there is one head, with all."""
    return x.unsqueeze(1)


@split_heads_cutting_mistakes()
def pieces_overlap(x, num_heads):
    """each head begins one feature after the one before; it begins E features after.

    Where does head h begin: at h, or at h * E?
    """
    size = x.shape[-1] // num_heads
    return torch.stack([x[:, :, h : h + size] for h in range(num_heads)], dim=1)


@split_heads_cutting_mistakes()
def heads_one_after_another(x, num_heads):
    """right pieces, one after another along the tokens (B, H * L, E); heads get their own axis.

    What puts tensors side by side in a new axis, as torch.cat does in an old one?
    """
    return torch.cat(x.chunk(num_heads, dim=-1), dim=1)


@split_heads_cutting_mistakes()
def all_sentences_in_one_table(x, num_heads):
    """right pieces, but a head holds the tokens of all sentences (H, B * L, E); keep the batch."""
    return x.flatten(0, 1).unflatten(-1, (num_heads, -1)).transpose(0, 1)


@split_heads_cutting_mistakes()
def batch_and_tokens_swapped_and_viewed(x, num_heads):
    """you swap batch and tokens, and then view: the numbers keep that order and mix up.

    Cut the last axis first, into (B, L, H, E), then swap two axes.
    """
    batch, length, embed_dim = x.shape
    return x.transpose(0, 1).reshape(batch, num_heads, length, embed_dim // num_heads)


@split_heads_cutting_mistakes("facebookresearch/fairseq#2598", "NVIDIA/Megatron-LM#251")
def view_after_transpose(x, num_heads):
    """you transpose first and view after; here the features are cut first and axes swapped after.

    Cut the last axis, into (B, L, H, E). (view refuses where memory has another order.)
    """
    batch, length, embed_dim = x.shape
    return x.transpose(1, 2).view(batch, num_heads, length, embed_dim // num_heads)


@split_heads_cutting_mistakes()
def tokens_cut_and_features_kept(x, num_heads):
    """you cut the tokens into H groups, (B, H, L / H, D); the heads share out the features.

    The features are the last axis of x: which dim did you name?
    """
    return x.unflatten(1, (num_heads, -1))


@split_heads_cutting_mistakes()
def tokens_dealt_in_turn(x, num_heads):
    """you cut the tokens into groups that keep all D features; the heads share out the features.

    view counts sizes from the left: which of yours is the number of tokens?
    """
    return x.unflatten(1, (-1, num_heads)).transpose(1, 2)


@split_heads_cutting_mistakes(alone=True)
def always_two_heads(x, num_heads):
    """you make two heads, whatever num_heads says."""
    return x.unflatten(-1, (2, -1)).transpose(1, 2)
