#include <tusk/dataframe/read.h>

#include <algorithm>
#include <utility>

#include <arrow/array/concatenate.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <arrow/compute/exec.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "expr/scan_rows.h"
#include "expr/select.h"
#include "io/csv/csv_scan.h"
#include "io/json/json_scan.h"
#include "io/parquet/parquet_scan.h"
#include "kernels/arrow_compute.h"
#include "kernels/elementwise.h"
#include "kernels/table_scan.h"

namespace tusk {

namespace {

io::CsvOptions csv_options(const ReadCsv& options) {
  io::CsvOptions csv;
  csv.sep = options.sep;
  if (options.header) csv.header = *options.header < 0 ? io::CsvOptions::kNoHeader : *options.header;
  csv.names = options.names;
  csv.usecols = options.usecols;
  csv.usecols_places = options.usecols_places;
  csv.dtype = options.dtype;
  csv.other_dtype = options.other_dtype;
  csv.assume_missing = options.assume_missing;
  csv.parse_dates = options.parse_dates;
  csv.parse_dates_places = options.parse_dates_places;
  csv.na_values = options.na_values;
  csv.column_na_values = options.column_na_values;
  csv.keep_default_na = options.keep_default_na;
  csv.true_values = options.true_values;
  csv.false_values = options.false_values;
  csv.quotechar = options.quotechar;
  csv.doublequote = options.doublequote;
  csv.escapechar = options.escapechar;
  csv.comment = options.comment;
  csv.thousands = options.thousands;
  csv.decimal = options.decimal;
  csv.skiprows = options.skiprows;
  csv.skipped_lines = options.skipped_lines;
  csv.skip_blank_lines = options.skip_blank_lines;
  csv.blocksize = options.blocksize;
  csv.sample = options.sample;
  csv.include_path_column = options.include_path_column;
  csv.compression = options.compression;
  csv.storage_options = options.storage_options;
  return csv;
}

std::string_view function_of(const std::string& comparison) {
  static constexpr std::pair<std::string_view, std::string_view> kFunctions[] = {
      {"<", "lt"}, {"<=", "le"}, {">", "gt"}, {">=", "ge"}, {"==", "eq"}, {"!=", "ne"}};
  for (const auto& [sign, name] : kFunctions) {
    if (sign == comparison) return name;
  }
  throw ValueError(fmt::format("a filter compares by <, <=, >, >=, == or !=: got '{}'", comparison));
}

// The index's columns as the index, of a scan that has them anywhere.
expr::NodePtr with_index(const expr::NodePtr& rows, const std::vector<io::IndexColumn>& index) {
  if (index.empty()) return rows;
  std::vector<std::string> sources;
  std::vector<expr::IndexName> names;
  for (const auto& [column, name] : index) {
    sources.push_back(column);
    names.push_back(name.empty() ? std::nullopt : std::optional(name));
  }
  std::vector<expr::SelectedColumn> values;
  for (const std::string& column : expr::value_columns(rows->meta())) {
    if (std::find(sources.begin(), sources.end(), column) == sources.end()) values.push_back({column, column});
  }
  return expr::select(rows, expr::Shape::Frame, std::move(values), std::move(sources), std::move(names));
}

bool is_ascending(const arrow::ChunkedArray& column) {
  if (column.null_count() > 0 || column.length() < 2) return column.null_count() == 0;
  kernels::initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto before = column.Slice(0, column.length() - 1);
  const auto compared = arrow::compute::CallFunction("less_equal", {before, column.Slice(1)}, &context);
  if (!compared.ok()) return false;
  const auto all = arrow::compute::CallFunction("all", {*compared}, &context);
  return all.ok() && all->scalar_as<arrow::BooleanScalar>().value;
}

// The index values at the borders of equal slices, if they ascend.
expr::Divisions divisions_of(const arrow::Table& table, std::int64_t npartitions) {
  const auto& index = *table.column(0);
  if (table.num_rows() == 0 || !is_ascending(index)) return nullptr;
  std::vector<std::shared_ptr<arrow::Scalar>> divisions;
  const std::int64_t rows = table.num_rows();
  for (std::int64_t i = 0; i < npartitions; ++i) {
    const std::int64_t first = i * (rows / npartitions) + std::min(i, rows % npartitions);
    if (first >= rows) return nullptr;
    divisions.push_back(data::value_or_throw(index.GetScalar(first), "looking at the index"));
  }
  divisions.push_back(data::value_or_throw(index.GetScalar(rows - 1), "looking at the index"));
  return std::make_shared<const std::vector<std::shared_ptr<arrow::Scalar>>>(std::move(divisions));
}

std::shared_ptr<arrow::ChunkedArray> column_of(const std::string& name, const std::vector<Value>& values) {
  kernels::TypePtr type = arrow::null();
  std::vector<std::shared_ptr<arrow::Scalar>> scalars;
  for (const Value& value : values) {
    scalars.push_back(kernels::to_scalar(value));
    const auto& own = scalars.back()->type;
    if (type->id() == arrow::Type::NA || type->Equals(*own)) type = own->id() == arrow::Type::NA ? type : own;
    else if (own->id() != arrow::Type::NA && dataframe::is_number_type(*own) && dataframe::is_number_type(*type))
      type = arrow::float64();
    else if (own->id() != arrow::Type::NA)
      throw TypeError(fmt::format("the values of a column have one type: '{}' has {} and {}", name, type->ToString(),
                                  own->ToString()));
  }
  if (type->id() == arrow::Type::NA) type = arrow::float64();
  std::unique_ptr<arrow::ArrayBuilder> builder;
  data::throw_unless_ok(arrow::MakeBuilder(data::arrow_pool(), type, &builder), "making a column");
  for (const auto& scalar : scalars) {
    if (!scalar->is_valid) data::throw_unless_ok(builder->AppendNull(), "making a column");
    else
      data::throw_unless_ok(builder->AppendScalar(*data::value_or_throw(scalar->CastTo(type), "making a column")),
                            "making a column");
  }
  return std::make_shared<arrow::ChunkedArray>(data::value_or_throw(builder->Finish(), "making a column"));
}

}  // namespace

DataFrame read_csv(const std::vector<std::string>& addresses, const ReadCsv& options) {
  return DataFrame(expr::scan_rows(io::open_csv(addresses, csv_options(options))));
}

DataFrame read_csv(const std::string& address, const ReadCsv& options) {
  return read_csv(std::vector{address}, options);
}

DataFrame read_parquet(const std::vector<std::string>& addresses, const ReadParquet& options) {
  io::ParquetOptions parquet;
  parquet.columns = options.columns;
  if (parquet.columns) {
    for (const ColumnFilter& filter : options.filters) {
      if (std::find(parquet.columns->begin(), parquet.columns->end(), filter.column) == parquet.columns->end())
        parquet.columns->push_back(filter.column);
    }
  }
  for (const auto& [column, comparison, literal] : options.filters)
    parquet.filters.push_back({column, comparison, literal});
  parquet.index = options.index;
  parquet.split_row_groups = options.split_row_groups;
  parquet.storage_options = options.storage_options;
  const io::ParquetTable table = io::open_parquet(addresses, parquet);
  DataFrame frame(with_index(expr::scan_rows(table.scan), table.index));
  for (const auto& [column, comparison, literal] : options.filters) {
    Series values = std::as_const(frame).column(column);
    // Filters compare values, also those of categories, which may have no order.
    if (values.dtype() == "category") values = values.elementwise("cat.values");
    frame = frame[values.elementwise(std::string(function_of(comparison)), {Operand(literal)})];
  }
  return options.columns && parquet.columns->size() != options.columns->size() ? frame[*options.columns] : frame;
}

DataFrame read_parquet(const std::string& address, const ReadParquet& options) {
  return read_parquet(std::vector{address}, options);
}

DataFrame read_json(const std::vector<std::string>& addresses, const ReadJson& options) {
  io::JsonOptions json;
  json.block_bytes = options.blocksize;
  json.sample_bytes = options.sample;
  for (const auto& [column, name] : options.dtype) json.types[column] = kernels::type_of_name(name);
  json.storage_options = options.storage_options;
  return DataFrame(expr::scan_rows(io::open_json_lines(addresses, json)));
}

DataFrame read_json(const std::string& address, const ReadJson& options) {
  return read_json(std::vector{address}, options);
}

DataFrame from_table(const Table& table, std::int64_t npartitions,
                     const std::vector<std::optional<std::string>>& index_names) {
  std::vector<std::string> names = table.column_names();
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
    throw ValueError(fmt::format("a frame's columns have different names: '{}' stands twice", *twice));
  if (index_names.size() > names.size())
    throw ValueError(
        fmt::format("the index is made of the first columns: {} levels are named, and there are {} columns",
                    index_names.size(), names.size()));
  for (std::size_t level = 0; level < index_names.size(); ++level) names[level] = expr::index_column(level);
  const Table renamed(data::value_or_throw(table.arrow()->RenameColumns(names), "naming columns"));
  const Table plain(renamed.arrow()->ReplaceSchemaMetadata(nullptr));
  expr::Divisions divisions = index_names.size() == 1 ? divisions_of(*plain.arrow(), npartitions) : nullptr;
  return DataFrame(expr::scan_rows(kernels::table_scan(plain, npartitions), index_names, std::move(divisions)));
}

DataFrame from_columns(const std::vector<std::pair<std::string, std::vector<Value>>>& columns,
                       std::int64_t npartitions) {
  arrow::FieldVector fields;
  arrow::ChunkedArrayVector arrays;
  for (const auto& [name, values] : columns) {
    arrays.push_back(column_of(name, values));
    fields.push_back(arrow::field(name, arrays.back()->type()));
    if (arrays.back()->length() != arrays[0]->length())
      throw ValueError(fmt::format("the columns of a frame are equally long: '{}' has {} values, '{}' has {}",
                                   columns[0].first, arrays[0]->length(), name, arrays.back()->length()));
  }
  return from_table(Table(arrow::Table::Make(arrow::schema(std::move(fields)), std::move(arrays))), npartitions);
}

}  // namespace tusk
