#include <tusk/dataframe/read.h>

#include <optional>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/bytes.h>
#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/frame_object.h"
#include "python/short_repr.h"
#include "python/table_exchange.h"

namespace tusk::python {

namespace {

std::uint64_t byte_count_of(nb::handle size) {
  if (nb::isinstance<nb::str>(size)) return parse_bytes(nb::cast<std::string>(size));
  return nb::cast<std::uint64_t>(size);
}

std::optional<std::vector<std::string>> texts_unless_none(nb::handle names) {
  if (names.is_none()) return std::nullopt;
  return texts_of_object(names);
}

nb::object pop(nb::dict& options, const char* name) {
  if (!options.contains(name)) return nb::none();
  nb::object value = options[name];
  PyDict_DelItemString(options.ptr(), name);
  return value;
}

// Whether it is a list of numbers, of columns by their places.
bool are_places(nb::handle value) {
  if (nb::isinstance<nb::str>(value) || PyCallable_Check(value.ptr())) return false;
  const nb::list items(value);
  if (items.size() == 0) return false;
  for (const nb::handle item : items)
    if (!PyLong_Check(item.ptr())) return false;
  return true;
}

// Texts, or numbers as they are written.
std::vector<std::string> missing_texts_of(nb::handle values) {
  if (nb::isinstance<nb::str>(values) || !nb::hasattr(values, "__iter__"))
    return {nb::cast<std::string>(nb::str(values))};
  std::vector<std::string> texts;
  for (const nb::handle value : nb::iter(values)) texts.push_back(nb::cast<std::string>(nb::str(value)));
  return texts;
}

DataFrameObject read_csv_files(nb::object path, nb::dict given) {
  nb::dict options = nb::cast<nb::dict>(given.attr("copy")());
  ReadCsv csv;
  const auto take = [&](const char* name, auto set) {
    if (const nb::object value = pop(options, name); !value.is_none()) set(value);
  };
  const auto text = [](std::string& member) {
    return [&member](nb::handle value) { member = nb::cast<std::string>(value); };
  };
  const auto truth = [](bool& member) { return [&member](nb::handle value) { member = nb::cast<bool>(value); }; };
  const auto names = [](std::vector<std::string>& member) {
    return [&member](nb::handle value) { member = texts_of_object(value); };
  };
  take("sep", text(csv.sep));
  take("delimiter", text(csv.sep));
  take("names", names(csv.names));
  take("usecols", [&](nb::handle value) {
    if (PyCallable_Check(value.ptr()))
      throw NotImplementedError("usecols is a list of names, or of places: got " + short_repr(value));
    if (are_places(value)) csv.usecols_places = nb::cast<std::vector<std::int64_t>>(nb::list(value));
    else csv.usecols = texts_of_object(value);
  });
  take("dtype", [&](nb::handle value) {
    if (nb::isinstance<nb::dict>(value)) csv.dtype = dtype_names(value);
    else csv.other_dtype = dtype_name(value);
  });
  take("assume_missing", truth(csv.assume_missing));
  take("parse_dates", [&](nb::handle value) {
    if (PyBool_Check(value.ptr())) return;
    if (are_places(value)) csv.parse_dates_places = nb::cast<std::vector<std::int64_t>>(nb::list(value));
    else csv.parse_dates = texts_of_object(value);
  });
  take("na_values", [&](nb::handle value) {
    if (!nb::isinstance<nb::dict>(value)) {
      csv.na_values = missing_texts_of(value);
      return;
    }
    for (const auto& [column, own] : nb::borrow<nb::dict>(value))
      csv.column_na_values[nb::cast<std::string>(column)] = missing_texts_of(own);
  });
  take("keep_default_na", truth(csv.keep_default_na));
  take("true_values", names(csv.true_values));
  take("false_values", names(csv.false_values));
  take("quotechar", text(csv.quotechar));
  take("doublequote", truth(csv.doublequote));
  take("escapechar", text(csv.escapechar));
  take("comment", text(csv.comment));
  take("thousands", text(csv.thousands));
  take("decimal", text(csv.decimal));
  take("skiprows", [&](nb::handle value) {
    if (PyCallable_Check(value.ptr()))
      throw NotImplementedError("skiprows is a number of lines, or a list of their numbers: got " + short_repr(value));
    if (PyLong_Check(value.ptr())) csv.skiprows = nb::cast<std::int64_t>(value);
    else csv.skipped_lines = nb::cast<std::vector<std::int64_t>>(nb::list(value));
  });
  take("skip_blank_lines", truth(csv.skip_blank_lines));
  take("sample", [&](nb::handle value) { csv.sample = byte_count_of(value); });
  take("compression", text(csv.compression));
  take("storage_options", [&](nb::handle value) { csv.storage_options = storage_options_of(value); });
  take("include_path_column", [&](nb::handle value) {
    if (PyBool_Check(value.ptr())) csv.include_path_column = value.ptr() == Py_True ? "path" : "";
    else csv.include_path_column = nb::cast<std::string>(value);
  });
  if (options.contains("header")) {
    const nb::object header = pop(options, "header");
    if (header.is_none()) csv.header = -1;
    else if (!nb::isinstance<nb::str>(header)) csv.header = nb::cast<std::int64_t>(header);
  }
  if (options.contains("blocksize")) {
    const nb::object blocksize = pop(options, "blocksize");
    if (blocksize.is_none()) csv.blocksize = 0;
    else if (!nb::isinstance<nb::str>(blocksize) || nb::cast<std::string>(blocksize) != "default")
      csv.blocksize = byte_count_of(blocksize);
  }
  if (options.size() > 0) throw TypeError("read_csv has no option " + short_repr(options.keys()));
  const auto addresses = texts_of_object(path);
  return without_python([&] { return DataFrameObject(read_csv(addresses, csv)); });
}

std::vector<ColumnFilter> filters_of(nb::handle filters) {
  std::vector<ColumnFilter> found;
  if (filters.is_none()) return found;
  for (const nb::handle filter : nb::iter(filters)) {
    if (!nb::isinstance<nb::tuple>(filter) || nb::len(filter) != 3)
      throw TypeError("filters are a list of (column, comparison, value), all of which hold: got " +
                      short_repr(filter));
    found.push_back({nb::cast<std::string>(filter[0]), nb::cast<std::string>(filter[1]), literal_of(filter[2])});
  }
  return found;
}

DataFrameObject read_parquet_files(nb::object path, nb::object columns, nb::object filters, nb::object index,
                                   bool split_row_groups, nb::object storage_options) {
  ReadParquet parquet;
  parquet.columns = texts_unless_none(columns);
  parquet.filters = filters_of(filters);
  if (index.ptr() == Py_False) parquet.index = std::vector<std::string>();
  else if (!index.is_none()) parquet.index = texts_of_object(index);
  parquet.split_row_groups = split_row_groups;
  parquet.storage_options = storage_options_of(storage_options);
  const auto addresses = texts_of_object(path);
  return without_python([&] { return DataFrameObject(read_parquet(addresses, parquet)); });
}

DataFrameObject read_json_files(nb::object path, nb::object blocksize, nb::object sample, nb::object dtype,
                                nb::object storage_options) {
  ReadJson json;
  if (!blocksize.is_none()) json.blocksize = byte_count_of(blocksize);
  if (!sample.is_none()) json.sample = byte_count_of(sample);
  json.dtype = dtype_names(dtype);
  json.storage_options = storage_options_of(storage_options);
  const auto addresses = texts_of_object(path);
  return without_python([&] { return DataFrameObject(read_json(addresses, json)); });
}

DataFrameObject frame_of_table(nb::object table, std::int64_t npartitions,
                               const std::vector<std::optional<std::string>>& index_names) {
  return DataFrameObject(from_table(import_table(table), npartitions, index_names));
}

nb::object concatenated(nb::object frames, bool are_columns) {
  std::vector<LazyFrame> all;
  std::vector<DataFrame> tables;
  std::vector<Series> series;
  for (const nb::handle frame : nb::iter(frames)) {
    const expr::NodePtr node = operand_of(frame).node();
    if (!node || node->meta().is_scalar())
      throw TypeError("concat puts lazy frames and series together: got " + short_repr(frame));
    all.emplace_back(node);
    if (node->meta().shape == expr::Shape::Frame) tables.emplace_back(node);
    else series.emplace_back(node);
  }
  if (are_columns) return nb::cast(DataFrameObject(concat_columns(all)));
  if (!tables.empty() && !series.empty()) throw TypeError("concat puts frames together, or series: got both");
  return series.empty() ? nb::cast(DataFrameObject(concat(tables))) : nb::cast(SeriesObject(concat(series)));
}

nb::object elementwise_of(const std::string& function, nb::args inputs) {
  std::vector<Operand> operands;
  for (const nb::handle input : inputs) operands.push_back(operand_of(input));
  return lazy_frame_object(elementwise_node(function, operands));
}

}  // namespace

void bind_read(nb::module_& module) {
  module.def("read_csv", &read_csv_files, nb::arg("path"), nb::arg("options"));
  module.def("read_parquet", &read_parquet_files, nb::arg("path"), nb::arg("columns").none(), nb::arg("filters").none(),
             nb::arg("index").none(), nb::arg("split_row_groups"), nb::arg("storage_options").none());
  module.def("read_json", &read_json_files, nb::arg("path"), nb::arg("blocksize").none(), nb::arg("sample").none(),
             nb::arg("dtype").none(), nb::arg("storage_options").none());
  module.def("from_table", &frame_of_table, nb::arg("table"), nb::arg("npartitions"), nb::arg("index_names"));
  module.def("concat", &concatenated, nb::arg("frames"), nb::arg("are_columns"));
  module.def("elementwise", &elementwise_of, nb::arg("function"), nb::arg("inputs"));
}

}  // namespace tusk::python
