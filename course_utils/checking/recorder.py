"""Which of torch's functions are called, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from torch.overrides import TorchFunctionMode, resolve_name

from .elsewhere import heard


class Recorder(TorchFunctionMode):
    """Notes which of torch's functions are called."""

    def __init__(self) -> None:
        super().__init__()
        self.called: dict[int, Callable] = {}
        self.elsewhere: set[str] = set()
        self.listening = heard(lambda work: self.elsewhere.update(work.called))

    def __enter__(self) -> Recorder:
        self.listening.__enter__()
        return super().__enter__()

    def __exit__(self, *error) -> None:
        self.listening.__exit__(None, None, None)
        super().__exit__(*error)

    def __torch_function__(self, function, types, args=(), kwargs=None):
        self.called[id(function)] = function  # named afterwards: that takes longer than the call
        return function(*args, **(kwargs or {}))

    @property
    def names(self) -> set[str]:
        """The bare names, without modules and leading underscores."""
        names = (getattr(f, "__name__", None) or resolve_name(f) for f in self.called.values())
        return self.elsewhere | {name.rsplit(".", 1)[-1].lstrip("_") for name in names if name}
