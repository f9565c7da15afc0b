#include <tusk/graph/function.h>

#include <memory>
#include <stdexcept>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "graph/call.h"
#include "tests/graph/idle_context.h"

namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StrEq;
using testing::ThrowsMessage;
using tusk::Argument;
using tusk::FunctionPtr;
using tusk::Inputs;
using tusk::OperationPtr;
using tusk::Value;
using tusk::graph::bytes_of;
using tusk::graph::operation_in;
using tusk::graph::run_alone;

double area(double width, double height) { return width * height; }
int increment(int x) { return x + 1; }
int unregistered_increment(int x) { return x + 1; }
int divide(int x, int y) { return y == 0 ? throw std::domain_error("division by zero") : x / y; }
void do_nothing() {}
std::size_t length(std::string_view text) { return text.size(); }
std::int8_t small(std::int8_t x) { return x; }
double total(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number;
  return sum;
}
int sum_of_nine(int a, int b, int c, int d, int e, int f, int g, int h, int i) {
  return a + b + c + d + e + f + g + h + i;
}
int quick(int x) noexcept { return x; }

TUSK_OPERATIONS {
  tusk::register_function("shop.area", area);
  tusk::register_function("shop.increment", increment);
  tusk::register_function("shop.divide", divide);
  tusk::register_function("shop.total", total);
}

Argument constant(auto object) { return Argument::of_constant(Value::of(object)); }
Argument input(std::uint32_t number) { return Argument::of_input(number); }

// Two inputs, 6 and 7.
struct TwoInputs {
  std::vector<Value> values = {Value::of(6), Value::of(7)};
  Inputs view() const { return {values.data(), nullptr, values.size()}; }
};

TEST(Function, KnowsTheNamesOfItsTypes) {
  EXPECT_THAT(tusk::function(area)->parameters, ElementsAre("float64", "float64"));
  EXPECT_EQ(tusk::function(area)->result, "float64");
  EXPECT_EQ(tusk::function(do_nothing)->result, "none");
  EXPECT_THAT(tusk::function(total)->parameters, ElementsAre("vector<float64>"));
}

TEST(Function, CallsAnythingWithASignature) {
  const int base = 10;
  EXPECT_EQ(run_alone(*call(tusk::function(increment), {constant(1)})).as<int>(), 2);
  EXPECT_EQ(run_alone(*call(tusk::function(quick), {constant(1)})).as<int>(), 1);
  EXPECT_EQ(run_alone(*call(tusk::function([base](int x) { return base + x; }), {constant(1)})).as<int>(), 11);
  EXPECT_EQ(run_alone(*call(tusk::function(std::function<int(int)>(increment)), {constant(1)})).as<int>(), 2);
  EXPECT_TRUE(run_alone(*call(tusk::function(do_nothing), {})).is_none());
  EXPECT_EQ(run_alone(*call(tusk::function(length), {constant("four")})).as<std::size_t>(), 4u);
  EXPECT_EQ(run_alone(*call(tusk::function(increment), {input(0)}), {Value::of(41)}).as<int>(), 42);
}

TEST(Function, TakesReferencesToWhatLiesInTheValue) {
  const std::string* seen = nullptr;
  const auto see = [&seen](const std::string& text) { seen = &text; };
  const Value text = Value::of(std::string("a text that is not copied"));
  run_alone(*call(tusk::function(see), {input(0)}), {text});
  EXPECT_EQ(seen, text.if_boxed<std::string>());
}

TEST(Function, TakesReferencesToWhatCannotBeCopied) {
  const auto look = [](const std::unique_ptr<int>& number) { return *number; };
  const Value boxed = Value::of(std::make_unique<int>(42));
  EXPECT_EQ(run_alone(*call(tusk::function(look), {input(0)}), {boxed}).as<int>(), 42);
  EXPECT_EQ(run_alone(*call(tusk::function(look), {Argument::of_constant(boxed)})).as<int>(), 42);
  EXPECT_THROW(call(tusk::function(look), {constant(42)}), tusk::TypeError);
}

