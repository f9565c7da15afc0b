#include <tusk/dataframe/dummies.h>

#include <array>

#include <arrow/array.h>
#include <arrow/datum.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "dataframe/categories.h"
#include "dataframe/nodes.h"
#include "expr/assign.h"
#include "kernels/arrow_compute.h"

namespace tusk {

namespace {

bool is_encoded_by_default(const arrow::DataType& type) {
  return type.id() == arrow::Type::DICTIONARY || arrow::is_base_binary_like(type.id()) ||
         type.id() == arrow::Type::STRING_VIEW;
}

// As Python writes them.
std::vector<std::string> labels_of(const dataframe::ArrayPtr& values) {
  const auto texts = kernels::run_elementwise("astype", std::array{arrow::Datum(values)},
                                              {{"type", Value::of(std::string("str"))}}, values->length());
  std::vector<std::string> labels;
  for (std::int64_t i = 0; i < texts->length(); ++i)
    labels.push_back(data::value_or_throw(texts->GetScalar(i), "naming columns")->ToString());
  return labels;
}

const kernels::KnownCategories& encodable_categories(const Series& column) {
  if (expr::value_type(column.node()->meta())->id() != arrow::Type::DICTIONARY)
    throw NotImplementedError(
        fmt::format("get_dummies needs columns of known categories: '{}' is {}; call categorize() "
                    "of the frame first",
                    column.name().value_or(""), column.dtype()));
  return dataframe::needed_categories(column, "get_dummies");
}

// The frame, with the columns of one encoded column behind its own.
DataFrame with_dummies(const DataFrame& frame, const Series& column, const std::string& prefix,
                       const GetDummies& options) {
  const auto& known = encodable_categories(column);
  const std::vector<std::string> labels = labels_of(known.values());
  const Series codes = dataframe::category_codes(column);
  DataFrame made = frame;
  for (std::size_t code = options.drop_first ? 1 : 0; code < labels.size(); ++code) {
    const Series is_category = codes == std::int64_t(code);
    made =
        made.assign(prefix + labels[code], options.dtype == "bool" ? is_category : is_category.astype(options.dtype));
  }
  return made;
}

std::vector<std::string> encoded_columns(const DataFrame& frame, const GetDummies& options) {
  if (options.columns) return *options.columns;
  std::vector<std::string> columns;
  for (const std::string& column : frame.columns()) {
    if (is_encoded_by_default(*expr::column_type(frame.node()->meta(), column))) columns.push_back(column);
  }
  return columns;
}

}  // namespace

DataFrame get_dummies(const DataFrame& frame, const GetDummies& options) {
  const std::vector<std::string> columns = encoded_columns(frame, options);
  if (options.prefix.size() > 1 && options.prefix.size() != columns.size())
    throw ValueError(fmt::format("get_dummies takes one prefix, or one for each encoded column: {} for {} columns",
                                 options.prefix.size(), columns.size()));
  DataFrame made = frame.drop(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string& prefix = options.prefix.empty()       ? columns[i]
                                : options.prefix.size() == 1 ? options.prefix[0]
                                                             : options.prefix[i];
    made = with_dummies(made, frame.column(columns[i]), prefix + options.prefix_sep, options);
  }
  return made;
}

DataFrame get_dummies(const Series& series, const GetDummies& options) {
  const DataFrame none = series.to_frame()[std::vector<std::string>()];
  return with_dummies(none, series, options.prefix.empty() ? "" : options.prefix[0] + options.prefix_sep, options);
}

}  // namespace tusk
