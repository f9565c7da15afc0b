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
#include "kernels/elementwise/text_lengths.h"
#include "kernels/elementwise/text_operands.h"

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
    {"str.swapcase", "utf8_swapcase"},    {"str.isascii", "string_is_ascii"},
    {"str.isalnum", "utf8_is_alnum"},     {"str.isalpha", "utf8_is_alpha"},
    {"str.isdigit", "utf8_is_digit"},     {"str.isdecimal", "utf8_is_decimal"},
    {"str.isnumeric", "utf8_is_numeric"}, {"str.isspace", "utf8_is_space"},
    {"str.islower", "utf8_is_lower"},     {"str.isupper", "utf8_is_upper"},
    {"str.istitle", "utf8_is_title"},     {"str.strip", "utf8_trim"},
    {"str.lstrip", "utf8_ltrim"},         {"str.rstrip", "utf8_rtrim"},
    {"str.startswith", "starts_with"},    {"str.endswith", "ends_with"},
};

const char* arrows_name(const Function& function) {
  for (const auto& [ours, arrows] : kArrowNames) {
    if (ours == function.name) return arrows;
  }
  TUSK_CHECK(false, "no name of Arrow's for " + std::string(function.name));
  return nullptr;
}

TypePtr text_length(const Function& function, Types types, const Parameters&) {
  return needs_text(function, types, arrow::int64());
}
TypePtr text_truth(const Function& function, Types types, const Parameters&) {
  return needs_text(function, types, arrow::boolean());
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

// Whether texts match, for Arrow's function of that name.
ArrayPtr matched(const std::string& arrows, Operands operands, const compute::MatchSubstringOptions& options,
                 const Parameters& parameters, std::int64_t length) {
  return with_truth_of_missing(call_arrow(arrows, {text_column(operands, length)}, length, &options), parameters);
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
  const bool must_be_there = function.name == "str.index" || function.name == "str.rindex";
  arrow::Int64Builder builder(data::arrow_pool());
  visit_text(*text_column(operands, length).make_array(), [&](const auto& texts) {
    for (std::int64_t i = 0; i < length; ++i) {
      const auto found = place_in_text(texts.GetView(i), wanted, start, end, kIsLast);
      if (must_be_there && found < 0 && texts.IsValid(i))
        throw ValueError(fmt::format("{} takes a text that is in all others: '{}' is not in '{}'", function.name,
                                     wanted, texts.GetView(i)));
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

// A missing text makes the whole missing, unless the parameter "na_rep" stands for it.
ArrayPtr run_cat(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  std::vector<arrow::Datum> columns;
  for (const auto& operand : operands) columns.push_back(cast(operand, type));
  columns.push_back(
      cast(arrow::Datum(std::make_shared<arrow::StringScalar>(parameter<std::string>(parameters, "sep", ""))), type));
  const auto replacement = parameters.find("na_rep");
  compute::JoinOptions options;
  if (replacement != parameters.end())
    options = compute::JoinOptions(compute::JoinOptions::REPLACE, replacement->second.as<std::string>());
  return call_arrow("binary_join_element_wise", columns, length, &options);
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

constexpr Function kTextFunctions[] = {
    {"str.lower", 1, 1, same_text, run_arrows},
    {"str.upper", 1, 1, same_text, run_arrows},
    {"str.title", 1, 1, same_text, run_arrows},
    {"str.capitalize", 1, 1, same_text, run_arrows},
    {"str.swapcase", 1, 1, same_text, run_arrows},
    {"str.isascii", 1, 1, text_truth, run_truth},
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
    {"str.startswith", 1, 1, text_truth, run_edge},
    {"str.endswith", 1, 1, text_truth, run_edge},
    {"str.contains", 1, 1, text_truth, run_contains},
    {"str.match", 1, 1, text_truth, run_match},
    {"str.fullmatch", 1, 1, text_truth, run_match},
    {"str.count", 1, 1, text_length, run_count},
    {"str.find", 1, 1, text_length, run_find<false>},
    {"str.rfind", 1, 1, text_length, run_find<true>},
    {"str.index", 1, 1, text_length, run_find<false>},
    {"str.rindex", 1, 1, text_length, run_find<true>},
    {"str.replace", 1, 1, same_text, run_replace_text},
    {"str.slice", 1, 1, same_text, run_slice},
    {"str.slice_replace", 1, 1, same_text, run_slice_replace},
    {"str.cat", 1, -1, same_text, run_cat},
    {"str.removeprefix", 1, 1, same_text, run_remove<false>},
    {"str.removesuffix", 1, 1, same_text, run_remove<true>},
};

}  // namespace

Family text_family() { return {kTextFunctions}; }

}  // namespace tusk::kernels::elementwise
