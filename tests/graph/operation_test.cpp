#include <tusk/graph/operation.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/literal.h>

#include "graph/current_task.h"
#include "tests/graph/idle_context.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using tusk::Inputs;
using tusk::OperationPtr;
using tusk::TaskContext;
using tusk::Value;
using tusk::graph::bytes_of;
using tusk::graph::operation_in;
using tusk::graph::run_alone;

struct Scale {
  static constexpr std::string_view kName = "test.scale";
  double factor = 1;
  static constexpr auto fields() { return std::tuple{tusk::field("factor", &Scale::factor)}; }
  Value run(const Inputs& inputs, TaskContext&) const { return Value::of(factor * inputs[0].as<double>()); }
};

struct Holder {
  static constexpr std::string_view kName = "test.holder";
  Value held;
  static constexpr auto fields() { return std::tuple{tusk::field("held", &Holder::held)}; }
  Value run(const Inputs&, TaskContext&) const { return held; }
};

struct NeverMade {
  static constexpr std::string_view kName = "test.never_made";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs&, TaskContext&) const { return Value(); }
};

struct Nameless {
  int x = 0;
};

OperationPtr read_nothing(tusk::ByteReader&) { return nullptr; }
OperationPtr read_nothing_too(tusk::ByteReader& reader) { return reader.remaining() > 0 ? nullptr : tusk::alias(); }

TEST(Operation, IsReadAsItWasWritten) {
  const OperationPtr scale = tusk::operation(Scale{2.5});
  const OperationPtr copy = operation_in(bytes_of(*scale));
  EXPECT_EQ(copy->print(), "test.scale(factor=2.5)");
  EXPECT_EQ(copy->hash(), scale->hash());
  EXPECT_EQ(run_alone(*copy, {Value::of(4.0)}).as<double>(), 10.0);
}

TEST(Operation, HashTellsParametersAndNamesApart) {
  EXPECT_EQ(tusk::operation(Scale{2})->hash(), tusk::operation(Scale{2})->hash());
  EXPECT_NE(tusk::operation(Scale{2})->hash(), tusk::operation(Scale{3})->hash());
  EXPECT_NE(tusk::literal(Value::of(2.0))->hash(), tusk::operation(Scale{2})->hash());
}

TEST(Operation, PrintsWithItsInputs) {
  const std::vector<Value> inputs = {Value::of(3.5), Value::of("x")};
  EXPECT_EQ(tusk::operation(Scale{2})->print_with(Inputs(inputs.data(), nullptr, 2)), "test.scale(3.5, 'x', factor=2)");
  EXPECT_EQ(tusk::operation(Scale{2})->print_with(Inputs(nullptr, nullptr, 0)), "test.scale(factor=2)");
  EXPECT_EQ(tusk::alias()->print_with(Inputs(inputs.data(), nullptr, 1)), "alias(3.5)");
}

