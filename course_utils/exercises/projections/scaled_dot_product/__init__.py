"""The exercise scaled_dot_product_attention."""
