#include <tusk/datasets.h>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/frame_object.h"

namespace tusk::python {

namespace {

using WriteTaxi = std::vector<std::string> (*)(const std::string&, const datasets::TaxiRecords&);

void bind_write_taxi(nb::module_& module, const char* name, WriteTaxi write) {
  module.def(
      name,
      [write](const std::string& folder, std::int64_t rows_per_month, const std::string& first_month, int month_count,
              std::uint64_t seed) {
        return without_python([&] { return write(folder, {rows_per_month, first_month, month_count, seed}); });
      },
      nb::arg("folder"), nb::arg("rows_per_month"), nb::arg("first_month"), nb::arg("month_count"), nb::arg("seed"));
}

}  // namespace

void bind_datasets(nb::module_& module) {
  module.def(
      "taxi_records",
      [](std::int64_t rows_per_month, const std::string& first_month, int month_count, std::uint64_t seed) {
        return DataFrameObject(datasets::taxi_records({rows_per_month, first_month, month_count, seed}));
      },
      nb::arg("rows_per_month"), nb::arg("first_month"), nb::arg("month_count"), nb::arg("seed"));
  bind_write_taxi(module, "write_taxi_csv", &datasets::write_taxi_csv);
  bind_write_taxi(module, "write_taxi_parquet", &datasets::write_taxi_parquet);
  module.def(
      "timeseries",
      [](const std::string& start, const std::string& end, const std::string& freq, const std::string& partition_freq,
         std::uint64_t seed) {
        return DataFrameObject(datasets::timeseries({start, end, freq, partition_freq, seed}));
      },
      nb::arg("start"), nb::arg("end"), nb::arg("freq"), nb::arg("partition_freq"), nb::arg("seed"));
}

}  // namespace tusk::python
