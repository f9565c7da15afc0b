// str.pad, center, ljust, rjust, zfill and repeat: functions that give texts another length.
#include "kernels/elementwise/text_lengths.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tusk/core/bytes.h>
#include <tusk/core/error.h>

#include "kernels/elementwise/families.h"
#include "kernels/elementwise/text_operands.h"

namespace tusk::kernels::elementwise {

std::int64_t saturated_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max() : product;
}

std::int64_t saturated_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

void refuse_size(const Function& function, std::int64_t size_bytes, std::int64_t most_bytes) {
  throw MemoryError(
      fmt::format("{} makes texts that a column can hold, {} in a batch of rows at most: these would take "
                  "{}{}",
                  function.name, format_bytes(std::uint64_t(most_bytes)), format_bytes(std::uint64_t(size_bytes)),
                  size_bytes == std::numeric_limits<std::int64_t>::max() ? " or more" : ""));
}

namespace {

// Counts as int64: those beyond, which uint64 has, are the greatest.
arrow::Datum repeat_counts(const arrow::Datum& count) {
  if (count.type()->id() != arrow::Type::UINT64) return cast(count, arrow::int64());
  const auto greatest = std::uint64_t(std::numeric_limits<std::int64_t>::max());
  const auto length = count.is_scalar() ? 1 : count.length();
  const auto cut = call_arrow("min_element_wise", {as_array(count, length), arrow::Datum(greatest)}, length);
  const auto counts = cast(cut, arrow::int64());
  return count.is_scalar() ? arrow::Datum(counts->GetScalar(0).ValueOrDie()) : arrow::Datum(counts);
}

}  // namespace

ArrayPtr repeated_text(const Function& function, const arrow::Datum& text, const arrow::Datum& count,
                       const TypePtr& type, std::int64_t length) {
  const std::array operands = {text, count};
  if (has_null_scalar(operands)) return nulls(type, length);
  const auto column = as_array(cast(text, type), length);
  const Numbers<std::int64_t> counts(repeat_counts(count));
  const auto times = [&](std::int64_t i) { return std::max<std::int64_t>(counts[i], 0); };
  return visit_text(*column, [&](const auto& texts) {
    return written_texts(
        function, type, length, common_validity(operands, length),
        [&](std::int64_t i) { return saturated_product(std::int64_t(texts.GetView(i).size()), times(i)); },
        [&](std::int64_t i, char* out) { write_repeated(texts.GetView(i), times(i), out); });
  });
}

namespace {

// How many characters are put before a text, and after it.
struct Padding {
  std::int64_t left = 0;
  std::int64_t right = 0;
};

enum class PaddedSide { kLeft, kRight, kBoth };

PaddedSide side_of(const Function& function, const Parameters& parameters) {
  if (function.name == "str.center") return PaddedSide::kBoth;
  if (function.name == "str.ljust") return PaddedSide::kRight;
  if (function.name == "str.rjust") return PaddedSide::kLeft;
  const auto side = parameter<std::string>(parameters, "side", "left");
  if (side == "left") return PaddedSide::kLeft;
  if (side == "right") return PaddedSide::kRight;
  if (side == "both") return PaddedSide::kBoth;
  throw ValueError("str.pad takes the side \"left\", \"right\" or \"both\": \"" + side + "\"");
}

std::string fill_of(const Function& function, const Parameters& parameters) {
  const auto fill = parameter<std::string>(parameters, "fillchar", " ");
  if (code_points(fill) == 1) return fill;
  throw TypeError(fmt::format("{} takes one character as fillchar: '{}'", function.name, fill));
}

std::int64_t width_of(const Function& function, const Parameters& parameters) {
  return needed_parameter(function, parameters, "width").as<std::int64_t>();
}

// As Python's str.center: the odd character goes to the left of a text of even length in an odd width, else to the
// right.
Padding padding_of(std::int64_t length, std::int64_t width, PaddedSide side) {
  const std::int64_t room = width > length ? width - length : 0;
  if (side == PaddedSide::kLeft) return {room, 0};
  if (side == PaddedSide::kRight) return {0, room};
  const auto left = room / 2 + (room & width & 1);
  return {left, room - left};
}

TypePtr padded_type(const Function& function, Types types, const Parameters& parameters) {
  side_of(function, parameters);
  fill_of(function, parameters);
  width_of(function, parameters);
  return needs_text(function, types, plain_text(types[0].type));
}

ArrayPtr run_padding(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = plain_text(operands[0].type());
  const auto side = side_of(function, parameters);
  const auto fill = fill_of(function, parameters);
  const auto width = width_of(function, parameters);
  const auto column = as_array(cast(operands[0], type), length);
  return visit_text(*column, [&](const auto& texts) {
    const auto padding = [&](std::string_view text) { return padding_of(code_points(text), width, side); };
    return written_texts(
        function, type, length, common_validity(std::array{arrow::Datum(column)}, length),
        [&](std::int64_t i) {
          const auto text = texts.GetView(i);
          const auto [left, right] = padding(text);
          return saturated_sum(std::int64_t(text.size()),
                               saturated_product(saturated_sum(left, right), std::int64_t(fill.size())));
        },
        [&](std::int64_t i, char* out) {
          const auto text = texts.GetView(i);
          const auto [left, right] = padding(text);
          out = write_text(text, write_repeated(fill, left, out));
          write_repeated(fill, right, out);
        });
  });
}

TypePtr zero_filled_type(const Function& function, Types types, const Parameters& parameters) {
  width_of(function, parameters);
  return needs_text(function, types, plain_text(types[0].type));
}

// Zeros go behind a sign.
ArrayPtr run_zfill(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = plain_text(operands[0].type());
  const auto width = width_of(function, parameters);
  const auto column = as_array(cast(operands[0], type), length);
  return visit_text(*column, [&](const auto& texts) {
    const auto zeros = [&](std::string_view text) {
      return padding_of(code_points(text), width, PaddedSide::kLeft).left;
    };
    return written_texts(
        function, type, length, common_validity(std::array{arrow::Datum(column)}, length),
        [&](std::int64_t i) {
          const auto text = texts.GetView(i);
          return saturated_sum(std::int64_t(text.size()), zeros(text));
        },
        [&](std::int64_t i, char* out) {
          const auto text = texts.GetView(i);
          const std::size_t sign = text.starts_with('+') || text.starts_with('-') ? 1 : 0;
          out = write_repeated("0", zeros(text), write_text(text.substr(0, sign), out));
          write_text(text.substr(sign), out);
        });
  });
}

TypePtr repeated_type(const Function& function, Types types, const Parameters& parameters) {
  needed_parameter(function, parameters, "repeats").as<std::int64_t>();
  return needs_text(function, types, plain_text(types[0].type));
}

ArrayPtr run_repeat(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const arrow::Datum times(needed_parameter(function, parameters, "repeats").as<std::int64_t>());
  return repeated_text(function, operands[0], times, plain_text(operands[0].type()), length);
}

constexpr Function kLengthFunctions[] = {
    {"str.pad", 1, 1, padded_type, run_padding},      {"str.center", 1, 1, padded_type, run_padding},
    {"str.ljust", 1, 1, padded_type, run_padding},    {"str.rjust", 1, 1, padded_type, run_padding},
    {"str.zfill", 1, 1, zero_filled_type, run_zfill}, {"str.repeat", 1, 1, repeated_type, run_repeat},
};

}  // namespace

Family text_length_family() { return {kLengthFunctions}; }

}  // namespace tusk::kernels::elementwise
