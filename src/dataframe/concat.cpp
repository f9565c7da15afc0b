#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/data_frame.h>

#include "dataframe/categories.h"
#include "expr/partition_list.h"

namespace tusk {

namespace {

template <class T>
T concatenated(const std::vector<T>& parts) {
  if (parts.empty()) throw ValueError("concat puts at least one frame together: got none");
  std::vector<expr::NodePtr> nodes;
  for (const T& part : parts) nodes.push_back(part.node());
  return T(expr::concatenate(dataframe::united_categories(std::move(nodes))));
}

DataFrame as_frame(const LazyFrame& columns) {
  if (columns.node()->meta().shape == expr::Shape::Frame) return DataFrame(columns.node());
  return Series(columns.node()).to_frame();
}

}  // namespace

DataFrame concat(const std::vector<DataFrame>& frames) { return concatenated(frames); }

Series concat(const std::vector<Series>& series) { return concatenated(series); }

DataFrame concat_columns(const std::vector<LazyFrame>& frames) {
  if (frames.empty()) throw ValueError("concat puts at least one frame together: got none");
  DataFrame made = as_frame(frames[0]);
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const DataFrame next = as_frame(frames[i]);
    for (const std::string& column : next.columns()) {
      const auto names = made.columns();
      if (std::find(names.begin(), names.end(), column) != names.end())
        throw ValueError(
            fmt::format("columns that are put beside each other have different names: '{}' comes twice; "
                        "rename one of them",
                        column));
      made = made.assign(column, std::as_const(next).column(column));
    }
  }
  return made;
}

}  // namespace tusk
