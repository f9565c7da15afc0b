// The methods that a series of dates, texts or categories has: series.dt().hour(), series.str().upper(),
// series.cat().codes(). Names and meanings are pandas'.
#pragma once

#include <optional>
#include <string>

#include <tusk/dataframe/data_frame.h>

namespace tusk {

// Of dates and times (timestamps), and of durations. Throws TypeError for other series.
class DatetimeMethods {
 public:
  explicit DatetimeMethods(Series series);

  Series year() const { return call("year"); }
  Series month() const { return call("month"); }
  Series day() const { return call("day"); }
  Series hour() const { return call("hour"); }
  Series minute() const { return call("minute"); }
  Series second() const { return call("second"); }
  Series microsecond() const { return call("microsecond"); }
  Series dayofweek() const { return call("dayofweek"); }  // Monday is 0
  Series weekday() const { return call("dayofweek"); }
  Series dayofyear() const { return call("dayofyear"); }
  Series quarter() const { return call("quarter"); }
  Series date() const { return call("date"); }
  Series time() const { return call("time"); }
  Series normalize() const { return call("normalize"); }
  Series day_name() const { return call("day_name"); }
  Series month_name() const { return call("month_name"); }
  // To a multiple of a frequency: "h", "15min", "D".
  Series floor(const std::string& freq) const { return call("floor", {{"freq", Value::of(freq)}}); }
  Series ceil(const std::string& freq) const { return call("ceil", {{"freq", Value::of(freq)}}); }
  Series round(const std::string& freq) const { return call("round", {{"freq", Value::of(freq)}}); }
  Series strftime(const std::string& format) const { return call("strftime", {{"format", Value::of(format)}}); }
  // The columns year, week and day of ISO 8601.
  DataFrame isocalendar() const;

  // Of durations.
  Series total_seconds() const { return call("total_seconds"); }
  // The columns days, hours, minutes, seconds, milliseconds, microseconds and nanoseconds, whole numbers.
  DataFrame components() const;
  Series days() const { return call("days"); }
  Series seconds() const { return call("seconds"); }  // within the day: 0 to 86399
  Series microseconds() const { return call("microseconds"); }

  // Any other by its name: "is_month_end", "days_in_month".
  Series call(const std::string& name, const std::map<std::string, Value>& parameters = {}) const;

 private:
  Series series_;
};

// Of texts. Lengths and places count code points.
class StringMethods {
 public:
  explicit StringMethods(Series series);

  Series lower() const { return call("lower"); }
  Series upper() const { return call("upper"); }
  Series title() const { return call("title"); }
  Series len() const { return call("len"); }
  Series strip() const { return call("strip"); }
  Series contains(const std::string& pattern, bool regex = true, bool case_sensitive = true) const;
  Series startswith(const std::string& prefix) const { return call("startswith", {{"pat", Value::of(prefix)}}); }
  Series endswith(const std::string& suffix) const { return call("endswith", {{"pat", Value::of(suffix)}}); }
  Series replace(const std::string& pattern, const std::string& replacement, bool regex = false) const;
  Series slice(std::int64_t start, std::optional<std::int64_t> stop = {}, std::int64_t step = 1) const;

  // Parts as the columns "0", "1" …, n + 1 of them: at blanks, at a text, or, if it is longer than a character and
  // regex isn't false, at a regular expression. A text with fewer parts has missing ones. Throws NotImplementedError
  // for n < 1.
  DataFrame split(const std::optional<std::string>& pattern, std::int64_t n, std::optional<bool> regex = {}) const;
  DataFrame rsplit(const std::optional<std::string>& pattern, std::int64_t n) const;
  // The columns "0", "1" and "2": what is before the first separator (the last from the right), it, what is behind it.
  DataFrame partition(const std::string& separator = " ", bool from_right = false) const;
  // The groups of the first match as columns under their names, else their numbers from 0; missing where nothing
  // matches. `flags` are those of Python's re.
  DataFrame extract(const std::string& pattern, std::int64_t flags = 0) const;

  // Any other by its name: "zfill", "isdigit".
  Series call(const std::string& name, const std::map<std::string, Value>& parameters = {}) const;

 private:
  Series series_;
};

// Of categories. They are known, as part of the series' type, or left to the rows: each partition then has those that
// it meets, and a computed series has them sorted. Codes and changes need known ones: they throw NotImplementedError
// for others.
class CategoricalMethods {
 public:
  explicit CategoricalMethods(Series series);

  bool known() const;
  bool ordered() const;
  // One column, "categories".
  Table categories() const;
  // Each value's place among the categories, in the least integers that hold them; -1 where it is missing.
  Series codes() const;

  // With the categories that the rows have, sorted, found by a pass over them; known ones stay as they are.
  Series as_known(const RunOptions& options = {}) const;
  Series as_unknown() const;
  Series as_ordered() const { return with_order(true); }
  Series as_unordered() const { return with_order(false); }

  // Values that lose their category become missing. ValueError tells of categories that are given twice, or not there.
  Series add_categories(const std::vector<Value>& categories) const;
  Series remove_categories(const std::vector<Value>& categories) const;
  // Those that no row has are left out; a pass over the rows finds them.
  Series remove_unused_categories(const RunOptions& options = {}) const;
  Series rename_categories(const std::vector<Value>& categories) const;  // all of them, in order
  Series rename_categories(const std::vector<Value>& from, const std::vector<Value>& to) const;
  Series reorder_categories(const std::vector<Value>& categories, std::optional<bool> ordered = {}) const;
  Series set_categories(const std::vector<Value>& categories, std::optional<bool> ordered = {}) const;

 private:
  Series with_order(bool is_ordered) const;

  Series series_;
};

}  // namespace tusk
