"""Machine learning on lazy tables, with scikit-learn's names."""

from __future__ import annotations

from tusk import _native
from tusk._native import LinearRegression, StandardScaler
from tusk.dataframe import DataFrame, Scalar, Series

__all__ = ["LinearRegression", "StandardScaler", "mean_squared_error", "r2_score", "train_test_split"]


def train_test_split(
    X: DataFrame, y: Series, test_size: float = 0.1, random_state: int | None = None
) -> tuple[DataFrame, DataFrame, Series, Series]:
    """Rows to train with, and rows to test with: X_train, X_test, y_train, y_test, all lazy.

    Each row goes to the test rows with probability `test_size`, by `random_state`, its partition and its place in it
    alone, so the split is the same in every run, and the sizes are near the shares.
    """
    return _native.train_test_split(X, y, test_size, random_state)


def mean_squared_error(y_true: Series, y_pred: Series, squared: bool = True) -> Scalar:
    """The mean of the squared differences, or with squared=False its root."""
    return _native.mean_squared_error(y_true, y_pred, squared)


def r2_score(y_true: Series, y_pred: Series) -> Scalar:
    """1 for perfect predictions, 0 for those that are no better than the mean."""
    return _native.r2_score(y_true, y_pred)
