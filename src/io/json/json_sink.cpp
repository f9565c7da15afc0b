#include "io/json/json_sink.h"

#include <chrono>
#include <cmath>
#include <iterator>

#include <arrow/api.h>
#include <arrow/compute/cast.h>
#include <arrow/io/interfaces.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/write/file_sink.h"
#include "io/write/name_pattern.h"

namespace tusk::io {
namespace {

constexpr std::size_t kFlushBytes = std::size_t(1) << 20;

void append_text(std::string& line, std::string_view text) {
  line += '"';
  for (const char letter : text) {
    switch (letter) {
      case '"': line += "\\\""; break;
      case '\\': line += "\\\\"; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      case '\t': line += "\\t"; break;
      default:
        if (static_cast<unsigned char>(letter) < 0x20) line += fmt::format("\\u{:04x}", int(letter));
        else line += letter;
    }
  }
  line += '"';
}

// The shortest text that is read back as the same number, and as a float.
template <class Float>
void append_float(std::string& line, Float value) {
  if (!std::isfinite(value)) {
    line += "null";
    return;
  }
  const auto before = line.size();
  fmt::format_to(std::back_inserter(line), "{}", value);
  if (line.find_first_of(".e", before) == std::string::npos) line += ".0";
}

void append_iso_time(std::string& line, std::int64_t milliseconds, std::string_view zone) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  fmt::format_to(std::back_inserter(line), "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}\"", int(date.year()),
                 unsigned(date.month()), unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count(), clock.subseconds().count(), zone);
}

// Appends the value of a row, which is not missing.
using AppendValue = void (*)(std::string& line, const arrow::Array& column, std::int64_t row);

template <class ArrayType>
void append_number(std::string& line, const arrow::Array& column, std::int64_t row) {
  const auto value = static_cast<const ArrayType&>(column).Value(row);
  if constexpr (std::is_same_v<decltype(value), const bool>) line += value ? "true" : "false";
  else if constexpr (std::is_floating_point_v<std::remove_const_t<decltype(value)>>) append_float(line, value);
  else fmt::format_to(std::back_inserter(line), "{}", value);
}

// How a column is written: as an array of a few types, and how a value of that is.
struct JsonColumn {
  std::shared_ptr<arrow::Array> values;
  AppendValue append;
};

std::shared_ptr<arrow::Array> cast(const std::shared_ptr<arrow::Array>& column, const kernels::TypePtr& type) {
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  auto options = arrow::compute::CastOptions::Unsafe(type);
  return data::value_or_throw(arrow::compute::Cast(arrow::Datum(column), options, &context), "writing JSON")
      .make_array();
}

void append_string(std::string& line, const arrow::Array& column, std::int64_t row) {
  append_text(line, static_cast<const arrow::StringArray&>(column).GetView(row));
}

std::int64_t floor_divided(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

// Times as milliseconds, rounded down as pandas does.
std::shared_ptr<arrow::Array> whole_milliseconds(const std::shared_ptr<arrow::Array>& column) {
  const auto milliseconds = arrow::timestamp(arrow::TimeUnit::MILLI);
  if (column->type_id() != arrow::Type::TIMESTAMP) return cast(cast(column, milliseconds), arrow::int64());
  const auto unit = static_cast<const arrow::TimestampType&>(*column->type()).unit();
  if (unit <= arrow::TimeUnit::MILLI) return cast(cast(column, milliseconds), arrow::int64());
  const std::int64_t divisor = unit == arrow::TimeUnit::MICRO ? 1'000 : 1'000'000;
  const auto& times = static_cast<const arrow::TimestampArray&>(*column);
  arrow::Int64Builder builder(data::arrow_pool());
  data::throw_unless_ok(builder.Reserve(times.length()), "writing JSON");
  for (std::int64_t i = 0; i < times.length(); ++i) {
    if (times.IsNull(i)) builder.UnsafeAppendNull();
    else builder.UnsafeAppend(floor_divided(times.Value(i), divisor));
  }
  return data::value_or_throw(builder.Finish(), "writing JSON");
}

void append_iso_value(std::string& line, const arrow::Array& milliseconds, std::int64_t row) {
  append_iso_time(line, static_cast<const arrow::Int64Array&>(milliseconds).Value(row), "");
}
void append_iso_utc_value(std::string& line, const arrow::Array& milliseconds, std::int64_t row) {
  append_iso_time(line, static_cast<const arrow::Int64Array&>(milliseconds).Value(row), "Z");
}

// Times with a zone are written as UTC's.
JsonColumn time_column(const std::shared_ptr<arrow::Array>& column, bool is_iso) {
  const auto milliseconds = whole_milliseconds(column);
  if (!is_iso) return {milliseconds, append_number<arrow::Int64Array>};
  const bool has_zone = column->type_id() == arrow::Type::TIMESTAMP &&
                        !static_cast<const arrow::TimestampType&>(*column->type()).timezone().empty();
  return {milliseconds, has_zone ? append_iso_utc_value : append_iso_value};
}

JsonColumn json_column(const std::shared_ptr<arrow::Array>& column, bool is_iso) {
  switch (column->type_id()) {
    case arrow::Type::BOOL: return {column, append_number<arrow::BooleanArray>};
    case arrow::Type::FLOAT: return {column, append_number<arrow::FloatArray>};
    case arrow::Type::DOUBLE: return {column, append_number<arrow::DoubleArray>};
    case arrow::Type::UINT64: return {column, append_number<arrow::UInt64Array>};
    case arrow::Type::TIMESTAMP:
    case arrow::Type::DATE32:
    case arrow::Type::DATE64: return time_column(column, is_iso);
    case arrow::Type::NA: return {column, append_string};
    default: break;
  }
  if (arrow::is_integer(column->type_id())) return {cast(column, arrow::int64()), append_number<arrow::Int64Array>};
  return {cast(column, arrow::utf8()), append_string};
}

class JsonPartWriter final : public PartWriter {
 public:
  JsonPartWriter(std::shared_ptr<arrow::io::OutputStream> stream, const arrow::Schema& schema, bool is_iso)
      : stream_(std::move(stream)), is_iso_(is_iso) {
    for (const auto& field : schema.fields()) {
      names_.push_back(names_.empty() ? "{" : ",");
      append_text(names_.back(), field->name());
      names_.back() += ':';
    }
  }

  void write(const kernels::Batch& batch) override {
    std::vector<JsonColumn> columns;
    for (const auto& column : batch->columns()) columns.push_back(json_column(column, is_iso_));
    for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
      append_row(columns, row);
      if (lines_.size() >= kFlushBytes) flush();
    }
  }
  void close() override { flush(); }

 private:
  void append_row(const std::vector<JsonColumn>& columns, std::int64_t row) {
    if (columns.empty()) lines_ += '{';
    for (std::size_t i = 0; i < columns.size(); ++i) {
      lines_ += names_[i];
      if (columns[i].values->IsNull(row)) lines_ += "null";
      else columns[i].append(lines_, *columns[i].values, row);
    }
    lines_ += "}\n";
  }
  void flush() {
    data::throw_unless_ok(stream_->Write(lines_.data(), std::int64_t(lines_.size())), "writing JSON");
    lines_.clear();
  }

  std::shared_ptr<arrow::io::OutputStream> stream_;
  std::vector<std::string> names_;  // with what stands before and after them
  std::string lines_;
  bool is_iso_;
};

struct JsonFormat final : DeclaredAs<JsonFormat, PartFormat> {
  static constexpr std::string_view kName = "json_lines";
  static constexpr auto fields() { return std::tuple{field("is_iso", &JsonFormat::is_iso)}; }
  bool is_iso = false;

