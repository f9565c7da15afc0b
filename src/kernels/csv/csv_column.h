// CsvColumnWriter: the fields of one column become an Arrow array.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/batch.h"
#include "kernels/csv/csv_rows.h"
#include "kernels/csv/missing_texts.h"

namespace tusk::kernels {

struct CsvColumn {
  std::string name;
  std::size_t position;  // among the fields of a row
  TypePtr type;
  bool is_presence_only = false;                // values may be anything where they are not missing
  std::vector<std::string> missing_texts = {};  // besides those of the format
};

// To be used by one thread.
class CsvColumnWriter {
 public:
  virtual ~CsvColumnWriter() = default;
  // Appends the column's fields in rows [begin, end). At most kBatchRows rows are appended between two calls of
  // finish(). Throws CsvFault, with an offset into rows.text, for a text that is no value of the type.
  virtual void append(const CsvRows& rows, std::int64_t begin, std::int64_t end) = 0;
  // What was appended since the last call.
  virtual std::shared_ptr<arrow::Array> finish() = 0;
  // Bytes of text in it: an array holds less than 2 GiB.
  virtual std::size_t text_bytes() const { return 0; }
};

// What all columns of a file share.
struct CsvParsing {
  explicit CsvParsing(CsvFormat csv_format);
  const CsvFormat format;
  // Suspects also what is quoted or escaped: may_contain() is false for texts that are there as they are written.
  MissingTexts missing;
  std::vector<double> missing_numbers;  // those of the missing texts that are numbers: equal ones are missing too
};

// The parsing of a column that has missing texts besides the format's: `parsing` itself if it has none.
std::shared_ptr<const CsvParsing> parsing_of_column(const std::shared_ptr<const CsvParsing>& parsing,
                                                    const std::vector<std::string>& missing_texts);

// For integers, floats, bool, utf8, timestamps without a zone, and dictionaries of utf8. Throws TypeError for others.
std::unique_ptr<CsvColumnWriter> make_csv_column_writer(const CsvColumn& column,
                                                        std::shared_ptr<const CsvParsing> parsing);

// Whether `text`, without quotes, is a value of that type.
bool is_csv_value(std::string_view text, const arrow::DataType& type, const CsvFormat& format);

}  // namespace tusk::kernels
