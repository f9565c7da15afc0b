// Methods of dates, durations and texts that give several columns.
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/accessors.h>

#include "expr/assign.h"
#include "kernels/elementwise/python_regex.h"

namespace tusk {

namespace {

// Series of the same rows beside each other, the index being the first one's.
DataFrame frame_of(const std::vector<std::pair<std::string, Series>>& columns) {
  expr::NodePtr frame = columns[0].second.to_frame(columns[0].first).node();
  for (std::size_t i = 1; i < columns.size(); ++i)
    frame = expr::assign(frame, columns[i].first, columns[i].second.node());
  return DataFrame(frame);
}

DataFrame parts_of_lists(const Series& lists, std::int64_t count) {
  std::vector<std::pair<std::string, Series>> columns;
  for (std::int64_t i = 0; i < count; ++i)
    columns.emplace_back(std::to_string(i), lists.elementwise("str.get", {}, {{"i", Value::of(i)}}));
  return frame_of(columns);
}

void check_split_count(std::int64_t n) {
  if (n < 1)
    throw NotImplementedError(
        fmt::format("texts are split into a number of columns that is known before they are read: say n, the most "
                    "splits, from 1 on, for n + 1 columns; got n={}",
                    n));
}

}  // namespace

DataFrame DatetimeMethods::isocalendar() const {
  return frame_of(
      {{"year", call("isocalendar.year")}, {"week", call("isocalendar.week")}, {"day", call("isocalendar.day")}});
}

DataFrame DatetimeMethods::components() const {
  const Series seconds = call("seconds").astype("int64"), microseconds = call("microseconds").astype("int64");
  const auto whole = [](const Series& a, std::int64_t b) { return elementwise("floordiv", {a, b}); };
  return frame_of({{"days", call("days")},
                   {"hours", whole(seconds, 3600)},
                   {"minutes", whole(seconds, 60) % 60},
                   {"seconds", seconds % 60},
                   {"milliseconds", whole(microseconds, 1000)},
                   {"microseconds", microseconds % 1000},
                   {"nanoseconds", call("nanoseconds").astype("int64")}});
}

DataFrame StringMethods::split(const std::optional<std::string>& pattern, std::int64_t n,
                               std::optional<bool> regex) const {
  check_split_count(n);
  std::map<std::string, Value> parameters = {{"n", Value::of(n)}};
  if (pattern) parameters["pat"] = Value::of(*pattern);
  if (regex) parameters["regex"] = Value::of(*regex);
  return parts_of_lists(call("split", parameters), n + 1);
}

DataFrame StringMethods::rsplit(const std::optional<std::string>& pattern, std::int64_t n) const {
  check_split_count(n);
  std::map<std::string, Value> parameters = {{"n", Value::of(n)}};
  if (pattern) parameters["pat"] = Value::of(*pattern);
  return parts_of_lists(call("rsplit", parameters), n + 1);
}

DataFrame StringMethods::partition(const std::string& separator, bool from_right) const {
  std::vector<std::pair<std::string, Series>> columns;
  for (std::int64_t part = 0; part < 3; ++part)
    columns.emplace_back(std::to_string(part), call(from_right ? "rpartition" : "partition",
                                                    {{"sep", Value::of(separator)}, {"part", Value::of(part)}}));
  return frame_of(columns);
}

DataFrame StringMethods::extract(const std::string& pattern, std::int64_t flags) const {
  const auto names = kernels::elementwise::group_names(pattern);  // and before them that of the whole
  if (names.size() < 2)
    throw ValueError(fmt::format("extract takes a pattern with groups, as in ([a-z]+): '{}' has none", pattern));
  std::vector<std::pair<std::string, Series>> columns;
  for (std::size_t group = 1; group < names.size(); ++group)
    columns.emplace_back(
        names[group].empty() ? std::to_string(group - 1) : names[group],
        call("extract",
             {{"pat", Value::of(pattern)}, {"flags", Value::of(flags)}, {"group", Value::of(std::int64_t(group))}}));
  return frame_of(columns);
}

}  // namespace tusk
