#include "io/write/file_sink.h"

#include <charconv>
#include <map>
#include <optional>

#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/file_store.h"
#include "io/write/row_split.h"

namespace tusk::io {
namespace {

struct WrittenFile {
  std::string name;
  std::int64_t rows = 0;
};

Table receipt_of(const std::vector<WrittenFile>& files) {
  arrow::StringBuilder names(data::arrow_pool());
  arrow::Int64Builder rows(data::arrow_pool());
  for (const auto& file : files) {
    data::throw_unless_ok(names.Append(file.name), "noting a file");
    data::throw_unless_ok(rows.Append(file.rows), "noting a file");
  }
  const auto schema = arrow::schema({arrow::field("path", arrow::utf8()), arrow::field("rows", arrow::int64())});
  return Table(arrow::Table::Make(schema, {data::value_or_throw(names.Finish(), "noting a file"),
                                           data::value_or_throw(rows.Finish(), "noting a file")}));
}

Table addresses_table(const std::vector<std::string>& addresses) {
  arrow::StringBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(addresses), "noting a file");
  return Table(arrow::Table::Make(arrow::schema({arrow::field("path", arrow::utf8())}),
                                  {data::value_or_throw(builder.Finish(), "noting a file")}));
}

// A file that is being written; dropped before close(), it goes.
class OpenPart {
 public:
  OpenPart(const DataSetPlace& place, const PartFormat& format, std::string name, const kernels::SchemaPtr& schema,
           bool is_first)
      : place_(place), name_(std::move(name)), stream_(place.create(name_)) {
    writer_ = format.open(stream_, schema, is_first);
  }
  ~OpenPart() {
    if (!stream_) return;
    writer_.reset();
    stream_.reset();
    place_.discard(name_);
  }
  OpenPart(const OpenPart&) = delete;
  OpenPart& operator=(const OpenPart&) = delete;

  void write(const kernels::Batch& batch) {
    writer_->write(batch);
    rows_ += batch->num_rows();
  }
  WrittenFile close() {
    writer_->close();
    data::throw_unless_ok(stream_->Close(), "writing a file");
    stream_.reset();
    is_closed_ = true;
    return {name_, rows_};
  }
  // After close(), when the whole partition has failed.
  void discard() {
    if (is_closed_) place_.discard(name_);
  }

 private:
  const DataSetPlace& place_;
  std::string name_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
  std::unique_ptr<PartWriter> writer_;
  std::int64_t rows_ = 0;
  bool is_closed_ = false;
};

// One partition, in one file or spread over folders.
class PartitionWriter final : public kernels::PartialReduction {
 public:
  PartitionWriter(const DataSetTarget& target, PartFormatPtr format, std::vector<std::string> keys, std::string name,
                  const kernels::SchemaPtr& schema, bool is_first)
      : place_(data_set_place(target)),
        format_(std::move(format)),
        keys_(std::move(keys)),
        name_(std::move(name)),
        schema_(schema_without(schema, keys_)),
        is_first_(is_first) {
    if (keys_.empty()) part_in("");
  }
  ~PartitionWriter() override {
    if (is_finished_) return;
    for (auto& [folder, part] : parts_) part->discard();
  }

  void consume(const kernels::Batch& batch) override {
    if (keys_.empty()) return part_in("").write(batch);
    for (const auto& [folder, rows] : split_rows(batch, keys_)) part_in(folder).write(rows);
  }
  Table finish() override {
    std::vector<WrittenFile> files;
    for (auto& [folder, part] : parts_) files.push_back(part->close());
    is_finished_ = true;
    return receipt_of(files);
  }

 private:
  OpenPart& part_in(const std::string& folder) {
    auto& part = parts_[folder];
    if (!part) part = std::make_unique<OpenPart>(*place_, *format_, folder + name_, schema_, is_first_);
    return *part;
  }

  std::unique_ptr<const DataSetPlace> place_;
  PartFormatPtr format_;
  std::vector<std::string> keys_;
  std::string name_;
  kernels::SchemaPtr schema_;
  bool is_first_;
  std::map<std::string, std::unique_ptr<OpenPart>> parts_;
  bool is_finished_ = false;
};

struct FileSink final : DeclaredAs<FileSink, kernels::Sink> {
  static constexpr std::string_view kName = "files";
  static constexpr auto fields() {
    return std::tuple{field("target", &FileSink::target),
                      field("format", &FileSink::format),
                      field("partition_on", &FileSink::partition_on),
                      field("names", &FileSink::names),
                      field("name_before", &FileSink::name_before),
                      field("name_after", &FileSink::name_after),
                      field("digits", &FileSink::digits),
                      field("first_number", &FileSink::first_number),
                      field("single_file", &FileSink::single_file)};
  }
  DataSetTarget target;
  PartFormatPtr format;
  std::vector<std::string> partition_on;
  std::vector<std::string> names;
  std::string name_before;
  std::string name_after;
  int digits = 0;
  std::int64_t first_number = 0;
  std::string single_file;

