"""The exercise multi_head_attention."""
