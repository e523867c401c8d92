"""A submission's code at work: in a process of its own, which sees as little as can be."""

from .kernel import KernelFailed
from .limits import Limits
from .session import Ended, Session

__all__ = ["Ended", "KernelFailed", "Limits", "Session"]
