#include "python/frame_object.h"

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <nanobind/stl/string.h>

#include <tusk/core/error.h>

#include "expr/frame_format.h"
#include "python/conversion.h"
#include "python/native_value.h"
#include "python/short_repr.h"
#include "python/table_exchange.h"

namespace tusk::python {

namespace {

nb::object support(const char* name) { return nb::module_::import_("tusk._pandas").attr(name); }

template <class T>
const FrameObject<T>* frame_in(nb::handle object) {
  const FrameObject<T>* found = nullptr;
  return nb::inst_check(object) && nb::try_cast<const FrameObject<T>*>(object, found, false) ? found : nullptr;
}

}  // namespace

nb::object lazy_frame_object(const expr::NodePtr& node) {
  switch (node->meta().shape) {
    case expr::Shape::Frame: return nb::cast(DataFrameObject(DataFrame(node)));
    case expr::Shape::Series: return nb::cast(SeriesObject(Series(node)));
    case expr::Shape::Scalar: return nb::cast(ScalarObject(Scalar(node)));
    case expr::Shape::Array: break;
  }
  return nb::none();
}

Value literal_of(nb::handle object) {
  if (object.is_none()) return Value();
  if (PyFloat_CheckExact(object.ptr())) {
    const double number = PyFloat_AS_DOUBLE(object.ptr());
    return number != number ? Value() : Value::of(number);
  }
  if (PyBool_Check(object.ptr()) || PyLong_CheckExact(object.ptr()) || PyUnicode_CheckExact(object.ptr())) {
    Value value = native_value(object);
    if (value.is_none())
      throw ValueError("whole numbers in columns lie from -2**63 to 2**64 - 1: got " + short_repr(object) +
                       "; a float holds larger ones, not exactly");
    return value;
  }
  // Python decides what is a date, and what is missing: a number, a text, None or a table of one row.
  const nb::object plain = support("literal")(object);
  if (plain.is_none() || PyFloat_Check(plain.ptr()) || PyLong_Check(plain.ptr()) || PyUnicode_Check(plain.ptr()))
    return native_value(plain);
  return Value::of(import_table(plain));
}

std::vector<Value> literals_of(nb::handle objects) {
  std::vector<Value> values;
  for (const nb::handle object : nb::iter(objects)) values.push_back(literal_of(object));
  return values;
}

Operand operand_of(nb::handle object) {
  if (const auto* series = frame_in<Series>(object)) return series->frame;
  if (const auto* scalar = frame_in<Scalar>(object)) return scalar->frame;
  if (const auto* frame = frame_in<DataFrame>(object)) return frame->frame;
  return Operand(literal_of(object));
}

std::vector<std::string> texts_of_object(nb::handle object) {
  if (object.is_none()) return {};
  if (nb::isinstance<nb::str>(object)) return {nb::cast<std::string>(object)};
  std::vector<std::string> texts;
  for (const nb::handle item : nb::iter(object)) {
    if (!nb::isinstance<nb::str>(item)) throw TypeError("names of columns are texts: got " + short_repr(item));
    texts.push_back(nb::cast<std::string>(item));
  }
  return texts;
}

std::string kept_duplicates(nb::handle keep) {
  if (keep.ptr() == Py_False) return "none";
  if (nb::isinstance<nb::str>(keep)) return nb::cast<std::string>(keep);
  throw ValueError("keep is \"first\", \"last\" or False: got " + short_repr(keep));
}

std::string dtype_name(nb::handle dtype) { return nb::cast<std::string>(support("dtype_name")(dtype)); }

std::vector<std::string> dtype_kinds(nb::handle dtypes) {
  if (dtypes.is_none()) return {};
  const bool is_list = nb::isinstance<nb::list>(dtypes) || nb::isinstance<nb::tuple>(dtypes);
  if (!is_list) return {nb::cast<std::string>(support("dtype_kind")(dtypes))};
  std::vector<std::string> kinds;
  for (const nb::handle dtype : nb::iter(dtypes)) kinds.push_back(dtype_kinds(dtype)[0]);
  return kinds;
}

std::vector<double> described_percentiles(nb::handle percentiles) {
  if (percentiles.is_none()) return {0.25, 0.5, 0.75};
  return nb::cast<std::vector<double>>(nb::list(percentiles));
}

std::map<std::string, std::string> dtype_names(nb::handle dtypes) {
  std::map<std::string, std::string> names;
  if (dtypes.is_none()) return names;
  if (!nb::isinstance<nb::dict>(dtypes))
    throw TypeError("dtypes are given by column, as in {'fare': 'float64'}: got " + short_repr(dtypes));
  for (const auto& [column, dtype] : nb::borrow<nb::dict>(dtypes))
    names[nb::cast<std::string>(column)] = dtype_name(dtype);
  return names;
}

StorageOptions storage_options_of(nb::handle options) {
  StorageOptions storage;
  if (options.is_none()) return storage;
  for (const auto& [name, value] : nb::cast<nb::dict>(options)) {
    const std::string key = nb::cast<std::string>(name);
    if (nb::isinstance<nb::dict>(value)) {
      for (const auto& [inner, text] : storage_options_of(value)) storage[key + "." + inner] = text;
    } else if (PyBool_Check(value.ptr())) {
      storage[key] = value.ptr() == Py_True ? "true" : "false";
    } else if (!value.is_none()) {
      storage[key] = nb::cast<std::string>(nb::str(value));
    }
  }
  return storage;
}

namespace {

// The categories of columns without rows, or without categories, by their places, and whether they are ordered.
nb::dict categories_without_values(const Table& table) {
  nb::dict categories;
  for (int i = 0; i < table.arrow()->num_columns(); ++i) {
    const auto& column = *table.arrow()->column(i);
    if (column.type()->id() != arrow::Type::DICTIONARY) continue;
    const auto& type = static_cast<const arrow::DictionaryType&>(*column.type());
    const auto values = column.num_chunks() > 0
                            ? static_cast<const arrow::DictionaryArray&>(*column.chunk(0)).dictionary()
                            : arrow::MakeEmptyArray(type.value_type()).ValueOrDie();
    if (table.row_count() > 0 && values->length() > 0) continue;
    const Table only(arrow::Table::Make(arrow::schema({arrow::field("categories", values->type())}), {values}));
    categories[nb::int_(i)] = nb::make_tuple(only, type.ordered());
  }
  return categories;
}

}  // namespace

void warn_of_short_head(nb::handle rows, std::int64_t n, std::int64_t npartitions, std::int64_t all) {
  const auto found = std::int64_t(nb::len(rows));
  if (found >= n || npartitions < 1 || npartitions >= all) return;
  const std::string text = "head(" + std::to_string(n) + ") found " + std::to_string(found) + " rows in " +
                           std::to_string(npartitions) + " of " + std::to_string(all) +
                           " partitions; npartitions=-1 looks through all";
  if (PyErr_WarnEx(PyExc_UserWarning, text.c_str(), 1) != 0) throw nb::python_error();
}

nb::object pandas_of(const Table& table) {
  const auto format = expr::frame_format(table);
  nb::list names;
  for (const auto& name : format->index_names) names.append(name ? nb::object(str_of(*name)) : nb::none());
  static constexpr const char* kShapes[] = {"frame", "series", "scalar"};
  return support("from_result")(nb::cast(table), kShapes[int(format->shape)], names, std::string(expr::kUnnamed),
                                categories_without_values(table));
}

}  // namespace tusk::python
