// What Python's GroupBy and SeriesGroupBy are: C++'s groups, and what only functions of Python's need to know.
#pragma once

#include <string>
#include <vector>

#include "python/frame_object.h"

namespace tusk::python {

struct GroupByObject {
  GroupBy groups;
  bool group_keys = true;  // whether apply() puts the keys into the index of frames
};

struct SeriesGroupByObject {
  GroupBy groups;  // with the column alone
  std::string column;
  bool group_keys = true;
};

// What pandas' groupby takes. Dask's split_every and split_out belong to the methods of groups too.
struct GroupByArguments {
  nb::object by;
  nb::object level;
  GroupByOptions options;
  bool group_keys = true;
};

GroupByObject group_frame(const DataFrame& frame, const GroupByArguments& arguments);
SeriesGroupByObject group_series(const Series& series, const GroupByArguments& arguments);

// One column of groups: a series, or a frame with the keys as columns if they are not to be the index.
nb::object series_result(const GroupBy& groups, const DataFrame& result, const std::string& column);

// agg() with what pandas takes: names, functions and Aggregations, lists of them, dicts, and pairs by keyword.
nb::object aggregate(const GroupBy& groups, nb::handle spec, const nb::kwargs& named);
nb::object aggregate_series(const SeriesGroupByObject& self, nb::handle spec, const nb::kwargs& named);
// With functions of Python's, that need all rows of a group in one place. `column` is of a SeriesGroupBy, else nullptr.
nb::object apply_function(const GroupBy& groups, bool group_keys, const std::string* column, nb::object function,
                          nb::args args, nb::object meta, const nb::kwargs& kwargs);
nb::object transform_function(const GroupBy& groups, const std::string* column, nb::object function, nb::args args,
                              nb::object meta, const nb::kwargs& kwargs);

}  // namespace tusk::python
