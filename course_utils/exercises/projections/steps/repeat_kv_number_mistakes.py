"""Known mistakes in how often which head is copied, with the sentence a learner reads."""

from __future__ import annotations

import torch

from ....checking import MistakeList

repeat_kv_number_mistakes = MistakeList()


@repeat_kv_number_mistakes(part="count")
def repeats_taken_for_all_heads(repeats, heads):
    """you made `repeats` heads in all; each of the G heads is to be there `repeats` times."""
    return max(repeats // heads, 1)


@repeat_kv_number_mistakes(part="count", alone=True)
def repeats_divided_by_the_heads(repeats, heads):
    """you copy each head repeats // G times; `repeats` is how often each head is to be there."""
    return repeats // heads


@repeat_kv_number_mistakes(part="count")
def heads_repeated_as_often_as_there_are_heads(repeats, heads):
    """you repeat each head G times, or G * r times; `repeats` says how often."""
    return heads * repeats


@repeat_kv_number_mistakes(part="count")
def heads_taken_for_repeats(repeats, heads):
    """you repeat each head G times, as often as there are heads; `repeats` says how often."""
    return heads


@repeat_kv_number_mistakes(part="count")
def always_twice(repeats, heads):
    """you repeat each head twice, whatever `repeats` says."""
    return 2


@repeat_kv_number_mistakes(part="count")
def once_too_often(repeats, heads):
    """each head is there once too often: the first one counts, too."""
    return repeats + 1


@repeat_kv_number_mistakes(part="count")
def once_too_few(repeats, heads):
    """each head is missing once: where does your loop over the copies end?"""
    return repeats - 1


@repeat_kv_number_mistakes(part="copies")
def first_head_for_all(x, times, axis):
    """all copies are of the first head; each head is to be copied."""
    return x[:, :1].repeat(1, times * x.shape[1], 1, 1)


@repeat_kv_number_mistakes(part="copies")
def first_head_alone(x, times, axis):
    """only the first head is copied, `repeats` heads in all; each head is to be copied.

    How far is `return` indented? Or is there a slice that ends too early?
    """
    return x[:, :1].repeat(1, times, 1, 1)


@repeat_kv_number_mistakes(part="copies")
def copies_left_empty(x, times, axis):
    """each head is there once, and zeros stand where its copies belong.

    Which places of the result belong to head g? There are `repeats` of them.
    """
    empty = [torch.zeros_like(x)] * (times - 1)
    return torch.stack([x, *empty], dim=2).flatten(1, 2)


@repeat_kv_number_mistakes(part="copies")
def heads_padded_with_zeros(x, times, axis):
    """each head is there once, at the front, and zeros fill the rest; copies are asked for."""
    return torch.cat([x, *[torch.zeros_like(x)] * (times - 1)], dim=1)


@repeat_kv_number_mistakes(part="copies")
def last_copy_left_empty(x, times, axis):
    """the last copy of each head is all zeros: where does your loop over the copies end?

    range(n) stops at n - 1 already.
    """
    return torch.stack([*[x] * (times - 1), torch.zeros_like(x)], dim=2).flatten(1, 2)


@repeat_kv_number_mistakes(part="source", alone=True)
def averaged_over_the_heads(x):
    """every head is the average of all; each head is to be copied as it is."""
    return x.mean(dim=1, keepdim=True).expand_as(x)


@repeat_kv_number_mistakes(part="source")
def heads_in_reverse(x):
    """right copies, but the last head comes first."""
    return x.flip(1)


@repeat_kv_number_mistakes(part="source")
def first_sentence_for_all(x):
    """every sentence of the batch holds the first one's heads; look for a [0]."""
    return x[:1].expand_as(x)


@repeat_kv_number_mistakes()
def places_of_the_copies_overlap(x, repeats):
    """the copies of a head begin one place after those of the head before; others overwrite them.

    Where do the copies of head g begin: at g, or at g * repeats?
    """
    copied = x.new_zeros(x.shape[0], x.shape[1] * repeats, *x.shape[2:])
    for head in range(x.shape[1]):
        copied[:, head : head + repeats] = x[:, head : head + 1]
    return copied


@repeat_kv_number_mistakes()
def places_counted_by_the_heads(x, repeats):
    """the copies of head g begin at place g * G; they begin at g * repeats."""
    copied = x.new_zeros(x.shape[0], x.shape[1] * repeats, *x.shape[2:])
    for head in range(x.shape[1]):
        for copy in range(repeats):
            copied[:, head * x.shape[1] + copy] = x[:, head]
    return copied


@repeat_kv_number_mistakes()
def heads_counted_modulo_the_repeats(x, repeats):
    """new head h is head h % repeats of yours; copies are neighbours, 0 0 1 1 2 2.

    With 3 heads and repeats=2, which heads do h = 0, 1, 2, 3, 4, 5 share?
    """
    return x[:, torch.arange(x.shape[1] * repeats) % repeats]


@repeat_kv_number_mistakes()
def heads_divided_by_their_number(x, repeats):
    """new head h is head h // G of yours: so the first heads get G copies each, the last ones none.

    With 3 heads and repeats=2, which heads do h = 0, 1, 2, 3, 4, 5 share?
    """
    return x[:, torch.arange(x.shape[1] * repeats) // x.shape[1]]