  void prepare(const kernels::SchemaPtr& schema, std::int64_t partition_count) const override {
    if (!names.empty() && std::int64_t(names.size()) != partition_count) {
      throw ValueError(fmt::format("each partition has the name of a file: got {} names for {} partitions",
                                   names.size(), partition_count));
    }
    format->check(schema_without(schema, partition_on));
    data_set_place(target)->prepare();
  }

  std::unique_ptr<kernels::PartialReduction> begin(std::int64_t partition, std::int64_t partition_count,
                                                   const kernels::SchemaPtr& schema) const override {
    const bool is_first = single_file.empty() || partition == 0;
    return std::make_unique<PartitionWriter>(target, format, partition_on, name_of(partition, partition_count), schema,
                                             is_first);
  }

  Table commit(std::span<const Table> receipts) const override {
    std::vector<std::string> written;
    for (const auto& receipt : receipts)
      for (const auto& chunk : receipt.arrow()->GetColumnByName("path")->chunks())
        for (const auto& name : static_cast<const arrow::StringArray&>(*chunk)) written.emplace_back(*name);
    const auto place = data_set_place(target);
    if (!single_file.empty()) {
      place->join(written, single_file);
      written = {single_file};
    }
    return addresses_table(place->commit(written));
  }

  void abandon() const noexcept override {
    try {
      data_set_place(target)->abandon();
    } catch (const std::exception&) {  // the run's own error is what the caller must see
    }
  }

  std::string name_of(std::int64_t partition, std::int64_t partition_count) const {
    if (!single_file.empty()) return fmt::format(".{}.{}", single_file, partition);
    if (!names.empty()) return names.at(std::size_t(partition));
    const auto last = first_number + partition_count - 1;
    const auto width = std::max(std::size_t(digits), fmt::formatted_size("{}", last));
    return fmt::format("{}{:0{}}{}", name_before, first_number + partition, width, name_after);
  }
};

// One more than the highest number among the names of the folder's files.
std::int64_t next_number(const FileSink& sink) {
  const auto store = store_of(sink.target.folder, sink.target.storage_options.values);
  std::int64_t next = 0;
  if (!store->is_folder(sink.target.folder)) return next;
  for (const auto& file : store->files_below(sink.target.folder)) {
    const auto name = std::string_view(file.address).substr(file.address.rfind('/') + 1);
    if (!name.starts_with(sink.name_before)) continue;
    std::int64_t number = 0;
    const auto* digits = name.data() + sink.name_before.size();
    if (std::from_chars(digits, name.data() + name.size(), number).ec == std::errc()) next = std::max(next, number + 1);
  }
  return next;
}

}  // namespace

kernels::SinkPtr file_sink(FileSinkOptions options) {
  if (options.folder.empty()) throw ValueError("a data set is written into a folder: got an empty name");
  if (!options.single_file.empty() && (!options.partition_on.empty() || !options.names.empty()))
    throw ValueError("one file has one name: single_file goes with neither partition_on nor names");
  auto sink = std::make_shared<FileSink>();
  sink->target = {.folder = std::move(options.folder),
                  .mode = options.mode,
                  .token = unique_hash().hex().substr(0, 12),
                  .storage_options = {std::move(options.storage_options)}};
  sink->name_after =
      options.name_after.empty() ? std::string(options.format->extension()) : std::move(options.name_after);
  sink->format = std::move(options.format);
  sink->partition_on = std::move(options.partition_on);
  sink->names = std::move(options.names);
  sink->name_before = std::move(options.name_before);
  sink->digits = options.digits;
  sink->single_file = std::move(options.single_file);
  if (sink->single_file.empty() && sink->names.empty() && sink->partition_on.empty()) {
    sink->target.name_before = sink->name_before;
    sink->target.name_after = sink->name_after;
  }
  if (options.mode == WriteMode::Append) sink->first_number = next_number(*sink);
  return sink;
}

}  // namespace tusk::io
