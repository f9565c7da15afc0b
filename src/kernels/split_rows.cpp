#include "kernels/split_rows.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include <tusk/core/error.h>
#include <tusk/core/hash.h>

#include "kernels/reducer.h"
#include "kernels/row_keys.h"
#include "kernels/row_tables.h"

namespace tusk::kernels {

namespace {

using Places = std::vector<std::vector<std::int64_t>>;

std::vector<Table> pieces_of(const Batch& batch, const Places& places) {
  std::vector<Table> pieces;
  for (const auto& rows : places) pieces.push_back(table_of_batch(taken_rows(batch, rows)));
  return pieces;
}

}  // namespace

std::vector<Table> split_by_keys(const Table& table, const std::vector<int>& keys, std::int64_t count) {
  const Batch batch = one_batch(table);
  const RowKeys row_keys(*batch, keys);
  Places places{std::size_t(count)};
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    const auto key = row_keys.key(row);
    places[hash_bytes(key.data(), key.size()).low % std::uint64_t(count)].push_back(row);
  }
  return pieces_of(batch, places);
}

std::vector<Table> split_by_number(const Table& table, int column, std::int64_t count) {
  const Batch batch = one_batch(table);
  const auto& numbers = static_cast<const arrow::Int64Array&>(*batch->column(column));
  Places places{std::size_t(count)};
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    const std::int64_t number = numbers.Value(row);
    TUSK_CHECK(number >= 0 && number < count, "a row goes to a partition that is there");
    places[std::size_t(number)].push_back(row);
  }
  return pieces_of(batch, places);
}

std::vector<Table> Reducer::split(const Table&, std::int64_t) const {
  TUSK_CHECK(false, "a reducer of one result has partials that can't be split");
}

}  // namespace tusk::kernels
