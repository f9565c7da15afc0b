#include <tusk/dataframe/print.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <arrow/array.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "data/arrow_status.h"
#include "expr/frame_format.h"
#include "kernels/elementwise.h"

namespace tusk {

namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t kFewRows = 5;
constexpr const char* kGap = "...";

struct Column {
  std::string name;
  Cells cells;
  bool is_left_aligned = false;

  std::size_t width() const {
    std::size_t width = name.size();
    for (const std::string& cell : cells) width = std::max(width, cell.size());
    return width;
  }
};

// The rows that are shown, and whether some between them are not.
struct ShownRows {
  std::vector<std::int64_t> rows;
  bool has_gap = false;
};

ShownRows shown_rows(std::int64_t count, std::int64_t most) {
  ShownRows shown;
  shown.has_gap = count > std::max<std::int64_t>(most, 2);
  const std::int64_t few =
      shown.has_gap ? std::min<std::int64_t>(kFewRows, std::max<std::int64_t>(most / 2, 1)) : count;
  for (std::int64_t row = 0; row < few; ++row) shown.rows.push_back(row);
  for (std::int64_t row = shown.has_gap ? count - few : count; row < count; ++row) shown.rows.push_back(row);
  return shown;
}

std::string missing_text(const arrow::DataType& type) {
  const auto id = type.id();
  return id == arrow::Type::TIMESTAMP || id == arrow::Type::DURATION || id == arrow::Type::DATE32 ? "NaT" : "NaN";
}

std::string float_text(double value, int precision) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return fmt::format("{:.{}f}", value, precision);
}

// As many digits after the point as the column's numbers need, at most `precision`; powers of ten for very large or
// very small ones.
Cells float_cells(const std::vector<std::optional<double>>& values, int precision) {
  double greatest = 0, least = INFINITY;
  for (const auto& value : values) {
    if (!value || !std::isfinite(*value) || *value == 0) continue;
    greatest = std::max(greatest, std::abs(*value));
    least = std::min(least, std::abs(*value));
  }
  const bool needs_powers = greatest >= 1e15 || (greatest > 0 && greatest < std::pow(10, -precision));
  Cells cells;
  std::size_t kept = 1;
  for (const auto& value : values) {
    if (needs_powers && value && std::isfinite(*value)) {
      cells.push_back(fmt::format("{:.{}e}", *value, precision));
      continue;
    }
    cells.push_back(float_text(value.value_or(NAN), precision));
    const std::size_t point = cells.back().find('.');
    if (point == std::string::npos) continue;
    kept = std::max(kept, cells.back().find_last_not_of('0') - point);
  }
  if (needs_powers) return cells;
  for (std::string& cell : cells) {
    if (const std::size_t point = cell.find('.'); point != std::string::npos) cell.resize(point + 1 + kept);
  }
  return cells;
}

// Without what all of them have: ".000000", and "00:00:00".
void shorten_times(Cells& cells) {
  for (const std::string_view ending : {".000000000", ".000000", ".000", " 00:00:00"}) {
    const bool all = std::all_of(cells.begin(), cells.end(),
                                 [&](const std::string& cell) { return cell == "NaT" || cell.ends_with(ending); });
    if (!all) continue;
    for (std::string& cell : cells) {
      if (cell != "NaT") cell.resize(cell.size() - ending.size());
    }
  }
}

std::string scalar_text(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return missing_text(*scalar.type);
  switch (scalar.type->id()) {
    case arrow::Type::BOOL: return static_cast<const arrow::BooleanScalar&>(scalar).value ? "True" : "False";
    case arrow::Type::DICTIONARY: {
      const auto value = static_cast<const arrow::DictionaryScalar&>(scalar).GetEncodedValue();
      return value.ok() ? scalar_text(**value) : scalar.ToString();
    }
    case arrow::Type::DENSE_UNION: return scalar_text(*static_cast<const arrow::DenseUnionScalar&>(scalar).value);
    default: return scalar.ToString();
  }
}

Cells cells_of(const arrow::ChunkedArray& column, const ShownRows& shown, int precision) {
  std::vector<std::shared_ptr<arrow::Scalar>> scalars;
  for (const std::int64_t row : shown.rows)
    scalars.push_back(data::value_or_throw(column.GetScalar(row), "printing a table"));
  const auto id = column.type()->id();
  Cells cells;
  if (id == arrow::Type::DOUBLE || id == arrow::Type::FLOAT) {
    std::vector<std::optional<double>> values;
    for (const auto& scalar : scalars) {
      if (!scalar->is_valid) values.emplace_back();
      else
        values.emplace_back(id == arrow::Type::DOUBLE ? static_cast<const arrow::DoubleScalar&>(*scalar).value
                                                      : double(static_cast<const arrow::FloatScalar&>(*scalar).value));
    }
    return float_cells(values, precision);
  }
  for (const auto& scalar : scalars) cells.push_back(scalar_text(*scalar));
  if (id == arrow::Type::TIMESTAMP) shorten_times(cells);
  return cells;
}

