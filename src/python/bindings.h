// What enters the classes and functions of `tusk._native`: one file each.
#pragma once

#include "python/interpreter.h"

namespace tusk::python {

void bind_failure(nb::module_& module);
// The last one, for all functions that are bound by then.
void explain_argument_errors(nb::module_& module);
void bind_interpreter(nb::module_& module);
void bind_config(nb::module_& module);
void bind_quantities(nb::module_& module);
void bind_opaque(nb::module_& module);
void bind_ndarray(nb::module_& module);
void bind_table(nb::module_& module);
void bind_token(nb::module_& module);
void bind_annotations(nb::module_& module);
void bind_collection(nb::module_& module);
void bind_delayed(nb::module_& module);
void bind_native_function(nb::module_& module);
void bind_callback(nb::module_& module);
void bind_progress_bar(nb::module_& module);
void bind_profiler(nb::module_& module);
void bind_resource_profiler(nb::module_& module);
void bind_cache_profiler(nb::module_& module);
void bind_performance_report(nb::module_& module);
void bind_future(nb::module_& module);
void bind_as_completed(nb::module_& module);
void bind_client(nb::module_& module);
void bind_accessor_columns(nb::module_& module);
void bind_categorical_methods(nb::module_& module);
void bind_group_by(nb::module_& module);
void bind_series(nb::module_& module);
void bind_data_frame(nb::module_& module);
void bind_partitions(nb::module_& module);
void bind_array(nb::module_& module);
void bind_read(nb::module_& module);
void bind_ml(nb::module_& module);
void bind_plot(nb::module_& module);
void bind_datasets(nb::module_& module);

}  // namespace tusk::python
