// str.*: functions of text. Positions and lengths count code points; a missing text stays missing, and is false where
// a truth is asked.
#include <algorithm>
#include <limits>
#include <optional>

#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/python_regex.h"

namespace tusk::kernels::elementwise {

namespace {

namespace compute = arrow::compute;

struct ArrowName {
  std::string_view ours;
  const char* arrows;
};

// Functions that Arrow has with our meaning and no parameters.
constexpr ArrowName kArrowNames[] = {
    {"str.lower", "utf8_lower"},          {"str.upper", "utf8_upper"},
    {"str.title", "utf8_title"},          {"str.capitalize", "utf8_capitalize"},
    {"str.swapcase", "utf8_swapcase"},    {"str.len", "utf8_length"},
    {"str.isalnum", "utf8_is_alnum"},     {"str.isalpha", "utf8_is_alpha"},
    {"str.isdigit", "utf8_is_digit"},     {"str.isdecimal", "utf8_is_decimal"},
    {"str.isnumeric", "utf8_is_numeric"}, {"str.isspace", "utf8_is_space"},
    {"str.islower", "utf8_is_lower"},     {"str.isupper", "utf8_is_upper"},
    {"str.istitle", "utf8_is_title"},     {"str.strip", "utf8_trim"},
    {"str.lstrip", "utf8_ltrim"},         {"str.rstrip", "utf8_rtrim"},
    {"str.center", "utf8_center"},        {"str.ljust", "utf8_rpad"},
    {"str.rjust", "utf8_lpad"},           {"str.startswith", "starts_with"},
    {"str.endswith", "ends_with"},
};

const char* arrows_name(const Function& function) {
  for (const auto& [ours, arrows] : kArrowNames) {
    if (ours == function.name) return arrows;
  }
  TUSK_CHECK(false, "no name of Arrow's for " + std::string(function.name));
  return nullptr;
}

std::int64_t code_points(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
}

TypePtr needs_text(const Function& function, Types types, const TypePtr& type) {
  for (const auto& operand : types) {
    if (!is_text(*operand.type) && !is_null(*operand.type)) refuse(function, types);
  }
  return type;
}
TypePtr same_text(const Function& function, Types types, const Parameters&) {
  return needs_text(function, types, plain_text(types[0].type));
}
TypePtr text_length(const Function& function, Types types, const Parameters&) {
  return needs_text(function, types, arrow::int64());
}
TypePtr text_truth(const Function& function, Types types, const Parameters&) {
  return needs_text(function, types, arrow::boolean());
}

arrow::Datum text_column(Operands operands, std::int64_t length) {
  return cast(as_array(operands[0], length), plain_text(operands[0].type()));
}

std::string text_parameter(const Function& function, const Parameters& parameters, std::string_view name) {
  return needed_parameter(function, parameters, name).as<std::string>();
}

ArrayPtr never_missing(const ArrayPtr& truths) {
  return run_elementwise("or", std::array{arrow::Datum(truths), arrow::Datum(false)}, {}, truths->length());
}

// What the parameter "na" says of a missing text.
ArrayPtr with_truth_of_missing(const ArrayPtr& truths, const Parameters& parameters) {
  const arrow::Datum na(parameter<bool>(parameters, "na", false));
  return call_arrow("coalesce", {truths, na}, truths->length());
}

ArrayPtr run_arrows(const Function& function, Operands operands, const Parameters&, std::int64_t length) {
  return call_arrow(arrows_name(function), {text_column(operands, length)}, length);
}

ArrayPtr run_length(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  return cast(run_arrows(function, operands, parameters, length), arrow::int64());
}

ArrayPtr run_truth(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  return never_missing(run_arrows(function, operands, parameters, length));
}

ArrayPtr run_strip(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto characters = parameter<std::string>(parameters, "chars", "");
  if (characters.empty()) {
    return call_arrow(std::string(arrows_name(function)) + "_whitespace", {text_column(operands, length)}, length);
  }
  const compute::TrimOptions options(characters);
  return call_arrow(arrows_name(function), {text_column(operands, length)}, length, &options);
}

// As Python's str.center: the odd character goes to the left of a text of even length in an odd width, else to the
// right.
ArrayPtr centered(Operands operands, std::int64_t width, const std::string& fill, std::int64_t length) {
  if (code_points(fill) != 1) throw TypeError("fillchar must be one character: '" + fill + "'");
  arrow::StringBuilder builder(data::arrow_pool());
  std::string padded;
  visit_text(*text_column(operands, length).make_array(), [&](const auto& texts) {
    for (std::int64_t i = 0; i < length; ++i) {
      if (texts.IsNull(i)) {
        data::throw_unless_ok(builder.AppendNull(), "centering text");
        continue;
      }
      const auto text = texts.GetView(i);
      const auto room = std::max<std::int64_t>(width - code_points(text), 0);
      const auto left = room / 2 + (room & width & 1);
      padded.clear();
      for (std::int64_t j = 0; j < left; ++j) padded += fill;
      padded += text;
      for (std::int64_t j = left; j < room; ++j) padded += fill;
      data::throw_unless_ok(builder.Append(padded), "centering text");
    }
  });
  return cast(data::value_or_throw(builder.Finish(), "centering text"), plain_text(operands[0].type()));
}

ArrayPtr run_padding(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto side = parameter<std::string>(parameters, "side", "left");
  const bool is_pad = function.name == "str.pad";
  const std::string arrows = !is_pad           ? arrows_name(function)
                             : side == "both"  ? "utf8_center"
                             : side == "right" ? "utf8_rpad"
                                               : "utf8_lpad";
  const auto width = needed_parameter(function, parameters, "width").as<std::int64_t>();
  const auto fill = parameter<std::string>(parameters, "fillchar", " ");
  if (arrows == "utf8_center") return centered(operands, width, fill, length);
  const compute::PadOptions options(width, fill);
  return call_arrow(arrows, {text_column(operands, length)}, length, &options);
}

ArrayPtr run_zfill(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const compute::ZeroFillOptions options(needed_parameter(function, parameters, "width").as<std::int64_t>());
  return call_arrow("utf8_zero_fill", {text_column(operands, length)}, length, &options);
}

// Whether texts match, for Arrow's function of that name.
ArrayPtr matched(const std::string& arrows, Operands operands, const compute::MatchSubstringOptions& options,
                 const Parameters& parameters, std::int64_t length) {
  return with_truth_of_missing(call_arrow(arrows, {text_column(operands, length)}, length, &options), parameters);
}

std::string regex_of(const std::string& python, const Parameters& parameters) {
  const bool ignores_case = !parameter<bool>(parameters, "case", true);
  const auto flags = parameter<std::int64_t>(parameters, "flags", 0);
  return re2_pattern(python, ignores_case ? flags | 2 : flags);
}

ArrayPtr run_edge(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const compute::MatchSubstringOptions options(text_parameter(function, parameters, "pat"));
  return matched(arrows_name(function), operands, options, parameters, length);
}

ArrayPtr run_contains(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto pattern = text_parameter(function, parameters, "pat");
  if (!parameter<bool>(parameters, "regex", true)) {
    const compute::MatchSubstringOptions options(pattern, !parameter<bool>(parameters, "case", true));
    return matched("match_substring", operands, options, parameters, length);
  }
  const compute::MatchSubstringOptions options(regex_of(pattern, parameters));
  return matched("match_substring_regex", operands, options, parameters, length);
}

ArrayPtr run_match(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const bool is_full = function.name == "str.fullmatch";
  const auto pattern = regex_of(text_parameter(function, parameters, "pat"), parameters);
  const compute::MatchSubstringOptions options("\\A(?:" + pattern + (is_full ? ")\\z" : ")"));
  return matched("match_substring_regex", operands, options, parameters, length);
}

ArrayPtr run_count(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const compute::MatchSubstringOptions options(regex_of(text_parameter(function, parameters, "pat"), parameters));
  return cast(call_arrow("count_substring_regex", {text_column(operands, length)}, length, &options), arrow::int64());
}

// The byte at which a code point begins; beyond the last, the end.
std::size_t byte_of_code_point(std::string_view text, std::int64_t place) {
  std::size_t byte = 0;
  for (; place > 0 && byte < text.size(); --place) {
    do ++byte;
    while (byte < text.size() && (text[byte] & 0xc0) == 0x80);
  }
  return byte;
}

constexpr std::int64_t kEndOfText = std::numeric_limits<std::int64_t>::max();

// The place of `wanted` within [start, end) of the text, in code points; -1 if it isn't there.
std::int64_t place_in_text(std::string_view text, std::string_view wanted, std::int64_t start, std::int64_t end,
                           bool is_last) {
  if (start != 0 || end != kEndOfText) {
    const auto size = code_points(text);
    const auto within = [size](std::int64_t place) {
      return place < 0 ? std::max<std::int64_t>(place + size, 0) : place;
    };
    start = within(start);
    const auto stop = std::min(within(end), size);
    if (start > stop) return -1;
    const auto first = byte_of_code_point(text, start);
    text = text.substr(first, byte_of_code_point(text, stop) - first);
  }
  const auto place = is_last ? text.rfind(wanted) : text.find(wanted);
  return place == text.npos ? -1 : start + code_points(text.substr(0, place));
}

template <bool kIsLast>
ArrayPtr run_find(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto wanted = text_parameter(function, parameters, "sub");
  const auto start = parameter<std::int64_t>(parameters, "start", 0);
  const auto end = parameter<std::int64_t>(parameters, "end", kEndOfText);
  arrow::Int64Builder builder(data::arrow_pool());
  visit_text(*text_column(operands, length).make_array(), [&](const auto& texts) {
    for (std::int64_t i = 0; i < length; ++i) {
      const auto found = place_in_text(texts.GetView(i), wanted, start, end, kIsLast);
      data::throw_unless_ok(texts.IsValid(i) ? builder.Append(found) : builder.AppendNull(), "finding text");
    }
  });
  return data::value_or_throw(builder.Finish(), "finding text");
}

ArrayPtr run_replace_text(const Function& function, Operands operands, const Parameters& parameters,
                          std::int64_t length) {
  const auto pattern = text_parameter(function, parameters, "pat");
  const auto replacement = text_parameter(function, parameters, "repl");
  const bool is_regex = parameter<bool>(parameters, "regex", false);
  const auto most = parameter<std::int64_t>(parameters, "n", -1);
  const bool has_flags = parameters.contains("flags") || !parameter<bool>(parameters, "case", true);
  // Nothing is found between all characters by a pattern alone; nor is case ignored.
  if (!is_regex && !has_flags && !pattern.empty()) {
    const compute::ReplaceSubstringOptions options(pattern, replacement, most);
    return call_arrow("replace_substring", {text_column(operands, length)}, length, &options);
  }
  const auto written = regex_of(is_regex ? pattern : quoted_pattern(pattern), parameters);
  const compute::ReplaceSubstringOptions options(
      written, is_regex ? re2_replacement(replacement, pattern) : quoted_replacement(replacement), most);
  return call_arrow("replace_substring_regex", {text_column(operands, length)}, length, &options);
}

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

ArrayPtr run_slice(const Function&, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto step = parameter<std::int64_t>(parameters, "step", 1);
  const auto start = parameter<std::int64_t>(parameters, "start", step < 0 ? kEnd : 0);
  const auto stop = parameter<std::int64_t>(parameters, "stop", step < 0 ? -kEnd : kEnd);
  const compute::SliceOptions options(start, stop, step);
  return call_arrow("utf8_slice_codeunits", {text_column(operands, length)}, length, &options);
}

ArrayPtr run_slice_replace(const Function&, Operands operands, const Parameters& parameters, std::int64_t length) {
  const compute::ReplaceSliceOptions options(parameter<std::int64_t>(parameters, "start", 0),
                                             parameter<std::int64_t>(parameters, "stop", kEnd),
                                             parameter<std::string>(parameters, "repl", ""));
  return call_arrow("utf8_replace_slice", {text_column(operands, length)}, length, &options);
}

// The character at a place; missing where the text has no such place.
ArrayPtr run_get(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto place = needed_parameter(function, parameters, "i").as<std::int64_t>();
  const compute::SliceOptions options(place, place == -1 ? kEnd : place + 1);
  const auto column = text_column(operands, length);
  const auto characters = call_arrow("utf8_slice_codeunits", {column}, length, &options);
  const arrow::Datum empty(std::make_shared<arrow::StringScalar>(""));
  const auto is_there = run_elementwise("ne", std::array{arrow::Datum(characters), empty}, {}, length);
  return call_arrow("if_else", {is_there, characters, arrow::Datum(arrow::MakeNullScalar(characters->type()))}, length);
}

ArrayPtr run_join(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  std::vector<arrow::Datum> columns;
  for (const auto& operand : operands) columns.push_back(cast(operand, type));
  columns.push_back(
      cast(arrow::Datum(std::make_shared<arrow::StringScalar>(parameter<std::string>(parameters, "sep", ""))), type));
  return call_arrow("binary_join_element_wise", columns, length);
}

ArrayPtr run_repeat(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const arrow::Datum times(needed_parameter(function, parameters, "repeats").as<std::int64_t>());
  return run_elementwise("mul", std::array{operands[0], times}, {}, length);
}

template <bool kIsSuffix>
ArrayPtr run_remove(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto affix = text_parameter(function, parameters, kIsSuffix ? "suffix" : "prefix");
  const auto column = text_column(operands, length);
  const compute::MatchSubstringOptions wanted(affix);
  const auto has_it = matched(kIsSuffix ? "ends_with" : "starts_with", operands, wanted, {}, length);
  const auto count = code_points(affix);
  if (count == 0) return column.make_array();
  const compute::SliceOptions options(kIsSuffix ? 0 : count, kIsSuffix ? -count : kEnd);
  return call_arrow("if_else", {has_it, call_arrow("utf8_slice_codeunits", {column}, length, &options), column},
                    length);
}

// With the parameter "part", that part of each text (missing where there are fewer), else the lists of all parts.
TypePtr split_type(const Function& function, Types types, const Parameters& parameters) {
  const auto text = same_text(function, types, parameters);
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
ArrayPtr split_at_blanks(const arrow::Datum& column, std::int64_t most, std::int64_t length) {
  const compute::SplitOptions options(most);
  const auto trimmed = call_arrow("utf8_trim_whitespace", {column}, length);
  const auto lists = call_arrow("utf8_split_whitespace", {trimmed}, length, &options);
  const auto values = static_cast<const arrow::ListArray&>(*lists).values();
  const arrow::Datum empty(cast(arrow::Datum(std::make_shared<arrow::StringScalar>("")), values->type()));
  const auto is_empty = run_elementwise("eq", std::array{arrow::Datum(trimmed), empty}, {}, length);
  const auto none = data::value_or_throw(
      arrow::MakeArrayFromScalar(arrow::ListScalar(data::value_or_throw(
                                     arrow::MakeEmptyArray(values->type(), data::arrow_pool()), "splitting")),
                                 length, data::arrow_pool()),
      "splitting text");
  return call_arrow("if_else", {is_empty, none, lists}, length);
}

// As pandas: a pattern of more than one character is a regular expression unless regex=False.
ArrayPtr run_split(const Function&, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto pattern = parameter<std::string>(parameters, "pat", "");
  const auto given = parameter<std::int64_t>(parameters, "n", -1);
  const auto most = given <= 0 ? -1 : given;
  const auto column = text_column(operands, length);
  const bool is_regex = parameter<bool>(parameters, "regex", code_points(pattern) > 1);
  const compute::SplitPatternOptions options(is_regex ? re2_pattern(pattern) : pattern, most);
  const auto lists = pattern.empty()
                         ? split_at_blanks(column, most, length)
                         : call_arrow(is_regex ? "split_pattern_regex" : "split_pattern", {column}, length, &options);
  const auto part = parameters.find("part");
  if (part == parameters.end()) return lists;
  return part_of_lists(static_cast<const arrow::ListArray&>(*lists), part->second.as<std::int64_t>());
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

ArrayPtr run_extract(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto pattern = text_parameter(function, parameters, "pat");
  const auto group = parameter<std::int64_t>(parameters, "group", 1);
  int count = 0;
  const compute::ExtractRegexOptions options(with_named_groups(regex_of(pattern, parameters), count));
  if (group < 1 || group > count) {
    throw ValueError(
        fmt::format("str.extract takes a group of the pattern: group {} of {}, pattern {}", group, count, pattern));
  }
  const auto groups = call_arrow("extract_regex", {text_column(operands, length)}, length, &options);
  return data::value_or_throw(static_cast<const arrow::StructArray&>(*groups).GetFlattenedField(int(group) - 1),
                              "extracting text");
}

constexpr Function kTextFunctions[] = {
    {"str.lower", 1, 1, same_text, run_arrows},
    {"str.upper", 1, 1, same_text, run_arrows},
    {"str.title", 1, 1, same_text, run_arrows},
    {"str.capitalize", 1, 1, same_text, run_arrows},
    {"str.swapcase", 1, 1, same_text, run_arrows},
    {"str.len", 1, 1, text_length, run_length},
    {"str.isalnum", 1, 1, text_truth, run_truth},
    {"str.isalpha", 1, 1, text_truth, run_truth},
    {"str.isdigit", 1, 1, text_truth, run_truth},
    {"str.isdecimal", 1, 1, text_truth, run_truth},
    {"str.isnumeric", 1, 1, text_truth, run_truth},
    {"str.isspace", 1, 1, text_truth, run_truth},
    {"str.islower", 1, 1, text_truth, run_truth},
    {"str.isupper", 1, 1, text_truth, run_truth},
    {"str.istitle", 1, 1, text_truth, run_truth},
    {"str.strip", 1, 1, same_text, run_strip},
    {"str.lstrip", 1, 1, same_text, run_strip},
    {"str.rstrip", 1, 1, same_text, run_strip},
    {"str.pad", 1, 1, same_text, run_padding},
    {"str.center", 1, 1, same_text, run_padding},
    {"str.ljust", 1, 1, same_text, run_padding},
    {"str.rjust", 1, 1, same_text, run_padding},
    {"str.zfill", 1, 1, same_text, run_zfill},
    {"str.startswith", 1, 1, text_truth, run_edge},
    {"str.endswith", 1, 1, text_truth, run_edge},
    {"str.contains", 1, 1, text_truth, run_contains},
    {"str.match", 1, 1, text_truth, run_match},
    {"str.fullmatch", 1, 1, text_truth, run_match},
    {"str.count", 1, 1, text_length, run_count},
    {"str.find", 1, 1, text_length, run_find<false>},
    {"str.rfind", 1, 1, text_length, run_find<true>},
    {"str.replace", 1, 1, same_text, run_replace_text},
    {"str.slice", 1, 1, same_text, run_slice},
    {"str.slice_replace", 1, 1, same_text, run_slice_replace},
    {"str.get", 1, 1, same_text, run_get},
    {"str.cat", 1, -1, same_text, run_join},
    {"str.repeat", 1, 1, same_text, run_repeat},
    {"str.removeprefix", 1, 1, same_text, run_remove<false>},
    {"str.removesuffix", 1, 1, same_text, run_remove<true>},
    {"str.split", 1, 1, split_type, run_split},
    {"str.extract", 1, 1, same_text, run_extract},
};

}  // namespace

Family text_family() { return {kTextFunctions}; }

}  // namespace tusk::kernels::elementwise
