// Between the faces (DataFrame, Series, Scalar) and the expressions under them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

#include "expr/elementwise.h"
#include "expr/node.h"
#include "kernels/aggregate.h"

namespace tusk::dataframe {

// The expression of a collection of frames. Throws TypeError for another collection.
expr::NodePtr node_of(const lazy::CollectionPtr& collection);
// Throws TypeError unless the expression has that shape.
expr::NodePtr checked(expr::NodePtr node, expr::Shape shape);

expr::Argument argument_of(const Operand& operand);
std::vector<expr::Argument> arguments_of(const std::vector<Operand>& operands);

// The result of a reduction of one row as a scalar: its column `column`.
expr::NodePtr scalar_of(const expr::NodePtr& row, const std::string& column);
// Aggregates of whole columns as one row.
expr::NodePtr aggregated(const expr::NodePtr& input, std::vector<kernels::Aggregate> aggregates,
                         const std::string& word);
// A series' or frame's columns without the index; with it as a column of that name.
expr::NodePtr without_index(const expr::NodePtr& input);
expr::NodePtr index_as_columns(const expr::NodePtr& input);
// With other names of the index's levels. Throws ValueError unless there are as many.
expr::NodePtr with_index_names(const expr::NodePtr& input, const std::vector<expr::IndexName>& names);

// Whether astype(dtype) makes texts of a column's moments or durations.
bool prints_times(const std::string& dtype, const arrow::DataType& column);
// Columns of numbers (truth values count where pandas lets them).
bool is_number_type(const arrow::DataType& type);
std::vector<std::string> numeric_columns(const expr::Meta& meta);
// The columns that a reduction takes: all, or those of numbers.
std::vector<std::string> reduced_columns(const expr::Meta& meta, bool numeric_only);

}  // namespace tusk::dataframe
