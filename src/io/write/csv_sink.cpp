#include "io/write/csv_sink.h"

#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "io/write/file_sink.h"
#include "io/write/name_pattern.h"

namespace tusk::io {
namespace {

constexpr std::string_view kMarkOfUtf8 = "\xEF\xBB\xBF";

class CsvPartWriter final : public PartWriter {
 public:
  CsvPartWriter(std::shared_ptr<arrow::io::OutputStream> stream, kernels::CsvTextOptions options)
      : stream_(std::move(stream)), options_(std::move(options)) {}

  void begin(const arrow::Schema& schema, bool has_mark, bool has_header) {
    if (has_mark) text_ += kMarkOfUtf8;
    if (has_header) kernels::append_csv_header(schema, options_, text_);
    flush();
  }
  void write(const kernels::Batch& batch) override {
    kernels::append_csv_rows(batch, options_, text_);
    flush();
  }
  void close() override {}

 private:
  void flush() {
    data::throw_unless_ok(stream_->Write(text_.data(), std::int64_t(text_.size())), "writing CSV");
    text_.clear();
  }

  std::shared_ptr<arrow::io::OutputStream> stream_;
  kernels::CsvTextOptions options_;
  std::string text_;
};

struct CsvPartFormat final : DeclaredAs<CsvPartFormat, PartFormat> {
  static constexpr std::string_view kName = "csv";
  static constexpr auto fields() {
    return std::tuple{field("text", &CsvPartFormat::text), field("has_header", &CsvPartFormat::has_header),
                      field("has_byte_order_mark", &CsvPartFormat::has_byte_order_mark)};
  }
  kernels::CsvTextOptions text;
  bool has_header = true;
  bool has_byte_order_mark = false;

  std::string_view extension() const override { return ".csv"; }
  void check(const kernels::SchemaPtr& schema) const override { kernels::check_csv_text(*schema, text); }
  std::unique_ptr<PartWriter> open(std::shared_ptr<arrow::io::OutputStream> stream, const kernels::SchemaPtr& schema,
                                   bool is_first) const override {
    auto writer = std::make_unique<CsvPartWriter>(std::move(stream), text);
    writer->begin(*schema, is_first && has_byte_order_mark, is_first && has_header);
    return writer;
  }
};

}  // namespace

kernels::SinkPtr csv_sink(const std::string& address, const CsvWriteOptions& options) {
  auto format = std::make_shared<CsvPartFormat>();
  format->text = options.text;
  format->has_header = options.has_header;
  format->has_byte_order_mark = options.has_byte_order_mark;
  FileSinkOptions sink{.folder = {},
                       .format = std::move(format),
                       .mode = options.mode,
                       .names = options.names,
                       .digits = 1,
                       .storage_options = options.storage_options};
  if (options.is_single_file) {
    if (options.mode != WriteMode::ReplaceEach)
      throw ValueError("a single file is written anew, and takes the place of the one before: got another mode");
    auto place = split_name(address);
    sink.folder = place.folder;
    sink.single_file = place.before;
  } else {
    auto pattern = name_pattern(address, ".csv");
    sink.folder = pattern.folder;
    sink.name_before = pattern.before;
    sink.name_after = pattern.after;
  }
  return file_sink(std::move(sink));
}

}  // namespace tusk::io