  std::string_view extension() const override { return ".json"; }
  void check(const kernels::SchemaPtr& schema) const override {
    for (const auto& field : schema->fields()) {
      if (!arrow::is_nested(field->type()->id())) continue;
      throw TypeError(fmt::format("a column that is written as JSON lines holds plain values: '{}' is {}",
                                  field->name(), field->type()->ToString()));
    }
  }
  std::unique_ptr<PartWriter> open(std::shared_ptr<arrow::io::OutputStream> stream, const kernels::SchemaPtr& schema,
                                   bool /*is_first*/) const override {
    return std::make_unique<JsonPartWriter>(std::move(stream), *schema, is_iso);
  }
};

}  // namespace

kernels::SinkPtr json_sink(const std::string& address, const JsonWriteOptions& options) {
  if (options.date_format != "epoch" && options.date_format != "iso")
    throw ValueError(fmt::format("date_format is 'epoch' or 'iso': got '{}'", options.date_format));
  auto format = std::make_shared<JsonFormat>();
  format->is_iso = options.date_format == "iso";
  const auto pattern = name_pattern(address, ".json");
  return file_sink({.folder = pattern.folder,
                    .format = std::move(format),
                    .mode = options.mode,
                    .names = options.names,
                    .name_before = pattern.before,
                    .name_after = pattern.after,
                    .digits = 1,
                    .storage_options = options.storage_options});
}

}  // namespace tusk::io
