// What the methods of category columns share.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <tusk/dataframe/data_frame.h>

#include "expr/node.h"
#include "kernels/categories.h"

namespace tusk::dataframe {

using ArrayPtr = std::shared_ptr<arrow::Array>;

// nullptr unless the series has known categories.
const kernels::KnownCategories* known_categories(const Series& series);
// Throws NotImplementedError, saying what can't be done without, unless they are known.
const kernels::KnownCategories& needed_categories(const Series& series, std::string_view doing);

// `function` is one of the kernels' that are given categories: "cat.set", "cat.rename", "cat.from_codes".
Series with_categories(const Series& series, ArrayPtr values, bool is_ordered, const char* function = "cat.set");
Series category_codes(const Series& series);
// nullptr unless the series has known categories in an order.
const kernels::KnownCategories* ordered_categories(const Series& series);
// The codes as numbers that can be compared, missing where the value is.
Series comparable_codes(const Series& series);
// The rows where the condition has that truth, else `other`, as a category column of the same categories. Throws
// TypeError unless `other` is missing or one of them.
Series chosen_categories(const Series& series, const char* function, const Series& condition, const Operand& other);
// Whether the operand is lazy, missing, or one of the series' known categories; true for other series.
bool can_hold_category(const Series& series, const Operand& value);
// Throws TypeError unless it is.
void check_category(const Series& series, const Operand& value);

// Each series' distinct values, sorted, by one pass over the rows.
std::vector<ArrayPtr> distinct_values(const std::vector<Series>& series, const RunOptions& options);
// Counts a category column with known categories: all of them, those that have no row too.
Series category_counts(const Series& series, bool sort, bool ascending, bool dropna, bool normalize);
// Frames whose category columns have the categories of all of them, known if all are.
std::vector<expr::NodePtr> united_categories(std::vector<expr::NodePtr> frames);

}  // namespace tusk::dataframe
