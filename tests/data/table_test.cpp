#include <tusk/data/table.h>

#include <cmath>

#include <arrow/api.h>
#include <arrow/c/abi.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/compression.h>
#include <gmock/gmock.h>

#include <tusk/core/memory.h>
#include <tusk/data/arrow_stream.h>

#include "data/arrow_pool.h"
#include "tests/data/value_bytes.h"

namespace tusk {
namespace {

using test::error_of;
using test::sent;
using testing::ElementsAre;
using testing::HasSubstr;

template <class Builder, class T>
std::shared_ptr<arrow::Array> column(const std::vector<std::optional<T>>& values) {
  Builder builder(data::arrow_pool());
  for (const auto& value : values) EXPECT_TRUE((value ? builder.Append(*value) : builder.AppendNull()).ok());
  return *builder.Finish();
}

std::shared_ptr<arrow::Array> integers(const std::vector<std::optional<int>>& values) {
  return column<arrow::Int32Builder, int>(values);
}
std::shared_ptr<arrow::Array> numbers(const std::vector<std::optional<double>>& values) {
  return column<arrow::DoubleBuilder, double>(values);
}
std::shared_ptr<arrow::Array> texts(const std::vector<std::optional<std::string>>& values) {
  return column<arrow::StringBuilder, std::string>(values);
}

using Columns = std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>>;

Table table_of(const Columns& columns) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& [name, array] : columns) {
    fields.push_back(arrow::field(name, array->type()));
    arrays.push_back(array);
  }
  return Table(arrow::Table::Make(arrow::schema(fields), arrays));
}

Table people() {
  return table_of({{"name", texts({"ann", std::nullopt, "bob"})},
                   {"age", integers({30, 40, std::nullopt})},
                   {"height", numbers({1.5, NAN, 2})}});
}

TEST(Table, KnowsItsColumnsAndRows) {
  EXPECT_EQ(people().row_count(), 3);
  EXPECT_EQ(people().column_count(), 3u);
  EXPECT_THAT(people().column_names(), ElementsAre("name", "age", "height"));
  EXPECT_THAT(people().column_dtypes(), ElementsAre("string", "int32", "float64"));
  EXPECT_EQ(to_text(people()), "Table(3 rows: name string, age int32, height float64)");
  EXPECT_EQ(Table().row_count(), 0);
  EXPECT_THROW(Table(nullptr), ValueError);
}

TEST(Table, PrintsInShort) {
  EXPECT_EQ(
      to_text(table_of(Columns(10, {"x", integers({1})}))),
      "Table(1 rows: x int32, x int32, x int32, x int32, x int32, x int32, x int32, x int32, ... 2 more columns)");
}

TEST(Table, CountsASharedBufferOnce) {
  const auto array = numbers({1, 2, 3});
  const std::size_t once = table_of({{"a", array}}).size_bytes();
  EXPECT_GE(once, 24u);
  EXPECT_EQ(table_of({{"a", array}, {"b", array}}).size_bytes(), once);
  EXPECT_GE(Value::of(table_of({{"a", array}})).size_bytes(), once);
}

TEST(Table, EqualityIsOfNamesTypesAndRows) {
  EXPECT_TRUE(people() == people());
  const Table halves(*arrow::ConcatenateTables({people().arrow()->Slice(0, 1), people().arrow()->Slice(1)}));
  EXPECT_TRUE(people() == halves);
  EXPECT_TRUE(people() == Table(people().arrow()->ReplaceSchemaMetadata(arrow::key_value_metadata({{"a", "b"}}))));
  EXPECT_FALSE(people() == Table(people().arrow()->Slice(1)));
  EXPECT_FALSE(table_of({{"a", integers({1})}}) == table_of({{"b", integers({1})}}));
  EXPECT_FALSE(table_of({{"a", integers({1})}}) == table_of({{"a", numbers({1})}}));
}

TEST(Table, ComesBackFromItsBytes) {
  auto dictionary = arrow::DictionaryArray::FromArrays(integers({0, 1, 0}), texts({"low", "high"}));
  auto lists = arrow::ListArray::FromArrays(*integers({0, 2, 2, 3}), *integers({1, 2, 3}));
  const Table rich = table_of({{"kind", *dictionary}, {"list", *lists}, {"text", texts({"a", std::nullopt, ""})}});
  for (const Table& table :
       {people(), Table(), rich, Table(people().arrow()->Slice(1, 1)), Table(people().arrow()->Slice(3)),
        Table(*arrow::ConcatenateTables({people().arrow(), people().arrow()}))}) {
    const Table back = sent(Value::of(table)).as<Table>();
    EXPECT_TRUE(back == table) << to_text(table);
    EXPECT_TRUE(back.arrow()->schema()->Equals(*table.arrow()->schema(), true));
    EXPECT_EQ(Value::of(back).hash(), Value::of(table).hash());
  }
}

TEST(Table, KeepsItsRowsWithoutColumns) {
  const Table rows(arrow::Table::Make(arrow::schema({}), arrow::ChunkedArrayVector{}, 5));
  EXPECT_EQ(sent(Value::of(rows)).as<Table>().row_count(), 5);
}

TEST(Table, IsReadIntoThePool) {
  const Value value = Value::of(table_of({{"a", numbers(std::vector<std::optional<double>>(10000, 1.0))}}));
  const std::uint64_t before = default_memory_pool().current_bytes();
  {
    const Value back = sent(value);
    EXPECT_GE(default_memory_pool().current_bytes(), before + 80000);
  }
  EXPECT_EQ(default_memory_pool().current_bytes(), before);
}

