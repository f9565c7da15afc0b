#include <tusk/data/table.h>

#include <arrow/compare.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/byte_size.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk {

namespace {

std::string column_dtype(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::HALF_FLOAT: return "float16";
    case arrow::Type::FLOAT: return "float32";
    case arrow::Type::DOUBLE: return "float64";
    default: return type.ToString();
  }
}

}  // namespace

Table::Table() : Table(arrow::Table::Make(arrow::schema({}), arrow::ChunkedArrayVector{}, 0)) {}

Table::Table(std::shared_ptr<arrow::Table> table) : table_(std::move(table)) {
  if (!table_) throw ValueError("a Table needs an Arrow table: got a null pointer");
}

std::int64_t Table::row_count() const { return table_->num_rows(); }

std::size_t Table::column_count() const { return std::size_t(table_->num_columns()); }

std::vector<std::string> Table::column_names() const { return table_->ColumnNames(); }

std::vector<std::string> Table::column_dtypes() const {
  std::vector<std::string> dtypes;
  for (const auto& field : table_->fields()) dtypes.push_back(column_dtype(*field->type()));
  return dtypes;
}

std::size_t Table::size_bytes() const { return std::size_t(arrow::util::TotalBufferSize(*table_)); }

bool operator==(const Table& a, const Table& b) {
  return a.arrow()->Equals(*b.arrow(), arrow::EqualOptions::Defaults().nans_equal(true).use_metadata(false));
}

void Codec<Table>::print(std::string& text, const Table& table) {
  constexpr std::size_t kMostShown = 8;
  text += fmt::format("Table({} rows", table.row_count());
  const auto names = table.column_names();
  const auto dtypes = table.column_dtypes();
  for (std::size_t i = 0; i < std::min(names.size(), kMostShown); ++i)
    text += fmt::format("{}{} {}", i == 0 ? ": " : ", ", names[i], dtypes[i]);
  if (names.size() > kMostShown) text += fmt::format(", ... {} more columns", names.size() - kMostShown);
  text += ')';
}

}  // namespace tusk
