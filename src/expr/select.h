// Select: some columns of a frame or series, under other names perhaps, some of them as the index.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "expr/node.h"

namespace tusk::expr {

struct SelectedColumn {
  static constexpr std::string_view kName = "column";
  static constexpr auto fields() {
    return std::tuple{field("source", &SelectedColumn::source), field("name", &SelectedColumn::name)};
  }
  std::string source;
  std::string name;
};

struct Select final : DeclaredAs<Select, Op> {
  static constexpr std::string_view kName = "select";
  static constexpr auto fields() {
    return std::tuple{field("shape", &Select::shape), field("columns", &Select::columns),
                      field("index_names", &Select::index_names)};
  }

  Shape shape = Shape::Frame;
  std::vector<SelectedColumn> columns;  // the index's first: index_column(0) … must be their names
  std::vector<IndexName> index_names;

  std::string label() const override;
  Meta meta(Inputs inputs) const override;
  bool is_streaming() const override { return true; }
  kernels::Batch run(std::span<const Register> inputs, const BatchPlace&) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
  std::optional<OpPtr> narrowed(Inputs inputs, const Columns& wanted) const override;
};

// Throws KeyError for a column that isn't there, ValueError for a name given twice.
NodePtr select(const NodePtr& input, Shape shape, std::vector<SelectedColumn> values);  // keeps the index
NodePtr select(const NodePtr& input, Shape shape, std::vector<SelectedColumn> values,
               std::vector<std::string> index_sources, std::vector<IndexName> index_names);
// The value columns of those names, as a frame; one, as a series.
NodePtr select_columns(const NodePtr& input, const std::vector<std::string>& columns);
NodePtr select_column(const NodePtr& input, const std::string& column);

}  // namespace tusk::expr
