// str.split, rsplit, partition, rpartition, extract and get: parts of texts; and of the lists that split gives, get,
// len and join.
#include <algorithm>
#include <limits>

#include <arrow/array/array_nested.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/python_regex.h"
#include "kernels/elementwise/text_lengths.h"
#include "kernels/elementwise/text_operands.h"

namespace tusk::kernels::elementwise {

namespace {

namespace compute = arrow::compute;

constexpr const char* kSplitting = "splitting text";

bool is_list(const arrow::DataType& type) { return type.id() == arrow::Type::LIST; }

// Parts of texts: `part_of(text)` is a piece of each.
template <class Part>
ArrayPtr pieces(const Function& function, const ArrayPtr& column, Part&& part_of) {
  return visit_text(*column, [&](const auto& texts) {
    return written_texts(
        function, column->type(), column->length(), common_validity(std::array{arrow::Datum(column)}, column->length()),
        [&](std::int64_t i) { return std::int64_t(part_of(texts.GetView(i)).size()); },
        [&](std::int64_t i, char* out) { write_text(part_of(texts.GetView(i)), out); });
  });
}

// With the parameter "part", that part of each text (missing where there are fewer), else the lists of all parts.
TypePtr split_type(const Function& function, Types types, const Parameters& parameters) {
  const auto text = same_text(function, types, parameters);
  if (function.name == "str.rsplit" && parameter<std::string>(parameters, "pat", " ").empty())
    throw ValueError("str.rsplit takes a separator: got an empty text");
  return parameters.contains("part") ? text : arrow::list(text);
}

ArrayPtr part_of_lists(const arrow::ListArray& lists, std::int64_t part) {
  arrow::Int64Builder places(data::arrow_pool());
  for (std::int64_t i = 0; i < lists.length(); ++i) {
    const std::int64_t count = lists.IsValid(i) ? lists.value_length(i) : 0;
    const std::int64_t place = part < 0 ? count + part : part;
    data::throw_unless_ok(
        place >= 0 && place < count ? places.Append(lists.value_offset(i) + place) : places.AppendNull(),
        "choosing parts");
  }
  const auto chosen = data::value_or_throw(places.Finish(), "choosing parts");
  return call_arrow("array_take", {lists.values(), chosen}, lists.length());
}

// The texts between blanks; a text of blanks alone has none.
ArrayPtr split_at_blanks(const arrow::Datum& column, std::int64_t most, bool is_from_right, std::int64_t length) {
  const compute::SplitOptions options(most, is_from_right);
  const auto trimmed = call_arrow("utf8_trim_whitespace", {column}, length);
  const auto lists = call_arrow("utf8_split_whitespace", {trimmed}, length, &options);
  const auto values = static_cast<const arrow::ListArray&>(*lists).values();
  const arrow::Datum empty(cast(arrow::Datum(std::make_shared<arrow::StringScalar>("")), values->type()));
  const auto is_empty = run_elementwise("eq", std::array{arrow::Datum(trimmed), empty}, {}, length);
  const auto none = data::value_or_throw(
      arrow::MakeArrayFromScalar(arrow::ListScalar(data::value_or_throw(
                                     arrow::MakeEmptyArray(values->type(), data::arrow_pool()), kSplitting)),
                                 length, data::arrow_pool()),
      kSplitting);
  return call_arrow("if_else", {is_empty, none, lists}, length);
}

// As re.split("", text): nothing, each character, and nothing.
ArrayPtr split_characters(const Function& function, const ArrayPtr& column, std::int64_t most) {
  std::vector<std::string_view> parts;
  std::vector<std::int32_t> offsets = {0};
  visit_text(*column, [&](const auto& texts) {
    for (std::int64_t i = 0; i < texts.length(); ++i) {
      std::string_view rest = texts.GetView(i);
      std::int64_t splits = 0;
      if (texts.IsValid(i)) parts.push_back(rest.substr(0, 0)), ++splits;
      for (; !rest.empty() && (most < 0 || splits < most); ++splits) {
        std::size_t size = 1;
        while (size < rest.size() && (rest[size] & 0xc0) == 0x80) ++size;
        parts.push_back(rest.substr(0, size));
        rest.remove_prefix(size);
      }
      if (texts.IsValid(i)) parts.push_back(rest);
      offsets.push_back(std::int32_t(parts.size()));
    }
  });
  const auto values = written_texts(
      function, column->type(), std::int64_t(parts.size()), nullptr,
      [&](std::int64_t i) { return std::int64_t(parts[std::size_t(i)].size()); },
      [&](std::int64_t i, char* out) { write_text(parts[std::size_t(i)], out); });
  const BufferPtr bounds = allocate(std::int64_t(offsets.size() * sizeof(std::int32_t)));
  std::memcpy(bounds->mutable_data(), offsets.data(), offsets.size() * sizeof(std::int32_t));
  const auto validity = common_validity(std::array{arrow::Datum(column)}, column->length());
  return std::make_shared<arrow::ListArray>(arrow::list(column->type()), column->length(), bounds, values, validity);
}

// As pandas: a pattern of more than one character is a regular expression unless regex=False; rsplit has none.
ArrayPtr run_split(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const bool is_from_right = function.name == "str.rsplit";
  const auto pattern = parameter<std::string>(parameters, "pat", "");
  const auto given = parameter<std::int64_t>(parameters, "n", -1);
  const auto most = given <= 0 ? -1 : given;
  const auto column = text_column(operands, length);
  const bool is_everywhere = pattern.empty() && parameters.contains("pat");
  const bool is_regex = !is_from_right && parameter<bool>(parameters, "regex", code_points(pattern) > 1);
  const compute::SplitPatternOptions options(is_regex ? re2_pattern(pattern) : pattern, most, is_from_right);
  const auto lists = is_everywhere     ? split_characters(function, column.make_array(), most)
                     : pattern.empty() ? split_at_blanks(column, most, is_from_right, length)
                     : is_regex        ? call_arrow("split_pattern_regex", {column}, length, &options)
                                       : call_arrow("split_pattern", {column}, length, &options);
  const auto part = parameters.find("part");
  if (part == parameters.end()) return lists;
  return part_of_lists(static_cast<const arrow::ListArray&>(*lists), part->second.as<std::int64_t>());
}

TypePtr partition_type(const Function& function, Types types, const Parameters& parameters) {
  if (parameter<std::string>(parameters, "sep", " ").empty())
    throw ValueError(fmt::format("{} takes a separator: got an empty text", function.name));
  const auto part = needed_parameter(function, parameters, "part").as<std::int64_t>();
  if (part < 0 || part > 2) throw ValueError(fmt::format("{} has the parts 0, 1 and 2: got {}", function.name, part));
  return same_text(function, types, parameters);
}

// What is before the separator (part 0), the separator (1), and what is behind it (2). Without one, all of the text is
// part 0, or part 2 if it is looked for from the right.
ArrayPtr run_partition(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const bool is_from_right = function.name == "str.rpartition";
  const auto separator = parameter<std::string>(parameters, "sep", " ");
  const auto part = parameters.at("part").as<std::int64_t>();
  return pieces(function, text_column(operands, length).make_array(), [&](std::string_view text) {
    const auto place = is_from_right ? text.rfind(separator) : text.find(separator);
    if (place == text.npos) return part == (is_from_right ? 2 : 0) ? text : std::string_view();
    if (part == 0) return text.substr(0, place);
    return part == 1 ? text.substr(place, separator.size()) : text.substr(place + separator.size());
  });
}

// The pattern with names for its groups, which Arrow wants: (?P<g1>...).
std::string with_named_groups(const std::string& pattern, int& count) {
  std::string named;
  bool is_in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    named += c;
    if (c == '\\' && i + 1 < pattern.size()) named += pattern[++i];
    else if (c == '[') is_in_class = true;
    else if (c == ']') is_in_class = false;
    else if (c == '(' && !is_in_class) {
      if (pattern.compare(i + 1, 2, "?P") == 0) ++count;
      else if (i + 1 >= pattern.size() || pattern[i + 1] != '?') named += fmt::format("?P<g{}>", ++count);
    }
  }
  return named;
}

// The texts at places that are lists of a first byte and a number of bytes, missing where a group has no part.
template <class Offset>
ArrayPtr texts_at(const Function& function, const ArrayPtr& column, const ArrayPtr& spans) {
  const auto& bounds = static_cast<const arrow::FixedSizeListArray&>(*spans);
  const auto numbers = bounds.values()->data()->GetValues<Offset>(1);
  const auto part_of = [&](std::int64_t i, std::string_view text) {
    const auto* bound = numbers + bounds.value_offset(i);
    return text.substr(std::size_t(bound[0]), std::size_t(bound[1]));
  };
  return visit_text(*column, [&](const auto& texts) {
    return written_texts(
        function, column->type(), column->length(), common_validity(std::array{arrow::Datum(spans)}, spans->length()),
        [&](std::int64_t i) { return std::int64_t(part_of(i, texts.GetView(i)).size()); },
        [&](std::int64_t i, char* out) { write_text(part_of(i, texts.GetView(i)), out); });
  });
}

ArrayPtr run_extract(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto pattern = text_parameter(function, parameters, "pat");
  const auto group = parameter<std::int64_t>(parameters, "group", 1);
  int count = 0;
  const compute::ExtractRegexSpanOptions options(with_named_groups(regex_of(pattern, parameters), count));
  if (group < 1 || group > count) {
    throw ValueError(
        fmt::format("str.extract takes a group of the pattern: group {} of {}, pattern {}", group, count, pattern));
  }
  const auto column = text_column(operands, length).make_array();
  const auto groups = call_arrow("extract_regex_span", {column}, length, &options);
  const auto spans = data::value_or_throw(
      static_cast<const arrow::StructArray&>(*groups).GetFlattenedField(int(group) - 1), "extracting text");
  return column->type_id() == arrow::Type::LARGE_STRING ? texts_at<std::int64_t>(function, column, spans)
                                                        : texts_at<std::int32_t>(function, column, spans);
}

// Of a text its character at a place, of a list its element.
TypePtr element_type(const Function& function, Types types, const Parameters& parameters) {
  needed_parameter(function, parameters, "i").as<std::int64_t>();
  if (is_list(*types[0].type)) return static_cast<const arrow::ListType&>(*types[0].type).value_type();
  return same_text(function, types, parameters);
}

// Missing where there is no such place.
ArrayPtr run_get(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto place = needed_parameter(function, parameters, "i").as<std::int64_t>();
  if (is_list(*operands[0].type()))
    return part_of_lists(static_cast<const arrow::ListArray&>(*as_array(operands[0], length)), place);
  constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
  const compute::SliceOptions options(place, place == -1 ? kEnd : place + 1);
  const auto column = text_column(operands, length);
  const auto characters = call_arrow("utf8_slice_codeunits", {column}, length, &options);
  const arrow::Datum empty(std::make_shared<arrow::StringScalar>(""));
  const auto is_there = run_elementwise("ne", std::array{arrow::Datum(characters), empty}, {}, length);
  return call_arrow("if_else", {is_there, characters, arrow::Datum(arrow::MakeNullScalar(characters->type()))}, length);
}

TypePtr element_count_type(const Function& function, Types types, const Parameters&) {
  return is_list(*types[0].type) ? arrow::int64() : needs_text(function, types, arrow::int64());
}

ArrayPtr run_length(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  if (is_list(*operands[0].type())) return cast(call_arrow("list_value_length", {operands[0]}, length), arrow::int64());
  return cast(call_arrow("utf8_length", {text_column(operands, length)}, length), arrow::int64());
}

TypePtr joined_type(const Function& function, Types types, const Parameters& parameters) {
  text_parameter(function, parameters, "sep");
  if (!is_list(*types[0].type)) return same_text(function, types, parameters);
  const auto& value_type = static_cast<const arrow::ListType&>(*types[0].type).value_type();
  if (!is_text(*value_type)) refuse(function, types);
  return value_type;
}

// The separator between all characters of a text, or all elements of a list.
ArrayPtr run_join(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto separator = text_parameter(function, parameters, "sep");
  if (is_list(*operands[0].type())) {
    const auto type = joined_type(function, types_of(operands), parameters);
    const auto between = cast(arrow::Datum(std::make_shared<arrow::StringScalar>(separator)), type);
    return call_arrow("binary_join", {operands[0], between}, length);
  }
  const auto column = text_column(operands, length).make_array();
  return visit_text(*column, [&](const auto& texts) {
    const auto size_of = [&](std::int64_t i) {
      const auto gaps = std::max<std::int64_t>(code_points(texts.GetView(i)) - 1, 0);
      return saturated_sum(std::int64_t(texts.GetView(i).size()),
                           saturated_product(gaps, std::int64_t(separator.size())));
    };
    const auto write = [&](std::int64_t i, char* out) {
      const auto text = texts.GetView(i);
      for (std::size_t byte = 0; byte < text.size(); ++byte) {
        if (byte > 0 && (text[byte] & 0xc0) != 0x80) out = write_text(separator, out);
        *out++ = text[byte];
      }
    };
    const auto validity = common_validity(std::array{arrow::Datum(column)}, length);
    return written_texts(function, column->type(), length, validity, size_of, write);
  });
}

constexpr Function kPartFunctions[] = {
    {"str.split", 1, 1, split_type, run_split},
    {"str.rsplit", 1, 1, split_type, run_split},
    {"str.partition", 1, 1, partition_type, run_partition},
    {"str.rpartition", 1, 1, partition_type, run_partition},
    {"str.extract", 1, 1, same_text, run_extract},
    {"str.get", 1, 1, element_type, run_get},
    {"str.len", 1, 1, element_count_type, run_length},
    {"str.join", 1, 1, joined_type, run_join},
};

}  // namespace

Family text_part_family() { return {kPartFunctions}; }

}  // namespace tusk::kernels::elementwise
