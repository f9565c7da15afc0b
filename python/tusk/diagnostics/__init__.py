"""Watching what runs: progress, profiles, reports.

Each watches every run inside a `with` block, or from register() to unregister().
"""

from tusk.callbacks import Callback
from tusk.diagnostics.performance import performance_report
from tusk.diagnostics.profile import (
    CacheProfiler,
    Profiler,
    ResourceProfiler,
    visualize,
    write_chrome_trace,
)
from tusk.diagnostics.progress import ProgressBar

__all__ = [
    "CacheProfiler",
    "Callback",
    "Profiler",
    "ProgressBar",
    "ResourceProfiler",
    "performance_report",
    "visualize",
    "write_chrome_trace",
]
