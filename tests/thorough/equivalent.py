"""Mutants that change nothing of what is asked for, by the reason."""

# ruff: noqa: E501

REASONS = {
    "the same axis, or the same size": (
        "scaled_scores: `return raw_scores(query, key) / math.sqrt(query.shape[-1])` -> `return raw_scores(query, key) / math.sqrt(key.shape[-1])`",
        "split_heads: `return pieces.transpose(-3, -2)` -> `return pieces.transpose(-3, 2)`",
        "merge_heads: `pieces = x.transpose(-3, -2)` -> `pieces = x.transpose(-3, 2)`",
        "merge_heads: `return pieces.flatten(-2)` -> `return pieces.flatten(2)`",
        "repaired_attention: `keys_transposed = heads.transpose(-2, -1)` -> `keys_transposed = heads.transpose(2, -1)`",
        "scaled_dot_product_attention: `scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale` -> `scale = 1 / math.sqrt(key.shape[-1]) if scale is None else scale`",
        "tiled_attention: `query = query / math.sqrt(query.shape[-1])` -> `query = query / math.sqrt(key.shape[-1])`",
        "rotated: `return torch.stack(turned, dim=-1).flatten(-2)` -> `return torch.stack(turned, dim=-1).flatten(2)`",
        "score_variance: `squares = (query * key).sum(dim=-1) ** 2` -> `squares = (query * key).sum(dim=1) ** 2`",
    ),
    "there is one device, the processor": (
        "padding_mask: `positions = torch.arange(max_len, device=lengths.device)` -> `positions = torch.arange(max_len)`",
        "additive_mask: `zeros = torch.zeros(keep.shape, dtype=dtype, device=keep.device)` -> `zeros = torch.zeros(keep.shape, dtype=dtype)`",
        "scaled_dot_product_attention: `keep = causal_mask(*scores.shape[-2:]).to(scores.device)` -> `keep = causal_mask(*scores.shape[-2:])`",
    ),
    "such a row is emptied after the softmax, and masked_fill lets no gradient through where it filled": (
        "masked_softmax: `scores = scores.masked_fill(nothing_kept, 0.0)` -> `scores = scores`",
        "masked_softmax: `scores = scores.masked_fill(nothing_kept, 0.0)` -> `scores = scores.masked_fill(nothing_kept, 1.0)`",
        "masked_softmax: `scores = scores.masked_fill(nothing_kept, 0.0)` -> `scores = scores.masked_fill(nothing_kept, -1.0)`",
        "masked_softmax: `scores = scores.masked_fill(nothing_kept, 0.0)` -> `scores = scores.masked_fill(nothing_kept, -1)`",
    ),
    "only the last axis is cut, so nothing has to be copied": (
        "repaired_attention: `heads = x.reshape(batch, length, num_heads, head_dim).transpose(1, 2)` -> `heads = x.view(batch, length, num_heads, head_dim).transpose(1, 2)`",
    ),
    "only asks whether two arguments contradict each other, which no case does": (
        "scaled_dot_product_attention: `if attn_mask is not None and is_causal:` -> `if scale is not None and is_causal:`",
        "scaled_dot_product_attention: `if attn_mask is not None and is_causal:` -> `if attn_mask is not None and scale:`",
    ),
    "all inputs have one dtype, and in half precision a wider result is accepted": (
        "scaled_dot_product_attention: `wide = torch.promote_types(query.dtype, torch.float32)` -> `wide = query.dtype`",
        "scaled_dot_product_attention: `wide = torch.promote_types(query.dtype, torch.float32)` -> `wide = torch.promote_types(torch.float32, query.dtype)`",
        "scaled_dot_product_attention: `wide = torch.promote_types(query.dtype, torch.float32)` -> `wide = torch.promote_types(key.dtype, torch.float32)`",
        "scaled_dot_product_attention: `wide = torch.promote_types(query.dtype, torch.float32)` -> `wide = torch.promote_types(value.dtype, torch.float32)`",
        "scaled_dot_product_attention: `return weighted_sum(weights, value.to(wide)).to(query.dtype)` -> `return weighted_sum(weights, value.to(wide))`",
        "scaled_dot_product_attention: `return weighted_sum(weights, value.to(wide)).to(query.dtype)` -> `return weighted_sum(weights, value.to(wide)).to(key.dtype)`",
        "scaled_dot_product_attention: `return weighted_sum(weights, value.to(wide)).to(query.dtype)` -> `return weighted_sum(weights, value.to(wide)).to(value.dtype)`",
    ),
    "a smaller tensor, broadcast to the same": (
        "scaled_dot_product_attention: `attn_mask = attn_mask.expand(scores.shape)` -> `attn_mask = attn_mask`",
        "tiled_attention: `maximum = query.new_full((*query.shape[:-1], 1), -math.inf)` -> `maximum = query.new_full((*query.shape[:0], 1), -math.inf)`",
        "tiled_attention: `total = query.new_zeros(*query.shape[:-1], value.shape[-1])` -> `total = query.new_zeros(*query.shape[:0], value.shape[-1])`",
    ),
    "a bias of the key adds the same to all scores of a query, which softmax does not feel": (
        "self_attention_layer: `key = split_heads(project(x, w_key, b_key), num_heads)` -> `key = split_heads(project(x, w_key, b_query), num_heads)`",
        "self_attention_layer: `key = split_heads(project(x, w_key, b_key), num_heads)` -> `key = split_heads(project(x, w_key, b_value), num_heads)`",
        "self_attention_layer: `key = split_heads(project(x, w_key, b_key), num_heads)` -> `key = split_heads(project(x, w_key, b_output), num_heads)`",
        "self_attention_layer: `key = split_heads(project(x, w_key, b_key), num_heads)` -> `key = split_heads(project(x, w_key, num_heads), num_heads)`",
    ),
    "all inputs have one dtype, on one device": (
        "online_weighted_sum: `maximum = scores.new_tensor(-math.inf)` -> `maximum = value.new_tensor(-math.inf)`",
        "online_weighted_sum: `denominator = scores.new_zeros(())` -> `denominator = value.new_zeros(())`",
        "online_weighted_sum: `total = value.new_zeros(value.shape[-1])` -> `total = scores.new_zeros(value.shape[-1])`",
        "online_weighted_sum: `total = value.new_zeros(value.shape[-1])` -> `total = value.new_zeros(value.shape[1])`",
        "tiled_attention: `maximum = query.new_full((*query.shape[:-1], 1), -math.inf)` -> `maximum = key.new_full((*query.shape[:-1], 1), -math.inf)`",
        "tiled_attention: `maximum = query.new_full((*query.shape[:-1], 1), -math.inf)` -> `maximum = value.new_full((*query.shape[:-1], 1), -math.inf)`",
        "tiled_attention: `total = query.new_zeros(*query.shape[:-1], value.shape[-1])` -> `total = key.new_zeros(*query.shape[:-1], value.shape[-1])`",
        "tiled_attention: `total = query.new_zeros(*query.shape[:-1], value.shape[-1])` -> `total = value.new_zeros(*query.shape[:-1], value.shape[-1])`",
    ),
    "keys and values are equally many": (
        "online_weighted_sum: `for score, row in zip(scores, value, strict=True):` -> `for score, row in zip(scores, value):`",
        "online_weighted_sum: `for score, row in zip(scores, value, strict=True):` -> `for score, row in zip(scores, value, strict=False):`",
        "tiled_attention: `blocks = zip(key.split(block_size, dim=-2), value.split(block_size, dim=-2), strict=True)` -> `blocks = zip(key.split(block_size, dim=-2), value.split(block_size, dim=-2))`",
        "tiled_attention: `blocks = zip(key.split(block_size, dim=-2), value.split(block_size, dim=-2), strict=True)` -> `blocks = zip(key.split(block_size, dim=-2), value.split(block_size, dim=-2), strict=False)`",
    ),
    "the larger of two is the same in either order": (
        "online_weighted_sum: `new_maximum = torch.maximum(maximum, score)` -> `new_maximum = torch.maximum(score, maximum)`",
        "tiled_attention: `new_maximum = torch.maximum(maximum, scores.amax(dim=-1, keepdim=True))` -> `new_maximum = torch.maximum(scores.amax(dim=-1, keepdim=True), maximum)`",
    ),
    "the first factor is exp(-inf) = 0, whatever it is multiplied with": (
        "tiled_attention: `denominator = torch.zeros_like(maximum)` -> `denominator = torch.ones_like(maximum)`",
    ),
    "a distance is the same from either end": (
        "distances: `return (queries[:, None] - keys).abs()` -> `return (keys - queries[:, None]).abs()`",
    ),
    "there are as many values as keys": (
        "sigmoid_attention: `scores = scaled_scores(query, key) - math.log(key.shape[-2])` -> `scores = scaled_scores(query, key) - math.log(value.shape[-2])`",
    ),
    "whole numbers become floating ones when they are divided, and small ones lose nothing": (
        "rotated: `places = torch.arange(length, dtype=torch.float64)` -> `places = torch.arange(length)`",
        "rotated: `pairs = torch.arange(size // 2, dtype=torch.float64)` -> `pairs = torch.arange(size // 2)`",
        "rotated: `pairs = torch.arange(size // 2, dtype=torch.float64)` -> `pairs = torch.arange(size / 2, dtype=torch.float64)`",
    ),
    "the query and the key change alike, and their dot product does not": (
        "rotated: `turned = (first * cos - second * sin, first * sin + second * cos)` -> `turned = (second * sin - first * cos, first * sin + second * cos)`",
        "rotated: `return torch.stack(turned, dim=-1).flatten(-2)` -> `return torch.stack(turned, dim=-2).flatten(-2)`",
    ),
    "one number may come as a tensor as well": (
        "score_variance: `return (squares.mean().item(), standard_error.item())` -> `return (squares.mean(), standard_error.item())`",
        "score_variance: `return (squares.mean().item(), standard_error.item())` -> `return (squares.mean().item(), standard_error)`",
    ),
}
# "exercise: change", where other exercises do see the change.
REASONS |= {
    "its scores have four axes, of which the third is the last but one": (
        "temperature_attention: raw_scores: `return query @ key.transpose(-2, -1)` -> `return query @ key.transpose(2, -1)`",
    ),
    "no row is empty: k keys are kept in each": (
        "top_k_attention: masked_softmax: `nothing_kept = ~keep.any(dim=-1, keepdim=True)` -> `nothing_kept = ~keep.any(keepdim=True)`",
        "top_k_attention: masked_softmax: `nothing_kept = ~keep.any(dim=-1, keepdim=True)` -> `nothing_kept = ~scores.any(dim=-1, keepdim=True)`",
        "top_k_attention: masked_softmax: `return softmax(scores).masked_fill(nothing_kept, 0.0)` -> `return softmax(scores)`",
        "top_k_attention: masked_softmax: `return softmax(scores).masked_fill(nothing_kept, 0.0)` -> `return softmax(scores).masked_fill(nothing_kept, 1.0)`",
        "top_k_attention: masked_softmax: `return softmax(scores).masked_fill(nothing_kept, 0.0)` -> `return softmax(scores).masked_fill(nothing_kept, -1.0)`",
        "top_k_attention: masked_softmax: `return softmax(scores).masked_fill(nothing_kept, 0.0)` -> `return softmax(scores).masked_fill(nothing_kept, -1)`",
    ),
}
EQUIVALENT = {change: reason for reason, changes in REASONS.items() for change in changes}