void add_gap(Cells& cells, const ShownRows& shown) {
  if (shown.has_gap) cells.insert(cells.begin() + std::ptrdiff_t(shown.rows.size() / 2), kGap);
}

std::string padded(const std::string& text, std::size_t width, bool is_left) {
  // Bytes that continue a code point take no room.
  const auto letters = std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  const std::string blanks(width > letters ? width - letters : 0, ' ');
  return is_left ? text + blanks : blanks + text;
}

std::vector<Column> index_of(const arrow::Table& table, const expr::FrameFormat& format, const ShownRows& shown) {
  std::vector<Column> index;
  for (std::size_t level = 0; level < format.index_names.size(); ++level) {
    index.push_back({format.index_names[level].value_or(""), cells_of(*table.column(int(level)), shown, 6), true});
    add_gap(index.back().cells, shown);
  }
  if (!index.empty()) return index;
  Column counted{"", {}, true};
  for (const std::int64_t row : shown.rows) counted.cells.push_back(std::to_string(row));
  add_gap(counted.cells, shown);
  return {counted};
}

// Of columns that are wider together than the line, those in the middle give way to a gap.
void fit(std::vector<Column>& columns, std::size_t room) {
  const auto width = [&] {
    std::size_t all = 0;
    for (const Column& column : columns) all += column.width() + 2;
    return all;
  };
  if (width() <= room || columns.size() < 3) return;
  Column gap{kGap, Cells(columns[0].cells.size(), kGap), false};
  columns.insert(columns.begin() + std::ptrdiff_t(columns.size() / 2), gap);
  while (width() > room && columns.size() > 3) {
    const auto place = std::find_if(columns.begin(), columns.end(), [](const Column& c) { return c.name == kGap; });
    const auto before = place - columns.begin(), after = columns.end() - place - 1;
    columns.erase(before >= after ? place - 1 : place + 1);
  }
}

std::string frame_text(std::vector<Column> index, std::vector<Column> columns, std::size_t max_width) {
  std::size_t index_width = 0;
  for (const Column& level : index) index_width += level.width() + 2;
  fit(columns, max_width > index_width ? max_width - index_width : 1);
  const std::size_t levels = index.size();
  std::move(columns.begin(), columns.end(), std::back_inserter(index));
  std::string text;
  const bool has_names = std::any_of(index.begin(), index.begin() + std::ptrdiff_t(levels),
                                     [](const Column& level) { return !level.name.empty(); });
  const auto add_line = [&](auto cell_of) {
    std::string line;
    for (std::size_t i = 0; i < index.size(); ++i) {
      if (i > 0) line += "  ";
      line += padded(cell_of(i), index[i].width(), i < levels);
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  };
  add_line([&](std::size_t i) { return i < levels ? std::string() : index[i].name; });
  if (has_names) add_line([&](std::size_t i) { return i < levels ? index[i].name : std::string(); });
  for (std::size_t row = 0; row < index[0].cells.size(); ++row)
    add_line([&](std::size_t i) { return index[i].cells[row]; });
  text.pop_back();
  return text;
}

std::string series_text(const std::vector<Column>& index, const Column& values, const std::string& dtype,
                        std::int64_t length, bool has_gap) {
  std::string text;
  for (std::size_t row = 0; row < values.cells.size(); ++row) {
    std::size_t value_width = 0;
    for (const std::string& cell : values.cells) value_width = std::max(value_width, cell.size());
    for (const Column& level : index) text += padded(level.cells[row], level.width(), true) + "  ";
    text += padded(values.cells[row], value_width, false) + '\n';
  }
  if (values.name != expr::kUnnamed) text += fmt::format("Name: {}, ", values.name);
  if (has_gap) text += fmt::format("Length: {}, ", length);
  return text + "dtype: " + dtype;
}

}  // namespace

std::string print_table(const Table& table, const PrintOptions& options) {
  const auto format = expr::frame_format(table).value_or(expr::FrameFormat());
  const auto& rows = *table.arrow();
  const ShownRows shown = shown_rows(rows.num_rows(), options.max_rows);
  std::vector<Column> index = index_of(rows, format, shown);
  std::vector<Column> columns;
  for (int i = int(format.index_names.size()); i < rows.num_columns(); ++i) {
    columns.push_back({rows.field(i)->name(), cells_of(*rows.column(i), shown, options.precision), false});
    add_gap(columns.back().cells, shown);
  }
  if (format.shape == expr::Shape::Series)
    return series_text(index, columns[0], kernels::type_name(*rows.column(rows.num_columns() - 1)->type()),
                       rows.num_rows(), shown.has_gap);
  if (columns.empty()) return fmt::format("Empty DataFrame: {} rows, no columns", rows.num_rows());
  std::string text = frame_text(std::move(index), std::move(columns), std::size_t(options.max_width));
  if (shown.has_gap)
    text +=
        fmt::format("\n\n[{} rows x {} columns]", rows.num_rows(), rows.num_columns() - int(format.index_names.size()));
  return text;
}

}  // namespace tusk