TEST(Operation, PrintsOnlyTheFirstOfManyInputs) {
  const std::vector<Value> inputs(10'000, Value::of(7));
  const std::string text = tusk::alias()->print_with(Inputs(inputs.data(), nullptr, inputs.size()));
  EXPECT_THAT(text, HasSubstr("... (10000 in all)"));
  EXPECT_LT(text.size(), 100u);
}

TEST(Operation, IsPortableOnlyIfItsValuesAre) {
  EXPECT_TRUE(tusk::operation(Holder{Value::of(1)})->is_portable());
  const OperationPtr holder = tusk::operation(Holder{Value::of(Nameless{})});
  EXPECT_FALSE(holder->is_portable());
  EXPECT_EQ(holder->hash(), holder->hash());
  EXPECT_NE(holder->hash(), tusk::operation(Holder{Value::of(Nameless{})})->hash());
  EXPECT_THAT([&] { bytes_of(*holder); }, ThrowsMessage<tusk::TypeError>(HasSubstr("can't leave the process")));
}

TEST(OperationRegistry, TakesTheSameReaderTwiceButNoOtherOneUnderItsName) {
  EXPECT_TRUE(tusk::register_operation("test.reader", &read_nothing));
  EXPECT_TRUE(tusk::register_operation("test.reader", &read_nothing));
  EXPECT_THAT([] { tusk::register_operation("test.reader", &read_nothing_too); },
              ThrowsMessage<tusk::ValueError>(AllOf(HasSubstr("\"test.reader\""), HasSubstr("choose another name"))));
}

TEST(OperationRegistry, TakesAnotherCopyOfTheCodeOfOneType) {
  EXPECT_TRUE(tusk::register_operation("test.copies", &read_nothing, &typeid(Scale)));
  EXPECT_TRUE(tusk::register_operation("test.copies", &read_nothing_too, &typeid(Scale)));
  EXPECT_THROW(tusk::register_operation("test.copies", &read_nothing_too, &typeid(Holder)), tusk::ValueError);
}

TEST(OperationRegistry, RefusesAnEmptyName) {
  EXPECT_THROW(tusk::register_operation("", &read_nothing), tusk::ValueError);
}

TEST(OperationRegistry, HoldsParametersThatNobodyMakes) {
  EXPECT_TRUE(tusk::register_operation<NeverMade>());
  EXPECT_THAT(tusk::registered_operations(), testing::Contains("test.never_made"));
}

TEST(OperationBytes, OfAnUnknownOperationNameItAndItsNeighbours) {
  tusk::BufferWriter writer;
  writer.write_text("test.scal");
  EXPECT_THAT([&] { operation_in(writer.bytes()); },
              ThrowsMessage<tusk::TypeError>(AllOf(HasSubstr("\"test.scal\""), HasSubstr("did you mean test.scale"),
                                                   HasSubstr("tusk::load_library"))));
}

TEST(OperationBytes, ThatEndEarlyAreRefusedWhereverTheyEnd) {
  for (const OperationPtr& whole : {tusk::operation(Scale{2}), tusk::literal(Value::of("some text"))}) {
    const auto bytes = bytes_of(*whole);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_THROW(operation_in({bytes.begin(), bytes.begin() + std::ptrdiff_t(size)}), tusk::ValueError) << size;
    }
  }
}

TEST(OperationBytes, WithAnEndlessNameGiveAShortMessage) {
  tusk::BufferWriter writer;
  writer.write_text(std::string(5'000, 'n'));
  try {
    operation_in(writer.bytes());
    FAIL() << "an unknown name must be refused";
  } catch (const tusk::TypeError& error) {
    EXPECT_LT(std::string(error.what()).size(), 500u);
  }
}

TEST(Literal, IsItsValue) {
  const OperationPtr text = tusk::literal(Value::of("abc"));
  EXPECT_EQ(run_alone(*text).as<std::string>(), "abc");
  EXPECT_EQ(text->print(), "literal('abc')");
  const OperationPtr copy = operation_in(bytes_of(*text));
  EXPECT_EQ(run_alone(*copy).as<std::string>(), "abc");
  EXPECT_EQ(copy->hash(), text->hash());
  EXPECT_NE(tusk::literal(Value::of("abd"))->hash(), text->hash());
}

TEST(Literal, IsPortableAsItsValueIs) {
  const Value object = Value::of(Nameless{});
  EXPECT_TRUE(tusk::literal(Value())->is_portable());
  EXPECT_FALSE(tusk::literal(object)->is_portable());
  EXPECT_EQ(tusk::literal(object)->hash(), tusk::literal(object)->hash());
}

TEST(Alias, HandsItsInputOn) {
  EXPECT_EQ(run_alone(*tusk::alias(), {Value::of(42)}).as<int>(), 42);
  EXPECT_THROW(run_alone(*tusk::alias()), tusk::ValueError);
  EXPECT_EQ(operation_in(bytes_of(*tusk::alias()))->hash(), tusk::alias()->hash());
}

TEST(CurrentTask, IsTheOneOfTheInnermostScope) {
  tusk::graph::IdleContext outer;
  tusk::graph::IdleContext inner;
  EXPECT_EQ(tusk::current_task(), nullptr);
  {
    const tusk::graph::CurrentTaskScope outer_scope(&outer);
    {
      const tusk::graph::CurrentTaskScope inner_scope(&inner);
      EXPECT_EQ(tusk::current_task(), &inner);
    }
    EXPECT_EQ(tusk::current_task(), &outer);
  }
  EXPECT_EQ(tusk::current_task(), nullptr);
}

}  // namespace
