#include "dataframe/structure_text.h"

#include <algorithm>

#include <arrow/type.h>
#include <fmt/format.h>

#include "kernels/elementwise.h"

namespace tusk::dataframe {

namespace {

std::string counted(std::int64_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string shown_name(const std::string& column) { return column == expr::kUnnamed ? "(unnamed)" : column; }

}  // namespace

std::string structure_text(const expr::Node& node) {
  const expr::Meta& meta = node.meta();
  const auto columns = expr::value_columns(meta);
  std::string text = meta.shape == expr::Shape::Frame ? "DataFrame: " : "Series: ";
  text += counted(meta.partition_count, "partition");
  if (meta.shape == expr::Shape::Frame) text += ", " + counted(std::int64_t(columns.size()), "column");
  text += '\n';
  std::size_t width = 5;
  for (const std::string& column : columns) width = std::max(width, shown_name(column).size());
  for (std::size_t level = 0; level < meta.index_count(); ++level)
    text += fmt::format("  {:<{}}  {} (index)\n", meta.index_names[level].value_or("index"), width,
                        kernels::type_name(*meta.schema->field(int(level))->type()));
  for (const std::string& column : columns)
    text +=
        fmt::format("  {:<{}}  {}\n", shown_name(column), width, kernels::type_name(*expr::column_type(meta, column)));
  return text + fmt::format("made by {}", node.op()->label());
}

}  // namespace tusk::dataframe
