"""The exercise repaired_attention: four bugs to find."""
