#include "kernels/aggregate/key_combinations.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <arrow/array/array_dict.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/kept_rows.h"
#include "kernels/arrow_compute.h"
#include "kernels/group_index.h"

namespace tusk::kernels::aggregate {

namespace {

bool has_categories(const arrow::Array& keys) { return keys.type_id() == arrow::Type::DICTIONARY; }

// Every category once, and a missing one if there is any.
ArrayPtr all_categories(const arrow::DictionaryArray& keys, bool has_missing) {
  initialize_arrow_compute();
  const std::int64_t count = keys.dictionary()->length();
  const auto codes = build_array<std::int64_t>(
      arrow::int64(), count + has_missing, [](auto code) { return code; }, [&](auto code) { return code < count; });
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto& type = static_cast<const arrow::DictionaryType&>(*keys.type());
  const auto indices = data::value_or_throw(
      arrow::compute::Cast(*codes, type.index_type(), arrow::compute::CastOptions::Safe(), &context), "listing groups");
  return std::make_shared<arrow::DictionaryArray>(keys.type(), indices, keys.dictionary());
}

ArrayPtr level_of(const ArrayPtr& keys, bool drops_missing) {
  if (has_categories(*keys))
    return all_categories(static_cast<const arrow::DictionaryArray&>(*keys), keys->null_count() > 0 && !drops_missing);
  GroupIndex distinct({keys->type()});
  distinct.groups_of({&keys, 1});
  const ArrayPtr values = distinct.keys()[0];
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < values->length(); ++row)
    if (!drops_missing || values->IsValid(row)) rows.push_back(row);
  return taken(values, rows);
}

}  // namespace

arrow::ArrayVector key_combinations(const arrow::ArrayVector& keys, bool drops_missing) {
  if (std::ranges::none_of(keys, [](const auto& each) { return has_categories(*each); })) return {};
  arrow::ArrayVector levels;
  std::int64_t count = 1;
  for (const auto& each : keys) {
    levels.push_back(level_of(each, drops_missing));
    count *= levels.back()->length();
  }
  arrow::ArrayVector combinations;
  std::int64_t repeats = count;
  for (const auto& level : levels) {
    if (count > 0) repeats /= level->length();
    std::vector<std::int64_t> rows(std::size_t(count), 0);
    for (std::int64_t i = 0; i < count; ++i) rows[std::size_t(i)] = i / repeats % level->length();
    combinations.push_back(taken(level, rows));
  }
  return combinations;
}

}  // namespace tusk::kernels::aggregate
