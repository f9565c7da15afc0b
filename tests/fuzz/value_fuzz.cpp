// Values from a stranger's bytes: read_value, and all that one does with what it gives.
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>

#include <arrow/api.h>
#include <arrow/c/abi.h>

#include <tusk/core/error.h>
#include <tusk/data/arrow_stream.h>
#include <tusk/data/dlpack.h>
#include <tusk/data/ndarray.h>
#include <tusk/data/table.h>
#include <tusk/data/value.h>

#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace tusk;

struct Leaf {
  static constexpr std::string_view kName = "fuzz.leaf";
  std::optional<double> weight;
  std::vector<Leaf> leaves;
  std::map<std::string, Value> tags;
  static constexpr auto fields() {
    return std::tuple{field("weight", &Leaf::weight), field("leaves", &Leaf::leaves), field("tags", &Leaf::tags)};
  }
};

FuzzBytes written(const Value& value) {
  BufferWriter writer;
  write_value(writer, value);
  return std::move(writer).bytes();
}

void expect(bool is_so) {
  if (!is_so) std::abort();
}

template <class... T>
void convert(const Value& value) {
  const auto try_one = [&]<class To>() {
    try {
      (void)value.as<To>();
    } catch (const Error&) {
    }
  };
  (try_one.template operator()<T>(), ...);
}

void use_array(const NdArray& array) {
  expect(array.contiguous() == array);
  expect(dlpack::import_tensor(dlpack::export_tensor_versioned(array)) == array);
}

void use_table(const Table& table) {
  ArrowArrayStream stream = {};
  export_stream(table, &stream);
  expect(import_stream(&stream).row_count() == table.row_count());
  (void)table.column_dtypes();
}

void use(const Value& value) {
  (void)value.print();
  (void)value.size_bytes();
  if (const auto* array = value.if_boxed<NdArray>()) use_array(*array);
  if (const auto* table = value.if_boxed<Table>()) use_table(*table);
  convert<int, double, std::string, NdArray, std::vector<double>, std::vector<std::int8_t>, std::vector<bool>, Sequence,
          std::vector<std::vector<int>>, std::map<std::string, Value>, std::tuple<int, std::optional<float>>>(value);
  // What was read can be written, and is then the same for good.
  const FuzzBytes bytes = written(value);
  ByteReader reader(bytes);
  const Value again = read_value(reader);
  expect(reader.remaining() == 0);
  expect(written(again) == bytes);
  expect(again.hash() == value.hash());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader reader({reinterpret_cast<const std::byte*>(data), size});
  std::optional<Value> value;
  try {
    value = read_value(reader);
  } catch (const Error&) {
    return 0;
  }
  use(*value);
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  const auto column = [](auto builder, auto... elements) {
    expect((builder.Append(elements).ok() && ...) && builder.AppendNull().ok());
    return *builder.Finish();
  };
  const auto integers = column(arrow::Int32Builder(), 1, 0, 1);
  const auto texts = column(arrow::StringBuilder(), "low", "", "high");
  const auto dictionary = *arrow::DictionaryArray::FromArrays(column(arrow::Int32Builder(), 1, 0, 1), texts);
  const auto lists = *arrow::ListArray::FromArrays(*column(arrow::Int32Builder(), 0, 2, 2, 3)->Slice(0, 4), *integers);
  const auto schema = arrow::schema(
      {arrow::field("i", integers->type()), arrow::field("t", texts->type()), arrow::field("d", dictionary->type())});
  const Table table(arrow::Table::Make(schema, arrow::ArrayVector{integers, texts, dictionary}));
  const Table nested(arrow::Table::Make(arrow::schema({arrow::field("l", lists->type())}), arrow::ArrayVector{lists}));
  const Table chunked(*arrow::ConcatenateTables({table.arrow(), table.arrow()->Slice(1)}));

  std::vector<FuzzBytes> seeds;
  for (const Value& value : {Value(),
                             Value::of(1),
                             Value::of(2.5),
                             Value::of(0.5f),
                             Value::of(true),
                             Value::of("text"),
                             Value::of(std::complex<float>(1, 2)),
                             Value::of(Sequence{Value::of(1), Value::of(Sequence{Value::of("a"), Value()})}),
                             Value::of(std::vector<double>{1, 2}),
                             Value::of(std::vector<std::string>{"a", "bc"}),
                             Value::of(std::vector<bool>{true, false}),
                             Value::of(std::map<std::string, Value>{{"a", Value::of(1)}, {"b", Value::of("c")}}),
                             Value::of(Leaf{1.5, {Leaf{}, Leaf{2, {}, {}}}, {{"a", Value::of(1)}}}),
                             Value::of(NdArray::zeros(DType::Bool, {2, 3})),
                             Value::of(NdArray::from_vector(std::vector<double>{1, 2, 3, 4}, {2, 2})),
                             Value::of(NdArray::zeros(DType::Int8, {})),
                             Value::of(Table()),
                             Value::of(table),
                             Value::of(nested),
                             Value::of(chunked)}) {
    seeds.push_back(written(value));
  }
  return seeds;
}