TEST(Function, MemberPointersAndOverloadsHaveNoSignature) {
  struct Overloaded {
    int operator()(int x) const { return x; }
    int operator()(double) const { return 0; }
  };
  EXPECT_FALSE(tusk::graph::HasSignature<int (Overloaded::*)(int) const>);
  EXPECT_FALSE(tusk::graph::HasSignature<Overloaded>);
  EXPECT_TRUE(tusk::graph::HasSignature<decltype(increment)>);
}

TEST(FunctionRegistry, FindsFunctionsByNameAndByAddress) {
  EXPECT_EQ(tusk::find_function("shop.area"), tusk::find_function_at(reinterpret_cast<const void*>(&area)));
  EXPECT_EQ(tusk::function(area), tusk::find_function("shop.area"));
  EXPECT_TRUE(tusk::find_function("shop.area")->is_registered);
  EXPECT_FALSE(tusk::function(unregistered_increment)->is_registered);
  EXPECT_THAT(tusk::registered_functions(), Contains("shop.area"));
}

TEST(FunctionRegistry, KnowsALambdaByItsType) {
  const auto half = tusk::register_function("shop.half", [](double x) { return x / 2; });
  EXPECT_EQ(tusk::function(half), tusk::find_function("shop.half"));
}

TEST(FunctionRegistry, NamesSimilarFunctionsWhenThereIsNone) {
  EXPECT_THAT([] { tusk::find_function("shop.aera"); },
              ThrowsMessage<tusk::KeyError>(AllOf(HasSubstr("\"shop.aera\""), HasSubstr("did you mean shop.area"))));
}

TEST(FunctionRegistry, TakesTheSameFunctionTwiceButNoOtherOneUnderItsName) {
  const FunctionPtr before = tusk::find_function("shop.area");
  EXPECT_NO_THROW(tusk::register_function("shop.area", area));
  EXPECT_THAT([] { tusk::register_function("shop.area", increment); },
              ThrowsMessage<tusk::ValueError>(AllOf(HasSubstr("\"shop.area\""), HasSubstr("choose another name"))));
  EXPECT_THROW(tusk::register_function("", increment), tusk::ValueError);
  EXPECT_EQ(tusk::find_function("shop.area"), before);
}

struct WrongCall {
  const char* function;
  std::vector<Argument> arguments;
  const char* message;
};

class WrongCalls : public testing::TestWithParam<WrongCall> {
 protected:
  static FunctionPtr function() {
    const std::string name = GetParam().function;
    if (name == "nothing") return tusk::function(do_nothing, "nothing");
    if (name == "small") return tusk::function(small, "small");
    return tusk::find_function(name);
  }
};

