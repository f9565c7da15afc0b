#include "io/csv/csv_plan.h"

#include <algorithm>
#include <limits>

#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "core/near_names.h"
#include "io/column_types.h"
#include "kernels/csv/infer_csv_types.h"
#include "kernels/elementwise.h"

namespace tusk::io {

namespace {

char one_character(const std::string& text, std::string_view option, bool may_be_none) {
  if (text.empty() && may_be_none) return '\0';
  const bool is_line_end = text == "\n" || text == "\r";
  if (text.size() == 1 && text[0] > 0 && !is_line_end) return text[0];
  throw ValueError(fmt::format("{} must be one ASCII character: '{}'", option, text));
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_names(const std::vector<std::string>& asked, const std::vector<std::string>& names,
                 std::string_view option) {
  for (const auto& name : asked) {
    if (has_name(names, name)) continue;
    const auto near = core::did_you_mean(name, names);
    throw ValueError(fmt::format("{} must name columns of the files: there is no '{}'{}{}", option, name,
                                 near.empty() ? "" : "; ", near));
  }
}

// The beginning of a file.
struct Sample {
  std::vector<char> bytes;  // with padding
  std::size_t size = 0;
  bool is_whole = false;
};

Sample read_sample(const TextFile& file, std::uint64_t most_bytes, const StorageOptions& options) {
  Sample sample;
  const std::uint64_t room = file.compression.empty() ? std::min(most_bytes, file.size_bytes) : most_bytes;
  sample.bytes.resize(std::size_t(room) + 1 + kernels::kCsvPadding);
  sample.size = open_stream(file, 0, options)->read(sample.bytes.data(), std::size_t(room));
  sample.is_whole = sample.size < most_bytes;
  const bool is_cut = sample.size > 0 && sample.bytes[sample.size - 1] != '\n';
  if (sample.is_whole && is_cut) sample.bytes[sample.size++] = '\n';
  return sample;
}

CsvHead head_of(const Sample& sample, const TextFile& file, const CsvHeadRules& rules,
                const kernels::CsvFormat& format) {
  const auto head = read_csv_head(sample.bytes.data(), sample.size, rules, format);
  if (head) return *head;
  if (sample.is_whole) {
    throw ValueError(fmt::format("a CSV file must have columns: '{}' has {} bytes, and no line of names or values",
                                 file.address, file.size_bytes));
  }
  throw ValueError(
      fmt::format("a sample must hold a file's head and one row: the first {} bytes of '{}' don't; pass a "
                  "larger sample",
                  sample.size, file.address));
}

void consume_sample(kernels::CsvTypeInference& inference, const TextFile& file, const CsvFileKind& kind,
                    std::uint64_t sample_bytes) {
  const Sample sample = read_sample(file, sample_bytes, kind.storage_options);
  const CsvHead head = head_of(sample, file, kind.head, kind.format);
  check_csv_head(head, file, kind);
  kernels::CsvRowFinder finder(kind.format, kind.names.size());
  try {
    const auto rows =
        finder.find(sample.bytes.data() + head.size_bytes, sample.size - head.size_bytes, sample.is_whole);
    inference.consume(rows);
  } catch (const kernels::CsvFault& fault) {
    throw_csv_fault(fault, file, head.size_bytes + fault.offset(), kind.storage_options);
  }
}

// TypeError for what no CSV column can have.
kernels::TypePtr csv_type_of_name(const std::string& name) {
  const auto type = plain_type(kernels::type_of_name(name));
  const auto id = type->id();
  const bool is_naive =
      id == arrow::Type::TIMESTAMP && static_cast<const arrow::TimestampType&>(*type).timezone().empty();
  if (arrow::is_integer(id) || id == arrow::Type::FLOAT || id == arrow::Type::DOUBLE || id == arrow::Type::BOOL ||
      id == arrow::Type::STRING || id == arrow::Type::DATE32 || id == arrow::Type::DICTIONARY || is_naive) {
    return type;
  }
  throw TypeError(
      fmt::format("a dtype must be one that CSV columns can have: '{}'; read it as str, then convert it", name));
}

kernels::TypePtr column_type(const std::string& name, const kernels::TypePtr& inferred, bool has_rows,
                             const CsvOptions& options) {
  if (has_name(options.parse_dates, name)) return arrow::timestamp(arrow::TimeUnit::MICRO);
  if (const auto place = options.dtype.find(name); place != options.dtype.end()) return csv_type_of_name(place->second);
  if (!options.other_dtype.empty()) return csv_type_of_name(options.other_dtype);
  if (!inferred) return has_rows ? arrow::float64() : arrow::utf8();
  return options.assume_missing && inferred->id() == arrow::Type::INT64 ? arrow::float64() : inferred;
}

constexpr std::uint64_t kLargestBlock = std::uint64_t(64) << 20;
constexpr std::uint64_t kSmallestBlock = std::uint64_t(8) << 20;

// Four blocks a core and more, so that none waits long for the last one.
std::uint64_t default_block_bytes(const std::vector<TextFile>& files) {
  const auto cores = std::uint64_t(cpu_count());
  std::uint64_t all_bytes = 0;
  for (const auto& file : files) all_bytes += file.size_bytes;
  const std::uint64_t largest = std::min(kLargestBlock, std::max(kSmallestBlock, total_memory_bytes() / cores / 10));
  return std::clamp(all_bytes / (4 * cores), kSmallestBlock, largest);
}

std::vector<std::int64_t> sorted_lines(std::vector<std::int64_t> numbers) {
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (!numbers.empty() && numbers[0] < 0)
    throw ValueError(fmt::format("skiprows must not be negative: {}", numbers[0]));
  return numbers;
}

std::vector<std::shared_ptr<const kernels::CsvParsing>> parsings_of(const CsvFileKind& kind) {
  const auto all = std::make_shared<const kernels::CsvParsing>(kind.format);
  std::vector<std::shared_ptr<const kernels::CsvParsing>> parsings;
  for (const auto& name : kind.names) {
    const auto own = kind.missing_texts.find(name);
    parsings.push_back(own == kind.missing_texts.end() ? all : kernels::parsing_of_column(all, own->second));
  }
  return parsings;
}

const std::string& name_at(const std::vector<std::string>& names, std::int64_t place, std::string_view option) {
  if (place >= 0 && place < std::int64_t(names.size())) return names[std::size_t(place)];
  throw ValueError(fmt::format("{} must be places of the files' columns, from 0: {}, there are {} columns", option,
                               place, names.size()));
}

bool has_quotes(const TextFile& file, const CsvFileKind& kind, std::uint64_t sample_bytes) {
  const Sample sample = read_sample(file, sample_bytes, kind.storage_options);
  return std::find(sample.bytes.begin(), sample.bytes.begin() + std::ptrdiff_t(sample.size), kind.format.quote) !=
         sample.bytes.begin() + std::ptrdiff_t(sample.size);
}

// A block can't be entered in the middle of a file that is compressed; nor where an escape or a comment may have begun;
// nor where a quote may, if it costs another transfer to find out.
bool can_be_cut(const TextFile& file, const CsvFileKind& kind, const CsvOptions& options) {
  if (!file.compression.empty() || kind.format.escape || kind.format.comment) return false;
  return is_local_address(file.address) || !kind.format.quote || !has_quotes(file, kind, options.sample);
}

}  // namespace

kernels::CsvFormat format_of(const CsvOptions& options) {
  kernels::CsvFormat format{
      .separator = one_character(options.sep, "sep", false),
      .quote = one_character(options.quotechar, "quotechar", true),
      .doubles_quotes = options.doublequote,
      .escape = one_character(options.escapechar, "escapechar", true),
      .comment = one_character(options.comment, "comment", true),
      .decimal = one_character(options.decimal, "decimal", false),
      .thousands = one_character(options.thousands, "thousands", true),
      .skips_blank_lines = options.skip_blank_lines,
      .ignores_extra_fields = options.usecols || options.usecols_places,
      .missing_texts = options.na_values,
      .true_texts = options.true_values,
      .false_texts = options.false_values,
  };
  if (options.keep_default_na) {
    const auto& usual = kernels::default_missing_texts();
    format.missing_texts.insert(format.missing_texts.end(), usual.begin(), usual.end());
  }
  if (format.separator == format.quote || format.separator == format.escape || format.separator == format.comment) {
    throw ValueError(fmt::format("sep must differ from quotechar, escapechar and comment: '{}'", options.sep));
  }
  return format;
}

CsvFileKind kind_of_files(const std::vector<TextFile>& files, const CsvOptions& options) {
  if (options.skiprows < 0 || options.header < CsvOptions::kInferHeader) {
    throw ValueError(fmt::format("skiprows and header must not be negative: {}, {}", options.skiprows, options.header));
  }
  for (const auto& file : files) {
    if (file.size_bytes > 0) continue;
    throw ValueError(fmt::format("a CSV file must have columns: '{}' is empty", file.address));
  }
  const std::int64_t usual_header = options.names.empty() ? 0 : CsvOptions::kNoHeader;
  const CsvHeadRules rules{.skiprows = options.skiprows,
                           .skipped_lines = sorted_lines(options.skipped_lines),
                           .header = options.header == CsvOptions::kInferHeader ? usual_header : options.header,
                           .names = options.names};
  CsvFileKind kind{.format = format_of(options),
                   .head = rules,
                   .names = {},
                   .first_address = files.front().address,
                   .missing_texts = options.column_na_values,
                   .storage_options = options.storage_options};
  const Sample first = read_sample(files.front(), options.sample, options.storage_options);
  kind.names = head_of(first, files.front(), rules, kind.format).names;
  for (const auto& file : files) {
    if (!is_local_address(file.address) || !file.compression.empty()) continue;  // looked at when they are read
    const Sample sample = read_sample(file, std::min<std::uint64_t>(options.sample, 4096), options.storage_options);
    const auto head = read_csv_head(sample.bytes.data(), sample.size, rules, kind.format);
    if (head || sample.is_whole) check_csv_head(head_of(sample, file, rules, kind.format), file, kind);
  }
  return kind;
}

CsvOptions with_column_names(CsvOptions options, const std::vector<std::string>& names) {
  if (options.usecols_places) {
    options.usecols.emplace();
    for (const auto place : *options.usecols_places) options.usecols->push_back(name_at(names, place, "usecols"));
  }
  for (const auto place : options.parse_dates_places)
    options.parse_dates.push_back(name_at(names, place, "parse_dates"));
  return options;
}

std::vector<CsvColumnPlan> plan_csv_columns(const std::vector<TextFile>& files, const CsvFileKind& kind,
                                            const CsvOptions& options) {
  if (options.usecols) check_names(*options.usecols, kind.names, "usecols");
  check_names(options.parse_dates, options.usecols.value_or(kind.names), "parse_dates");
  kernels::CsvTypeInference inference(parsings_of(kind));
  consume_sample(inference, files.front(), kind, options.sample);
  if (files.size() > 1) consume_sample(inference, files.back(), kind, options.sample);
  std::vector<CsvColumnPlan> columns;
  for (std::size_t i = 0; i < kind.names.size(); ++i) {
    if (options.usecols && !has_name(*options.usecols, kind.names[i])) continue;
    columns.push_back(
        {kind.names[i], i, column_type(kind.names[i], inference.type(i), inference.row_count() > 0, options)});
  }
  return columns;
}

std::vector<CsvBlockPlan> plan_csv_blocks(const std::vector<TextFile>& files, const CsvFileKind& kind,
                                          const CsvOptions& options) {
  const std::uint64_t block_bytes = options.blocksize.value_or(default_block_bytes(files));
  std::vector<CsvBlockPlan> blocks;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::uint64_t size = files[i].size_bytes;
    const bool is_cut = block_bytes > 0 && size >= 2 * block_bytes && can_be_cut(files[i], kind, options);
    const std::uint64_t count = is_cut ? size / block_bytes : 1;
    for (std::uint64_t block = 0; block < count; ++block) {
      const bool is_last = block + 1 == count;
      blocks.push_back({i, size / count * block + std::min(block, size % count),
                        is_last ? std::numeric_limits<std::uint64_t>::max()
                                : size / count * (block + 1) + std::min(block + 1, size % count)});
    }
  }
  return blocks;
}

}  // namespace tusk::io
