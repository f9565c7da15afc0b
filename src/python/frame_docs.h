// What help() says of the classes. The examples run as tests.
#pragma once

namespace tusk::python {

inline constexpr const char* kDataFrameDoc = R"(A lazy table in partitions, with the names and meanings of pandas.

Operations only note what to do, and find mistakes in names and types; compute(), head(), len() and writing do it.

>>> import tusk.dataframe as dd
>>> trips = dd.from_dict({"vendor": [1, 2, 1], "miles": [2.0, 4.5, None], "fare": [9.0, 18.0, 6.5]}, npartitions=2)
>>> trips["a_mile"] = trips.fare / trips.miles
>>> list(trips.columns)
['vendor', 'miles', 'fare', 'a_mile']
>>> trips[trips.fare > 7].groupby("vendor").a_mile.mean().compute()
vendor
1    4.5
2    4.0
Name: a_mile, dtype: float64
>>> trips["mile"]
Traceback (most recent call last):
    ...
KeyError: "...did you mean miles...")";

inline constexpr const char* kSeriesDoc = R"(A lazy column, with the names and meanings of pandas.

>>> import pandas as pd
>>> import tusk.dataframe as dd
>>> times = dd.from_pandas(pd.Series(pd.to_datetime(["2019-01-31 08:15", "2019-02-01 23:59"]), name="pickup"), 2)
>>> times.dt.hour.compute().tolist()
[8, 23]
>>> (times > "2019-02-01").sum().compute()
1
>>> times.dt.month.value_counts().head(1)
pickup
1    1
Name: count, dtype: int64)";

inline constexpr const char* kScalarDoc = R"(One value that is not computed yet.

>>> import tusk
>>> import tusk.dataframe as dd
>>> x = dd.from_dict({"x": [1.0, 2.0, 6.0]}, npartitions=2).x
>>> (x.max() / x.mean()).compute()
2.0
>>> tusk.compute(x.min(), x.max())
(1.0, 6.0)
>>> (x - x.mean()).compute().tolist()
[-2.0, -1.0, 3.0])";

}  // namespace tusk::python
