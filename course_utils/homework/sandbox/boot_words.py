"""Two cells that are no Python, and that our kernel understands."""

SERVE, DEFINE = "#!course serve", "#!course define\n"
