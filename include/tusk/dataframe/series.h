// Series: a lazy column, with an index perhaps. Names and meanings are pandas'.
//
//   Series hours = (trips["dropoff"] - trips["pickup"]).dt().total_seconds() / 3600;
//   Table first = hours[hours > 0].head();
//
// Rows are in partitions. Missing values are nulls, and NaN in a column of floats is missing too. Mistakes in names and
// types are found by the call that makes them.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tusk/dataframe/operand.h>
#include <tusk/dataframe/scalar.h>

namespace tusk {

class DataFrame;
class DatetimeMethods;
class StringMethods;
class CategoricalMethods;
class SeriesGroupBy;
struct GroupByOptions;

// For quantile(): "linear", "lower", "higher", "midpoint" or "nearest" between two values.
inline constexpr std::string_view kLinear = "linear";

class Series : public LazyFrame {
 public:
  using ValueType = Table;
  explicit Series(expr::NodePtr node);
  static Series of_collection(const lazy::CollectionPtr& collection);

  // The index's columns, and then the values'.
  Table compute(const RunOptions& options = {}) const;
  Series persist(const RunOptions& options = {}) const { return Series(persisted_node(options)); }
  std::string to_string() const;

  std::optional<std::string> name() const;
  // As pandas names types: "int64", "float64", "str", "bool", "datetime64[us]", "category".
  std::string dtype() const;
  Scalar size() const;
  std::int64_t length(const RunOptions& options = {}) const;  // computes it

  // Any function of the kernels by name, this series being its first operand. The door behind most methods here.
  Series elementwise(const std::string& function, const std::vector<Operand>& operands = {},
                     const std::map<std::string, Value>& parameters = {}) const;

  // Rows. head() computes, from the first `npartitions` partitions (-1: all).
  Series operator[](const Series& mask) const;
  Table head(std::int64_t n = 5, std::int64_t npartitions = 1) const;
  Table tail(std::int64_t n = 5) const;
  Series first_rows(std::int64_t n, std::int64_t npartitions = 1) const;  // head(), not computed
  Series last_rows(std::int64_t n) const;
  Series partitions(const std::vector<std::int64_t>& numbers) const;
  // Rows whose index lies between two values, both included; none stands for no border. Where divisions are known, only
  // partitions that may have such rows are read. Throws ValueError unless the index has one level.
  Series loc(const Value& first, const Value& last) const;
  // A share of each partition's rows by chance, in any order: each once, or again and again with `replace`. Which they
  // are follows from random_state, the partition's number and its number of rows alone.
  Series sample(double frac, bool replace = false, std::optional<std::uint64_t> random_state = {}) const;
  // As many partitions: neighbours put together, or each cut into pieces of equally many rows.
  Series repartition(std::int64_t npartitions) const;
  // Partitions that begin with these index values, and end with the last. Throws ValueError unless divisions are known,
  // and these begin and end with theirs (with `force`: not within them).
  Series repartition(const std::vector<Value>& divisions, bool force = false) const;
  // keep: of equal values the "first", the "last", or "all" of them, which are more than n then.
  Series nlargest(std::int64_t n = 5, const std::string& keep = "first") const;
  Series nsmallest(std::int64_t n = 5, const std::string& keep = "first") const;
  // keep: of rows with equal values the "first", the "last", or "none" (pandas' False).
  Series drop_duplicates(const std::string& keep = "first") const;
  Series dropna() const;

  // Values.
  Series isna() const { return elementwise("isna"); }
  Series notna() const { return elementwise("notna"); }
  Series fillna(const Operand& value) const;
  Series astype(const std::string& dtype) const;
  // Of known categories; what is not among them becomes missing. astype("category") leaves them to the rows.
  Series as_category(const std::vector<Value>& categories, bool ordered = false) const;
  Series isin(const std::vector<Value>& values) const;
  Series between(const Operand& left, const Operand& right, const std::string& inclusive = "both") const;
  Series where(const Series& condition, const Operand& other = Operand(Value())) const;
  Series mask(const Series& condition, const Operand& other = Operand(Value())) const;
  Series clip(const Operand& lower, const Operand& upper) const { return elementwise("clip", {lower, upper}); }
  Series round(int decimals = 0) const;
  Series abs() const { return elementwise("abs"); }
  Series map(const std::vector<Value>& from, const std::vector<Value>& to) const;
  Series replace(const std::vector<Value>& from, const std::vector<Value>& to) const;
  Series rename(const std::string& name) const;
  // A row for each element of a list, under the same index; of an empty or missing list a missing one. Others stay.
  Series explode() const;
  // These values, and those of `other`, of the same rows, where they are missing.
  Series combine_first(const Series& other) const { return fillna(other); }

  // In the order of the rows, through all partitions. What is missing stays missing; without skipna, so is all after
  // it.
  Series cumsum(bool skipna = true) const;
  Series cumprod(bool skipna = true) const;
  Series cummin(bool skipna = true) const;
  Series cummax(bool skipna = true) const;
  // Values move down by `periods` rows (up, if negative), the index stays. Where none comes, `fill_value` stands, or
  // nothing: then whole numbers become float64.
  Series shift(std::int64_t periods = 1, const Value& fill_value = Value()) const;
  Series diff(std::int64_t periods = 1) const;  // less the value `periods` rows before
  Series ffill() const;                         // missing values become the last one before them, or
  Series bfill() const;                         // the next one after them

  // The index under other names, one for each level.
  Series rename_index(const std::vector<std::optional<std::string>>& names) const;
  DataFrame reset_index() const;  // the index becomes a column
  Series drop_index() const;      // reset_index(drop=True)
  DataFrame to_frame(const std::string& name = "") const;

