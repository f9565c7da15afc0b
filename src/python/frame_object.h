// What Python's DataFrame, Series and Scalar are: C++'s, as lazy objects.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tusk/dataframe.h>

#include "expr/node.h"
#include "python/collection.h"

namespace tusk::python {

template <class T>
class FrameObject final : public LazyObject {
 public:
  explicit FrameObject(T frame) : frame(std::move(frame)) {}

  lazy::CollectionPtr collection() const override { return frame.collection(); }
  Hash128 identity() const override { return frame.node()->hash(); }
  nb::object of_collection(const lazy::CollectionPtr& collection) const override {
    return nb::cast(FrameObject(T::of_collection(collection)));
  }
  int traverse(visitproc, void*) const override { return 0; }
  void clear() override {}

  T frame;
};

using DataFrameObject = FrameObject<DataFrame>;
using SeriesObject = FrameObject<Series>;
using ScalarObject = FrameObject<Scalar>;

// Methods of the classes that have a source of their own.
using DataFrameClass = nb::class_<DataFrameObject, LazyObject>;
using SeriesClass = nb::class_<SeriesObject, LazyObject>;
void bind_query(DataFrameClass& type);
void bind_categories(DataFrameClass& type);
void bind_categories(SeriesClass& type);

// A DataFrame, Series or Scalar, as the expression is.
nb::object lazy_frame_object(const expr::NodePtr& node);

// A literal or an expression. Numbers, truth values and texts, NumPy's scalars, dates and durations of Python, NumPy
// and pandas; None, NaN and NaT are missing. Throws TypeError for others.
Operand operand_of(nb::handle object);
Value literal_of(nb::handle object);
std::vector<Value> literals_of(nb::handle objects);
// One text, or several.
std::vector<std::string> texts_of_object(nb::handle object);
// series.astype(dtype), of a CategoricalDtype too.
Series converted(const Series& series, nb::handle dtype);
// What drop_duplicates keeps: "first", "last", or "none" for Python's False.
std::string kept_duplicates(nb::handle keep);
// A dtype as pandas, NumPy or Python say it: "float64", float, np.int32, a dtype object.
std::string dtype_name(nb::handle dtype);
// What select_dtypes() calls one dtype, or several: "number", "float64", np.number.
std::vector<std::string> dtype_kinds(nb::handle dtypes);
// What describe() is given, by default the quartiles.
std::vector<double> described_percentiles(nb::handle percentiles);
std::map<std::string, std::string> dtype_names(nb::handle dtypes);
// A dict within, as in {"client_kwargs": {"endpoint_url": …}}, gives "client_kwargs.endpoint_url"; None gives nothing.
StorageOptions storage_options_of(nb::handle options);

// Warns if head(n) of so many partitions found fewer rows, and there are more partitions.
void warn_of_short_head(nb::handle rows, std::int64_t n, std::int64_t npartitions, std::int64_t all);
// pandas' object of a computed frame or series.
nb::object pandas_of(const Table& table);

}  // namespace tusk::python
