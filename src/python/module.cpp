// tusk._native: what the Python package is made of.
#include <tusk/core/version.h>

#include "python/bindings.h"
#include "python/collection.h"
#include "python/python_callback.h"
#include "python/short_repr.h"

namespace tusk::python {

void bind_interpreter(nb::module_& module) {
  module.def("end", [] {
    leave_python();
    unregister_python_callbacks();
    clear_lazy_objects();
    await_release();
  });
  nb::module_::import_("atexit").attr("register")(module.attr("end"));
}

}  // namespace tusk::python

NB_MODULE(_native, module) {
  // A client or a future that a program keeps in a global variable lives until the very end, which is no leak; who
  // looks for leaks asks for `python -X dev`.
  nanobind::set_leak_warnings(nanobind::cast<bool>(nanobind::module_::import_("sys").attr("flags").attr("dev_mode")));
  using namespace tusk::python;
  module.attr("__version__") = str_of(tusk::version());
  bind_failure(module);
  bind_config(module);
  bind_quantities(module);
  bind_opaque(module);
  bind_ndarray(module);
  bind_table(module);
  bind_token(module);
  bind_annotations(module);
  bind_collection(module);
  bind_delayed(module);
  bind_native_function(module);
  bind_callback(module);
  bind_progress_bar(module);
  bind_resource_profiler(module);
  bind_profiler(module);
  bind_cache_profiler(module);
  bind_performance_report(module);
  bind_future(module);
  bind_as_completed(module);
  bind_client(module);
  bind_accessor_columns(module);
  bind_categorical_methods(module);
  bind_group_by(module);
  bind_series(module);
  bind_data_frame(module);
  bind_partitions(module);
  bind_array(module);
  bind_read(module);
  bind_ml(module);
  bind_plot(module);
  bind_datasets(module);
  bind_interpreter(module);
  explain_argument_errors(module);
}
