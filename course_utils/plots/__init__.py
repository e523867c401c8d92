"""Every figure of the course: `ax` in, `ax` out, options by keyword, nothing shown.

Values may be arrays or tensors, with or without gradient.
"""

from .charts import arrows, bars, lines
from .matrices import difference, heatmap, heatmaps
from .pipeline import pipeline
from .style import describe, description, use_style

__all__ = [
    "arrows",
    "bars",
    "describe",
    "description",
    "difference",
    "heatmap",
    "heatmaps",
    "lines",
    "pipeline",
    "use_style",
]
