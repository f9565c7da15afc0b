// CSV text from anywhere: its structure, its rows, and the values of every type of column.
#include <cstdlib>
#include <string>
#include <string_view>

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "kernels/csv/csv_structure_scan.h"
#include "kernels/csv/infer_csv_types.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/kernels/csv_text.h"

namespace {

using namespace tusk;
using namespace tusk::kernels;

void expect(bool is_so) {
  if (!is_so) std::abort();
}

CsvFormat format_from(unsigned bits) {
  CsvFormat format = test::pandas_format();
  if (bits & 1) format.separator = ';';
  if (bits & 2) format.quote = '\'';
  if (bits & 4) format.quote = '\0';
  if (bits & 8) format.doubles_quotes = false;
  if (bits & 16) format.escape = '\\';
  if (bits & 32) format.comment = '#';
  if (bits & 64) format.skips_blank_lines = false;
  if (bits & 128) format.thousands = ',', format.decimal = '.';
  return format;
}

std::vector<std::uint32_t> structure(decltype(find_csv_structure) find, const std::string& bytes, std::size_t size,
                                     const CsvMarks& marks) {
  std::vector<std::uint32_t> positions(size + kCsvPadding);
  CsvQuoting quoting;
  positions.resize(find(bytes.data(), size, marks, quoting, positions.data()).count);
  return positions;
}

// However the structure is found, it is the same.
void compare_scans(const std::string& bytes, std::size_t size, CsvMarks marks) {
  if (marks.escape || marks.comment) return;
  const auto expected = structure(find_csv_structure, bytes, size, marks);
  expect(structure(*kCsvStructureBaseline.find, bytes, size, marks) == expected);
  marks.escape = '\x7F';
  const bool has_escape = bytes.find('\x7F') < size;
  expect(has_escape || structure(find_csv_structure, bytes, size, marks) == expected);
}

void read_column(const CsvRows& rows, std::size_t field_count, unsigned kind,
                 const std::shared_ptr<const CsvParsing>& parsing) {
  const TypePtr types[] = {arrow::int64(),  arrow::float64(), arrow::boolean(),
                           arrow::utf8(),   arrow::uint8(),   arrow::timestamp(arrow::TimeUnit::NANO),
                           arrow::date32(), arrow::float32(), arrow::dictionary(arrow::int32(), arrow::utf8())};
  CsvBatchBuilder builder({{"a", field_count - 1, types[kind / 2 % std::size(types)], kind % 2 == 1}}, parsing);
  try {
    builder.append(rows, 0, rows.count);
  } catch (const CsvFault& fault) {
    expect(fault.offset() < rows.consumed);
    return;
  }
  expect(builder.finish()->ValidateFull().ok());
}

void read_rows(const std::string& bytes, std::size_t size, const CsvFormat& format, std::size_t field_count,
               unsigned kind) {
  const auto parsing = std::make_shared<CsvParsing>(format);
  CsvRowFinder finder(format, field_count), counter(format, 0);
  try {
    const auto rows = finder.find(bytes.data(), size, /*is_last=*/true);
    expect(rows.consumed <= size);
    expect(counter.find(bytes.data(), size, /*is_last=*/true).count == rows.count);
    const std::vector<std::shared_ptr<const CsvParsing>> parsings(field_count, parsing);
    CsvTypeInference(parsings).consume(rows);
    read_column(rows, field_count, kind, parsing);
  } catch (const CsvFault& fault) {
    expect(fault.offset() <= size);
  }
  std::size_t consumed = 0;
  if (first_csv_line(bytes.data(), size, format, consumed)) expect(consumed <= size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const CsvFormat format = format_from(data[0]);
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string bytes = test::padded(text);
  compare_scans(bytes, text.size(), marks_of(format));
  read_rows(bytes, text.size(), format, 1 + data[1] % 4, data[1] / 4);
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  constexpr std::string_view kTexts[] = {
      "a,b\n1,2.5\n-3,\"x\"\"y\"\n,NA\n",
      "1;2019-01-15 03:36:12;True\r\n;;\r\n\r\n\"3\n\";'x';2019-01-15\r\n",
      "# no\n1.5e300,-inf, 7 #x\n\\,\\\n,\"a\\\"b\"\n",
      "\"unclosed\n",
      "18446744073709551615,255,.5,5.,1e-400\n-9223372036854775808,-1,1_000,0x1\n",
  };
  std::vector<FuzzBytes> seeds;
  for (unsigned bits = 0; bits < 256; bits += 5) {
    for (const auto text : kTexts) {
      FuzzBytes seed = {std::byte(bits), std::byte(bits * 7)};
      for (const char byte : text) seed.push_back(std::byte(byte));
      seeds.push_back(std::move(seed));
    }
  }
  return seeds;
}
