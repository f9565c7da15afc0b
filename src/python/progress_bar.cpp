#include <tusk/diagnostics/progress_bar.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/callback_handle.h"
#include "python/quantities.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

nb::object standard_output() { return nb::module_::import_("sys").attr("stdout"); }

// Notebooks show a redrawn line, though they are no terminals.
bool is_redrawn(nb::handle file) {
  if (text_of(file.type().attr("__module__")).starts_with("ipykernel")) return true;
  return nb::hasattr(file, "isatty") && nb::cast<bool>(file.attr("isatty")());
}

// Writes to `file`, or to what sys.stdout is at the moment; what can't be written is lost.
void write_progress(const SharedHeld& file, std::string_view text) {
  const WithPython scope;
  if (!scope.is_inside()) return;
  try {
    const nb::object out = file ? nb::borrow(file->get()) : standard_output();
    out.attr("write")(str_of(text));
    if (nb::hasattr(out, "flush")) out.attr("flush")();
  } catch (nb::python_error& error) {
    error.discard_as_unraisable("tusk.diagnostics.ProgressBar");
  }
}

std::shared_ptr<ProgressBar> make_progress_bar(nb::handle minimum, int width, nb::handle dt, nb::object out) {
  if (!out.is_none() && !nb::hasattr(out, "write"))
    throw TypeError("out must be None, or a file with a method write: got " + short_repr(out));
  ProgressOptions options{.minimum = duration_of(minimum),
                          .width = width,
                          .dt = std::chrono::duration_cast<std::chrono::milliseconds>(duration_of(dt))};
  options.redraw = is_redrawn(out.is_none() ? standard_output() : out);
  options.write = [file = out.is_none() ? nullptr : hold(std::move(out))](std::string_view text) {
    write_progress(file, text);
  };
  return std::make_shared<ProgressBar>(std::move(options));
}

}  // namespace

void bind_progress_bar(nb::module_& module) {
  using Handle = HandleOf<ProgressBar>;
  nb::class_<Handle, CallbackHandle>(module, "ProgressBar")
      .def(
          "__init__",
          [](Handle* self, nb::object minimum, int width, nb::object dt, nb::object out) {
            new (self) Handle(make_progress_bar(minimum, width, dt, std::move(out)));
          },
          nb::arg("minimum"), nb::arg("width"), nb::arg("dt"), nb::arg("out").none());
}

}  // namespace tusk::python