  DatetimeMethods dt() const;
  StringMethods str() const;
  CategoricalMethods cat() const;

  // Reductions.
  Scalar sum(bool skipna = true, std::int64_t min_count = 0) const;
  Scalar prod(bool skipna = true, std::int64_t min_count = 0) const;
  Scalar mean(bool skipna = true) const;
  Scalar std(bool skipna = true, std::int64_t ddof = 1) const;
  Scalar var(bool skipna = true, std::int64_t ddof = 1) const;
  Scalar sem(bool skipna = true, std::int64_t ddof = 1) const;
  Scalar skew() const;
  Scalar kurt() const;
  Scalar min(bool skipna = true) const;
  Scalar max(bool skipna = true) const;
  Scalar count() const;
  Scalar any() const;
  Scalar all() const;
  Scalar median() const;
  Scalar nunique(bool dropna = true) const;
  Scalar quantile(double q = 0.5, std::string_view interpolation = kLinear) const;
  // Indexed by the quantiles.
  Series quantile(const std::vector<double>& q, std::string_view interpolation = kLinear) const;
  Series unique() const;
  Series mode(bool dropna = true) const;
  // Indexed by the values.
  Series value_counts(bool sort = true, bool ascending = false, bool dropna = true, bool normalize = false) const;
  // count, mean, std, min, percentiles, max of numbers and durations; the same without std of times; of all else count,
  // unique, top and freq. But for numbers, counts and values stand in one column, a union of both types.
  Series describe(const std::vector<double>& percentiles = {0.25, 0.5, 0.75}) const;
  // How many values lie between edges that ascend, as NumPy counts them: the last bin has its upper edge too. One row a
  // bin.
  Series histogram(const std::vector<double>& edges) const;
  // The index's value at the least, and the greatest value.
  Scalar idxmin() const;
  Scalar idxmax() const;
  // Whether no value is less (greater) than the one before it. Missing values are in no order.
  Scalar is_monotonic_increasing() const;
  Scalar is_monotonic_decreasing() const;
  Scalar autocorr(std::int64_t lag = 1) const;            // the correlation with shift(lag)
  Scalar median_approximate() const { return median(); }  // exact here, so within any bound
  // About nunique(), off by 0.8 % (the standard error) in 16 KiB a partition.
  Scalar nunique_approx() const;
  // Bytes of the values, and of the index.
  Scalar memory_usage(bool index = true) const;
  Series memory_usage_per_partition(bool index = true) const;
  Scalar nbytes() const { return memory_usage(false); }
  Scalar corr(const Series& other) const;
  Scalar cov(const Series& other, std::int64_t ddof = 1) const;
  // Any aggregation of the kernels by name.
  Scalar aggregate(const std::string& function, const std::map<std::string, Value>& options = {}) const;

  SeriesGroupBy groupby(const std::vector<Series>& by) const;
  SeriesGroupBy groupby(const std::vector<Series>& by, const GroupByOptions& options) const;

 protected:
  static Series missing(std::string message) { return Series(Missing{std::move(message)}); }

 private:
  explicit Series(Missing missing) : LazyFrame(std::move(missing)) {}
};

// Arithmetic, comparisons and logic, row by row. Comparisons are never missing: what is missing equals nothing.
Series operator+(const Series& a, const Operand& b);
Series operator-(const Series& a, const Operand& b);
Series operator*(const Series& a, const Operand& b);
Series operator/(const Series& a, const Operand& b);
Series operator%(const Series& a, const Operand& b);
Series operator==(const Series& a, const Operand& b);
Series operator!=(const Series& a, const Operand& b);
Series operator<(const Series& a, const Operand& b);
Series operator<=(const Series& a, const Operand& b);
Series operator>(const Series& a, const Operand& b);
Series operator>=(const Series& a, const Operand& b);
Series operator&(const Series& a, const Operand& b);
Series operator|(const Series& a, const Operand& b);
Series operator^(const Series& a, const Operand& b);
Series operator-(const Series& a);
Series operator~(const Series& a);
Series operator!(const Series& a);
template <class T>
  requires std::is_arithmetic_v<T>
Series operator+(T a, const Series& b);
template <class T>
  requires std::is_arithmetic_v<T>
Series operator-(T a, const Series& b);
template <class T>
  requires std::is_arithmetic_v<T>
Series operator*(T a, const Series& b);
template <class T>
  requires std::is_arithmetic_v<T>
Series operator/(T a, const Series& b);

// The kernels' function of any operands, one of them lazy: a frame if one is, else a series if one is, else a scalar.
expr::NodePtr elementwise_node(const std::string& function, const std::vector<Operand>& operands,
                               const std::map<std::string, Value>& parameters = {});
// The same, of which one is a series and none a frame.
Series elementwise(const std::string& function, const std::vector<Operand>& operands,
                   const std::map<std::string, Value>& parameters = {});

template <class T>
  requires std::is_arithmetic_v<T>
Series operator+(T a, const Series& b) {
  return elementwise("add", {a, b});
}
template <class T>
  requires std::is_arithmetic_v<T>
Series operator-(T a, const Series& b) {
  return elementwise("sub", {a, b});
}
template <class T>
  requires std::is_arithmetic_v<T>
Series operator*(T a, const Series& b) {
  return elementwise("mul", {a, b});
}
template <class T>
  requires std::is_arithmetic_v<T>
Series operator/(T a, const Series& b) {
  return elementwise("truediv", {a, b});
}

}  // namespace tusk
