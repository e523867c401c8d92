"""The exercise self_attention_layer, on a real model's weights."""
