#include <tusk/dataframe/operand.h>

#include <arrow/array/util.h>
#include <arrow/scalar.h>
#include <arrow/type.h>

#include "expr/scalar_value.h"

namespace tusk {

Operand::Operand(std::chrono::sys_time<std::chrono::microseconds> time)
    : literal_(expr::scalar_value(
          arrow::TimestampScalar(time.time_since_epoch().count(), arrow::timestamp(arrow::TimeUnit::MICRO)))) {}

Operand Operand::of_microseconds(std::chrono::microseconds duration) {
  return Operand(expr::scalar_value(arrow::DurationScalar(duration.count(), arrow::duration(arrow::TimeUnit::MICRO))));
}

}  // namespace tusk
