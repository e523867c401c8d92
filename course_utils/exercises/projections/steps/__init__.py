"""The exercises of the single steps around the heads."""