TEST_P(WrongCalls, AreRefusedWhenTheGraphIsBuilt) {
  try {
    call(function(), GetParam().arguments);
    FAIL() << "expected: " << GetParam().message;
  } catch (const tusk::Error& error) {
    EXPECT_EQ(std::string(name(error.kind())) + ": " + error.what(), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Function, WrongCalls,
    testing::Values(
        WrongCall{"shop.area",
                  {input(0), input(1), input(2)},
                  "TypeError: shop.area takes 2 arguments (float64, float64): got 3"},
        WrongCall{"shop.increment", {}, "TypeError: shop.increment takes 1 argument (int32): got 0"},
        WrongCall{"nothing", {constant(1)}, "TypeError: nothing takes no arguments: got 1"},
        WrongCall{"shop.area",
                  {input(0), constant("wide")},
                  "TypeError: argument 2 of shop.area(float64, float64) must be float64: got 'wide', of type string"},
        WrongCall{"shop.increment",
                  {constant(1.5)},
                  "TypeError: argument 1 of shop.increment(int32) must be int32: got 1.5, of type float64"},
        WrongCall{"shop.increment",
                  {Argument::of_constant(Value())},
                  "TypeError: argument 1 of shop.increment(int32) must be int32: got None, of type none"},
        WrongCall{"small",
                  {constant(300)},
                  "ValueError: argument 1 of small(int8) must be int8: the number 300 does not fit into int8"}));

TEST(Function, TakesConstantsThatConvert) {
  EXPECT_EQ(run_alone(*call(tusk::function(area), {constant(3), constant(true)})).as<double>(), 3.0);
}

TEST(Call, FillsListsOfInputsAndConstants) {
  const OperationPtr mixed = call(tusk::function(total), {Argument::of_list({input(0), constant(0.5), input(1)})});
  EXPECT_EQ(run_alone(*mixed, TwoInputs().values).as<double>(), 13.5);
  EXPECT_EQ(mixed->print(), "shop.total([#0, 0.5, #1])");
  EXPECT_EQ(mixed->print_with(TwoInputs().view()), "shop.total([6, 0.5, 7])");
}

TEST(Call, OfAListOfConstantsIsTheCallOfAConstant) {
  const OperationPtr list =
      call(tusk::function(total), {Argument::of_list({constant(1.0), Argument::of_constant(Value::of(2.0))})});
  const OperationPtr whole = call(tusk::function(total), {constant(tusk::Sequence{Value::of(1.0), Value::of(2.0)})});
  EXPECT_EQ(list->hash(), whole->hash());
  EXPECT_EQ(run_alone(*list).as<double>(), 3.0);
  EXPECT_THROW(call(tusk::function(total), {Argument::of_list({constant("one")})}), tusk::TypeError);
}

TEST(Call, TakesMoreThanEightArguments) {
  std::vector<Argument> arguments(9, input(1));
  arguments[0] = constant(100);
  EXPECT_EQ(run_alone(*call(tusk::function(sum_of_nine), arguments), TwoInputs().values).as<int>(), 156);
}

TEST(Call, OfMoreInputsThanTheTaskHasIsRefused) {
  EXPECT_THAT([] { run_alone(*call(tusk::function(increment), {input(7)}), TwoInputs().values); },
              ThrowsMessage<tusk::ValueError>(HasSubstr("takes the task's input #7: the task has 2")));
}

TEST(Call, ThrowsWhatTheFunctionThrows) {
  const OperationPtr ratio = call(tusk::function(divide), {constant(1), constant(0)});
  EXPECT_THAT([&] { run_alone(*ratio); }, ThrowsMessage<std::domain_error>(StrEq("division by zero")));
}

TEST(Call, PrintsWhatAFailedTaskWasCalledWith) {
  const OperationPtr ratio = call(tusk::function(divide), {input(1), constant(0)});
  EXPECT_EQ(ratio->print(), "shop.divide(#1, 0)");
  EXPECT_EQ(tusk::graph::print_call(*ratio, TwoInputs().view()), "shop.divide(7, 0)");
}

TEST(Call, PrintsShortlyWhateverItIsCalledWith) {
  const auto long_text = std::string(10'000, 'x') + "é";
  const auto swallow =
      tusk::function([](const std::string&, const std::vector<std::vector<std::string>>&) {}, "swallow");
  const std::vector<std::vector<std::string>> texts(100, std::vector<std::string>(100, "éé"));
  EXPECT_LT(call(swallow, {constant(long_text), constant(texts)})->print().size(), 200u);
}

TEST(Call, PrintsInSpiteOfAValueThatCannotBe) {
  struct Throwing final : tusk::Operation {
    std::string_view name() const override { return "throwing"; }
    Value run(const Inputs&, tusk::TaskContext&) const override { return Value(); }
    bool is_portable() const override { return false; }
    void write(tusk::ByteWriter&) const override {}
    tusk::Hash128 hash() const override { return {}; }
    std::string print() const override { throw std::runtime_error("no"); }
  };
  EXPECT_EQ(tusk::graph::print_call(Throwing(), TwoInputs().view()), "throwing(...)");
}

TEST(Call, IsReadAsItWasWritten) {
  const OperationPtr written = call(tusk::function(area), {input(1), constant(0.5)});
  const OperationPtr copy = operation_in(bytes_of(*written));
  EXPECT_EQ(copy->name(), "shop.area");
  EXPECT_EQ(copy->hash(), written->hash());
  EXPECT_EQ(run_alone(*copy, TwoInputs().values).as<double>(), 3.5);
}

TEST(Call, HashTellsFunctionsAndArgumentsApart) {
  const auto hash = [](FunctionPtr function, std::vector<Argument> arguments) {
    return call(std::move(function), std::move(arguments))->hash();
  };
  EXPECT_EQ(hash(tusk::function(increment), {constant(1)}), hash(tusk::function(increment), {constant(1)}));
  EXPECT_NE(hash(tusk::function(increment), {constant(1)}), hash(tusk::function(increment), {constant(2)}));
  EXPECT_NE(hash(tusk::function(increment), {constant(1)}), hash(tusk::function(increment), {input(1)}));
  EXPECT_NE(hash(tusk::function(increment), {constant(1)}), hash(tusk::function(quick), {constant(1)}));
  EXPECT_EQ(hash(tusk::function(quick), {constant(1)}), hash(tusk::function(quick), {constant(1)}));
}

TEST(Call, HashTellsLambdasWithCapturesApart) {
  const auto adder = [](int base) { return tusk::function([base](int x) { return base + x; }); };
  const FunctionPtr once = adder(1);
  EXPECT_EQ(call(once, {constant(1)})->hash(), call(once, {constant(1)})->hash());
  EXPECT_NE(call(once, {constant(1)})->hash(), call(adder(2), {constant(1)})->hash());
}

TEST(Call, OfAFunctionWithoutNameSaysHowToRegisterIt) {
  const OperationPtr local = call(tusk::function(unregistered_increment, "plus_one"), {constant(1)});
  EXPECT_FALSE(local->is_portable());
  EXPECT_TRUE(call(tusk::function(increment), {constant(1)})->is_portable());
  EXPECT_THAT([&] { bytes_of(*local); },
              ThrowsMessage<tusk::TypeError>(AllOf(HasSubstr("\"plus_one\""), HasSubstr("tusk::register_function"))));
}

TEST(Call, WithAConstantThatCannotLeaveIsNotPortable) {
  struct Secret {};
  const auto take = tusk::register_function("shop.take", [](const Secret&) {});
  EXPECT_FALSE(call(tusk::function(take), {constant(Secret{})})->is_portable());
}

TEST(CallBytes, OfAFunctionThatIsNotHereNameItAndItsNeighbours) {
  tusk::BufferWriter writer;
  writer.write_text("call"), writer.write_text("shop.aera"), writer.write_size(0);
  EXPECT_THAT([&] { operation_in(writer.bytes()); },
              ThrowsMessage<tusk::TypeError>(AllOf(HasSubstr("\"shop.aera\""), HasSubstr("did you mean shop.area"),
                                                   HasSubstr("tusk::load_library"))));
}

TEST(CallBytes, ThatEndEarlyAreRefusedWhereverTheyEnd) {
  const auto bytes =
      bytes_of(*call(tusk::function(total), {Argument::of_list({input(0), constant("1.5 as text"), input(1)})}));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(operation_in({bytes.begin(), bytes.begin() + std::ptrdiff_t(size)}), tusk::ValueError) << size;
  }
}

TEST(CallBytes, NestedWithoutEndAreRefused) {
  tusk::BufferWriter writer;
  writer.write_text("call"), writer.write_text("shop.total"), writer.write_size(1);
  for (int depth = 0; depth < 200'000; ++depth) writer.write(std::uint8_t(Argument::Kind::List)), writer.write_size(1);
  EXPECT_THROW(operation_in(writer.bytes()), tusk::ValueError);
}

TEST(CallBytes, WithAnyByteChangedNeverCrash) {
  const auto whole = bytes_of(*call(tusk::function(total), {Argument::of_list({input(0), constant(1.5), input(1)})}));
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (const int changed : {0, 1, 2, 3, 0x7f, 0xff}) {
      auto bytes = whole;
      bytes[place] = std::byte(changed);
      try {
        run_alone(*operation_in(bytes), TwoInputs().values);
      } catch (const tusk::Error&) {
      }
    }
  }
}

}  // namespace
