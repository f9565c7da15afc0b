// Categories as columns of truth values, one for each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk {

struct GetDummies {
  std::optional<std::vector<std::string>> columns = {};  // by default those of texts and of categories
  // What the new columns' names begin with: one for all, or one a column; by default the column's name.
  std::vector<std::string> prefix = {};
  std::string prefix_sep = "_";
  bool drop_first = false;  // no column for the first category
  std::string dtype = "bool";
};

// Each of those columns as one column a category, "flag_N" and "flag_Y", behind the columns that stay. Where a value is
// missing none of them is true. Throws NotImplementedError unless all categories are known: see
// DataFrame::categorize().
DataFrame get_dummies(const DataFrame& frame, const GetDummies& options = {});
// Of a series the columns' names are the categories, without a prefix unless one is given.
DataFrame get_dummies(const Series& series, const GetDummies& options = {});

}  // namespace tusk