std::vector<std::byte> table_bytes(std::span<const std::uint8_t> stream) {
  BufferWriter writer;
  writer.write(std::uint8_t(2)), writer.write_text("table"), writer.write_size(stream.size());
  writer.write_bytes(stream.data(), stream.size());
  return writer.bytes();
}

// Every way to overwrite a word of the stream is either harmless or refused: nothing crashes.
TEST(TableBytes, ChangedAnywhereAreReadOrRefused) {
  const auto bytes = test::bytes_of(Value::of(people()));
  int refused = 0;
  for (std::size_t i = 0; i + 4 <= bytes.size(); i += 2) {
    auto changed = bytes;
    std::fill_n(changed.begin() + std::ptrdiff_t(i), 4, std::byte(0xFF));
    try {
      (void)test::value_of(changed).as<Table>().column_dtypes();
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 50);
}

TEST(TableBytes, CutShortAreRefused) {
  const auto bytes = test::bytes_of(Value::of(people()));
  for (std::size_t size = 0; size < bytes.size(); size += 7)
    EXPECT_THROW(test::value_of(std::span(bytes).first(size)), ValueError) << size;
}

TEST(TableBytes, ThatAreNoStreamAreRefused) {
  const std::uint8_t garbage[] = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_THAT(error_of<ValueError>([&] { test::value_of(table_bytes(garbage)); }),
              HasSubstr("the bytes of a serialized table can't be read"));
}

// A compressed buffer may announce any size: nothing of the kind is ever written here.
TEST(TableBytes, WhichWouldGrowImmenselyAreRefused) {
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.codec = *arrow::util::Codec::Create(arrow::Compression::ZSTD);
  auto sink = *arrow::io::BufferOutputStream::Create();
  const auto column =
      std::make_shared<arrow::DoubleArray>(std::int64_t(4) << 20, *arrow::AllocateBuffer(std::int64_t(32) << 20));
  std::memset(const_cast<double*>(column->raw_values()), 0, std::size_t(32) << 20);
  const Table zeros = table_of({{"zeros", column}});
  const auto writer = *arrow::ipc::MakeStreamWriter(sink, zeros.arrow()->schema(), options);
  ASSERT_TRUE(writer->WriteTable(*zeros.arrow()).ok());
  ASSERT_TRUE(writer->Close().ok());
  const auto stream = *sink->Finish();
  ASSERT_LT(stream->size(), 100000);
  EXPECT_THAT(error_of<ValueError>([&] { test::value_of(table_bytes({stream->data(), std::size_t(stream->size())})); }),
              HasSubstr("more memory than its bytes explain"));
}

TEST(ArrowStream, CarriesATableWithoutACopy) {
  const Table table = people();
  ArrowArrayStream stream = {};
  export_stream(table, &stream);
  const Table back = import_stream(&stream);
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_TRUE(back == table);
  EXPECT_EQ(back.arrow()->column(1)->chunk(0)->data()->buffers[1]->data(),
            table.arrow()->column(1)->chunk(0)->data()->buffers[1]->data());
}

TEST(ArrowStream, KeepsWhatItExportsAlive) {
  ArrowArrayStream stream = {};
  export_stream(people(), &stream);
  EXPECT_TRUE(import_stream(&stream) == people());
  export_stream(people(), &stream);
  stream.release(&stream);
}

TEST(ArrowStream, ReportsTheProducersError) {
  ArrowArrayStream stream = {
      .get_schema = [](ArrowArrayStream*, ArrowSchema*) { return EIO; },
      .get_next = nullptr,
      .get_last_error = [](ArrowArrayStream*) { return "the disk is gone"; },
      .release = [](ArrowArrayStream* self) { self->release = nullptr; },
      .private_data = nullptr,
  };
  EXPECT_THAT(error_of<OSError>([&] { import_stream(&stream); }), HasSubstr("the disk is gone"));
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_THROW(import_stream(&stream), ValueError);
}

TEST(ArrowPool, DrawsOnTheAccountedPool) {
  const std::uint64_t before = default_memory_pool().current_bytes();
  std::uint8_t* block = nullptr;
  ASSERT_TRUE(data::arrow_pool()->Allocate(1000, &block).ok());
  EXPECT_EQ(default_memory_pool().current_bytes(), before + 1000);
  block[999] = 7;
  ASSERT_TRUE(data::arrow_pool()->Reallocate(1000, 5000, &block).ok());
  EXPECT_EQ(block[999], 7);
  EXPECT_EQ(default_memory_pool().current_bytes(), before + 5000);
  data::arrow_pool()->Free(block, 5000);
  EXPECT_EQ(default_memory_pool().current_bytes(), before);
}

TEST(ArrowPool, ALimitIsAnArrowErrorAndAMemoryErrorForUs) {
  MemoryPool& pool = default_memory_pool();
  const std::uint64_t limit = pool.limit_bytes();
  const auto bytes = test::bytes_of(Value::of(people()));
  pool.set_limit_bytes(pool.current_bytes() + 10);
  std::uint8_t* block = nullptr;
  EXPECT_TRUE(data::arrow_pool()->Allocate(1000, &block).IsOutOfMemory());
  EXPECT_THROW(test::value_of(bytes), MemoryError);
  pool.set_limit_bytes(limit);
  EXPECT_NO_THROW(test::value_of(bytes));
}

}  // namespace
}  // namespace tusk
