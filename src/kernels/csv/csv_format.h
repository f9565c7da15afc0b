// CsvFormat: how a CSV text is written, with pandas' names for the parts. '\0' stands for "there is none".
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <tusk/core/codec.h>

namespace tusk::kernels {

struct CsvFormat {
  static constexpr std::string_view kName = "csv_format";
  char separator = ',';
  char quote = '"';
  bool doubles_quotes = true;  // "" inside quotes is a quote
  char escape = '\0';          // the next character stands for itself
  char comment = '\0';         // the rest of the line is left out
  char decimal = '.';
  char thousands = '\0';
  bool skips_blank_lines = true;
  bool ignores_extra_fields = false;  // of rows with more fields than columns
  std::vector<std::string> missing_texts = {};
  std::vector<std::string> true_texts = {};
  std::vector<std::string> false_texts = {};
  static constexpr auto fields() {
    return std::tuple{field("separator", &CsvFormat::separator),
                      field("quote", &CsvFormat::quote),
                      field("doubles_quotes", &CsvFormat::doubles_quotes),
                      field("escape", &CsvFormat::escape),
                      field("comment", &CsvFormat::comment),
                      field("decimal", &CsvFormat::decimal),
                      field("thousands", &CsvFormat::thousands),
                      field("skips_blank_lines", &CsvFormat::skips_blank_lines),
                      field("ignores_extra_fields", &CsvFormat::ignores_extra_fields),
                      field("missing_texts", &CsvFormat::missing_texts),
                      field("true_texts", &CsvFormat::true_texts),
                      field("false_texts", &CsvFormat::false_texts)};
  }
};

// The texts that pandas takes as missing by default, the empty text among them.
const std::vector<std::string>& default_missing_texts();

// What is wrong at a place of a text. Whoever knows the file makes an error of it that names file and line.
class CsvFault : public std::exception {
 public:
  CsvFault(std::size_t offset, std::string rule, std::string advice = {})
      : offset_(offset), rule_(std::move(rule)), advice_(std::move(advice)) {}
  const char* what() const noexcept override { return rule_.c_str(); }
  // Into the text that was parsed.
  std::size_t offset() const { return offset_; }
  // The rule, then the values: "a column that is int64 in the sample must be so throughout: column 'a', '1.5'".
  const std::string& rule() const { return rule_; }
  const std::string& advice() const { return advice_; }

 private:
  std::size_t offset_;
  std::string rule_;
  std::string advice_;
};

// Bytes after a text that the scanners may read, though not look at.
constexpr std::size_t kCsvPadding = 64;

}  // namespace tusk::kernels
