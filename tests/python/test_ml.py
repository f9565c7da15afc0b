"""Models against NumPy's least squares."""

import numpy as np
import pandas as pd
import pytest

import tusk.dataframe as dd
from tusk import ml


def columns(rows=500, condition=1e6, seed=0):
    """Columns with about that condition number, a constant one, and dummies that add up to it."""
    random = np.random.default_rng(seed)
    directions = np.linalg.qr(random.normal(size=(rows, 4)))[0] * np.geomspace(1, 1 / condition, 4) * np.sqrt(rows)
    frame = pd.DataFrame(directions @ np.linalg.qr(random.normal(size=(4, 4)))[0], columns=list("abcd"))
    kind = random.integers(0, 3, rows)
    for i in range(3):
        frame[f"is_{i}"] = (kind == i).astype(float)
    frame["constant"] = 7.0
    frame["y"] = frame[list("abcd")].sum(axis=1) + kind + 0.1 * random.normal(size=rows)
    return frame


@pytest.mark.parametrize("npartitions", [1, 3, 60])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_a_regression_is_the_least_squares_solution_of_least_length(npartitions, fit_intercept):
    frame = columns()
    X, y = frame.drop(columns="y"), frame.y
    lazy = dd.from_pandas(frame, npartitions)
    model = ml.LinearRegression(fit_intercept=fit_intercept).fit(lazy.drop(columns="y"), lazy.y)
    centre = X.mean() if fit_intercept else 0 * X.mean()
    expected = np.linalg.lstsq(X - centre, y - (y.mean() if fit_intercept else 0), rcond=None)[0]
    np.testing.assert_allclose(model.coef_, expected, rtol=1e-8, atol=1e-8 * np.abs(expected).max())
    predicted = model.predict(lazy.drop(columns="y")).compute()
    np.testing.assert_allclose(predicted, X @ model.coef_ + model.intercept_, rtol=1e-9, atol=1e-9)


def test_a_split_is_the_same_each_time_and_keeps_rows_together():
    frame = columns()
    lazy = dd.from_pandas(frame, 4)
    X_train, X_test, y_train, y_test = ml.train_test_split(lazy[["a"]], lazy.y, test_size=0.3, random_state=5)
    assert len(X_train) + len(X_test) == len(frame)
    assert 90 < len(X_test) < 210
    assert (X_test.compute().index == y_test.compute().index).all()
    again = ml.train_test_split(lazy[["a"]], lazy.y, test_size=0.3, random_state=5)[1]
    assert (again.compute().index == X_test.compute().index).all()


def test_any_number_of_frames_is_split_alike():
    frame = columns()
    lazy = dd.from_pandas(frame, 3)
    train, test = ml.train_test_split(lazy, train_size=0.6, random_state=2, shuffle=True)
    assert len(train) + len(test) == len(frame) and abs(len(test) / len(frame) - 0.4) < 0.1
    parts = ml.train_test_split(lazy[["a"]], lazy.y, lazy.a * 2, test_size=0.4, random_state=2)
    assert len(parts) == 6
    assert (parts[4].compute() == parts[0].a.compute() * 2).all()
    assert (parts[0].assign(y=parts[2]).compute().index == train.compute().index).all()  # the same rows
    for options in ({"test_size": 0}, {"test_size": 0.5, "train_size": 0.6}, {"train_size": 1.5}):
        with pytest.raises(ValueError, match="shares of the rows"):
            ml.train_test_split(lazy, **options)
    with pytest.raises(TypeError, match="got none"):
        ml.train_test_split()


def test_measures_of_error():
    frame = pd.DataFrame({"y": [1.0, 2.0, 4.0], "p": [1.0, 3.0, 3.0]})
    lazy = dd.from_pandas(frame, 2)
    assert ml.mean_squared_error(lazy.y, lazy.p).compute() == pytest.approx(2 / 3)
    assert ml.mean_squared_error(lazy.y, lazy.p, squared=False).compute() == pytest.approx(np.sqrt(2 / 3))
    assert ml.r2_score(lazy.y, lazy.p).compute() == pytest.approx(1 - 2 / (14 / 3))


def test_a_scaler_scales_and_takes_it_back():
    frame = columns()[["a", "b", "constant"]]
    lazy = dd.from_pandas(frame, 3)
    scaler = ml.StandardScaler().fit(lazy)
    scaled = scaler.transform(lazy)
    expected = (frame - frame.mean()) / frame.std(ddof=0).where(frame.columns != "constant", 1.0)
    pd.testing.assert_frame_equal(scaled.compute(), expected, rtol=1e-9, atol=1e-9)
    pd.testing.assert_frame_equal(scaler.inverse_transform(scaled).compute(), frame, rtol=1e-9)


def test_missing_values_are_refused_by_name():
    lazy = dd.from_pandas(pd.DataFrame({"x": [1.0, None], "y": [1.0, 2.0]}), 1)
    with pytest.raises(ValueError, match="'x' has a missing value"):
        ml.LinearRegression().fit(lazy[["x"]], lazy.y)
