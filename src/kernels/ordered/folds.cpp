#include "kernels/ordered/folds.h"

#include <arrow/array/util.h>
#include <fmt/format.h>

#include "kernels/ordered/columnwise.h"

namespace tusk::kernels::ordered {

Fold fold_named(const std::string& name) {
  if (name == "sum") return Fold::Sum;
  if (name == "prod") return Fold::Product;
  if (name == "min") return Fold::Least;
  if (name == "max") return Fold::Greatest;
  throw ValueError(fmt::format("values are folded by sum, prod, min or max: got '{}'", name));
}

TypePtr folded_type(const std::string& fold, const std::string& column, const TypePtr& type) {
  const Fold how = fold_named(fold);
  if (type->id() == arrow::Type::NA) return type;
  const bool compares = how == Fold::Least || how == Fold::Greatest;
  const bool is_number = arrow::is_integer(type->id()) || arrow::is_floating(type->id());
  const bool is_truth = type->id() == arrow::Type::BOOL;
  const bool is_text = type->id() == arrow::Type::STRING || type->id() == arrow::Type::LARGE_STRING;
  if (compares && (is_truth || is_text || is_time(*type))) return type;
  if (compares && is_number) return plain_type(type);
  if (!compares && how == Fold::Sum && type->id() == arrow::Type::DURATION) return type;
  if (!compares && is_truth) return arrow::int64();
  if (!compares && arrow::is_floating(type->id())) return plain_type(type);
  if (!compares && is_number) return arrow::is_signed_integer(type->id()) ? arrow::int64() : arrow::uint64();
  fail_type("cum" + fold, column, *type, compares ? "numbers, times and texts" : "numbers");
}

ArrayPtr folded_values(const ArrayPtr& values, const TypePtr& type) { return plain_array(cast_array(values, type)); }

ArrayPtr unfolded_values(const ArrayPtr& plain, const TypePtr& type) {
  if (plain->type()->Equals(*type)) return plain;
  if (type->id() == arrow::Type::BOOL) return cast_array(plain, type);
  auto data = plain->data()->Copy();
  data->type = type;
  return arrow::MakeArray(std::move(data));
}

}  // namespace tusk::kernels::ordered
