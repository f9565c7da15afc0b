"""Machine learning on lazy tables, with scikit-learn's names."""

from __future__ import annotations

import secrets
from typing import Any

from tusk import _native
from tusk._native import LinearRegression, StandardScaler
from tusk.dataframe import DataFrame, Scalar, Series

__all__ = ["LinearRegression", "StandardScaler", "mean_squared_error", "r2_score", "train_test_split"]


def train_test_split(
    *arrays: DataFrame | Series,
    test_size: float | None = None,
    train_size: float | None = None,
    random_state: int | None = None,
    shuffle: bool | None = None,
) -> tuple[Any, ...]:
    """Rows to train with, and rows to test with, of each frame and series: X_train, X_test, y_train, y_test, all lazy.

    Each row goes to the test rows with probability `test_size` (0.1 unless `train_size` says what is left), by
    `random_state`, its partition and its place in it alone, so the split is the same in every run, all of `arrays`, which
    have the same rows, are split alike, and the sizes are near the shares. Rows keep their order: shuffle changes nothing.

    >>> from tusk.dataframe import from_dict
    >>> frame = from_dict({"x": range(100), "y": range(100)})
    >>> X_train, X_test, y_train, y_test = train_test_split(frame[["x"]], frame.y, test_size=0.3, random_state=1)
    >>> len(X_train) + len(X_test), int((X_test.x - y_test).abs().max().compute())
    (100, 0)
    """
    if not arrays:
        raise TypeError("train_test_split takes one frame or series, or several with the same rows: got none")
    if test_size is None:
        test_size = 0.1 if train_size is None else 1 - train_size
    if not 0 < test_size < 1 or (train_size is not None and not 0 < train_size <= 1 - test_size + 1e-9):
        raise ValueError(
            "test_size and train_size are shares of the rows between 0 and 1, at most 1 together: got "
            f"{test_size} and {train_size}"
        )
    seed = secrets.randbits(63) if random_state is None else random_state
    is_test = _native.random_rows(arrays[0], seed, test_size)
    return tuple(part for array in arrays for part in (array[~is_test], array[is_test]))


def mean_squared_error(y_true: Series, y_pred: Series, squared: bool = True) -> Scalar:
    """The mean of the squared differences, or with squared=False its root."""
    return _native.mean_squared_error(y_true, y_pred, squared)


def r2_score(y_true: Series, y_pred: Series) -> Scalar:
    """1 for perfect predictions, 0 for those that are no better than the mean."""
    return _native.r2_score(y_true, y_pred)
