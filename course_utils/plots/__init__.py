"""Every figure of the course: `ax` in, `ax` out, options by keyword, nothing shown.

Values may be arrays or tensors, with or without gradient.
"""

from .charts import arrows, bars, lines
from .difference import difference
from .histogram import histogram
from .matrices import heatmap, heatmaps
from .pipeline import pipeline
from .roofline import roofline
from .style import use_style
from .timeline import timeline

__all__ = [
    "arrows",
    "bars",
    "difference",
    "heatmap",
    "heatmaps",
    "histogram",
    "lines",
    "pipeline",
    "roofline",
    "timeline",
    "use_style",
]
