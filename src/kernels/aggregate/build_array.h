// Columns of a result or a state, from flat arrays.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include <arrow/array/builder_primitive.h>
#include <arrow/buffer.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/aggregate/accumulator.h"

namespace tusk::kernels::aggregate {

// Of `type`, whose values are stored as T: value(i) for each group that is_present(i), else null.
template <class T, class Value, class IsPresent>
ArrayPtr build_array(const std::shared_ptr<arrow::DataType>& type, std::int64_t count, Value&& value,
                     IsPresent&& is_present) {
  typename arrow::CTypeTraits<T>::BuilderType builder(data::arrow_pool());
  data::throw_unless_ok(builder.Reserve(count), "allocating a column");
  for (std::int64_t i = 0; i < count; ++i) {
    if (is_present(i)) {
      builder.UnsafeAppend(T(value(i)));
    } else {
      builder.UnsafeAppendNull();
    }
  }
  auto array = data::value_or_throw(builder.Finish(), "building a column");
  return array->type()->Equals(*type) ? array : data::value_or_throw(array->View(type), "building a column");
}

template <class T, class Value>
ArrayPtr build_array(std::int64_t count, Value&& value) {
  return build_array<T>(arrow::CTypeTraits<T>::type_singleton(), count, value, [](std::int64_t) { return true; });
}

}  // namespace tusk::kernels::aggregate
