// The methods that depend on the order of rows, which DataFrame and Series have in common.
#pragma once

#include <string>

#include <tusk/core/error.h>

#include "python/frame_object.h"
#include "python/short_repr.h"

namespace tusk::python {

// Rows follow each other in partitions; columns don't.
inline void check_axis(const char* method, nb::handle axis) {
  const bool is_rows = axis.is_none() || (nb::isinstance<nb::str>(axis) && nb::cast<std::string>(axis) == "index") ||
                       (nb::isinstance<nb::int_>(axis) && nb::cast<int>(axis) == 0);
  if (!is_rows)
    throw NotImplementedError(std::string(method) + " goes down the rows, axis=0: got axis=" + short_repr(axis));
}

inline void check_limit(const char* method, nb::handle limit) {
  if (!limit.is_none())
    throw NotImplementedError(std::string(method) +
                              " fills without a limit, limit=None: got limit=" + short_repr(limit));
}

template <class T>
void bind_cumulative(nb::class_<FrameObject<T>, LazyObject>& type, const char* name, T (T::*method)(bool) const,
                     const char* what) {
  type.def(
      name,
      [name, method](const FrameObject<T>& self, nb::object axis, bool skipna) {
        check_axis(name, axis);
        return FrameObject<T>((self.frame.*method)(skipna));
      },
      nb::arg("axis") = 0, nb::arg("skipna") = true, what);
}

template <class T>
void bind_fill(nb::class_<FrameObject<T>, LazyObject>& type, const char* name, T (T::*method)() const,
               const char* what) {
  type.def(
      name,
      [name, method](const FrameObject<T>& self, nb::object axis, nb::object limit) {
        check_axis(name, axis);
        check_limit(name, limit);
        return FrameObject<T>((self.frame.*method)());
      },
      nb::arg("axis") = 0, nb::arg("limit") = nb::none(), what);
}

template <class T>
void bind_ordered(nb::class_<FrameObject<T>, LazyObject>& type) {
  using Self = const FrameObject<T>&;
  bind_cumulative(type, "cumsum", &T::cumsum, "The sum of all values up to each row.");
  bind_cumulative(type, "cumprod", &T::cumprod, "The product of all values up to each row.");
  bind_cumulative(type, "cummin", &T::cummin, "The least of all values up to each row.");
  bind_cumulative(type, "cummax", &T::cummax, "The greatest of all values up to each row.");
  bind_fill(type, "ffill", &T::ffill, "Missing values become the last one before them.");
  bind_fill(type, "bfill", &T::bfill, "Missing values become the next one after them.");
  type.def(
          "shift",
          [](Self self, std::int64_t periods, nb::object freq, nb::object axis, nb::object fill_value) {
            check_axis("shift", axis);
            if (!freq.is_none())
              throw NotImplementedError("shift moves values by rows, freq=None: got freq=" + short_repr(freq));
            return FrameObject<T>(self.frame.shift(periods, literal_of(fill_value)));
          },
          nb::arg("periods") = 1, nb::arg("freq") = nb::none(), nb::arg("axis") = 0, nb::arg("fill_value") = nb::none(),
          "Values moved down by so many rows, or up; the index stays.")
      .def(
          "diff",
          [](Self self, std::int64_t periods, nb::object axis) {
            check_axis("diff", axis);
            return FrameObject<T>(self.frame.diff(periods));
          },
          nb::arg("periods") = 1, nb::arg("axis") = 0, "Each value less the one so many rows before.")
      .def(
          "memory_usage_per_partition",
          [](Self self, bool index, bool) { return SeriesObject(self.frame.memory_usage_per_partition(index)); },
          nb::arg("index") = true, nb::arg("deep") = false, "The bytes of each partition.")
      .def_prop_ro("nbytes", [](Self self) { return ScalarObject(self.frame.nbytes()); })
      .def(
          "nunique_approx", [](Self self) { return ScalarObject(self.frame.nunique_approx()); },
          "About how many different values, or rows, there are: the standard error is 0.8 %.");
}

}  // namespace tusk::python
