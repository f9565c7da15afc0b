// Operations from a stranger's bytes: read_operation, and all that a run does with what it gives.
#include <cstdlib>

#include <tusk/core/error.h>
#include <tusk/graph/function.h>
#include <tusk/graph/literal.h>

#include "graph/call.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/graph/idle_context.h"

namespace {

using namespace tusk;

double total(const std::vector<double>& numbers, double start) {
  for (const double number : numbers) start += number;
  return start;
}

TUSK_OPERATIONS { register_function("fuzz.total", total); }

void expect(bool is_so) {
  if (!is_so) std::abort();
}

void use(const Operation& operation) {
  const std::vector<Value> inputs = {Value::of(6), Value::of("7")};
  expect(!operation.print().empty());
  expect(!graph::print_call(operation, Inputs(inputs.data(), nullptr, inputs.size())).empty());
  try {
    graph::run_alone(operation, inputs);
  } catch (const Error&) {
  }
  // What was read can be written, and is then the same for good.
  const FuzzBytes bytes = graph::bytes_of(operation);
  const OperationPtr again = graph::operation_in(bytes);
  expect(graph::bytes_of(*again) == bytes);
  expect(again->hash() == operation.hash());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader reader({reinterpret_cast<const std::byte*>(data), size});
  OperationPtr operation;
  try {
    operation = read_operation(reader);
  } catch (const Error&) {
    return 0;
  }
  use(*operation);
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  const auto one = Argument::of_constant(Value::of(1.5));
  const auto text = Argument::of_constant(Value::of("text"));
  const auto list = Argument::of_list({Argument::of_input(0), one, Argument::of_input(1)});
  std::vector<FuzzBytes> seeds;
  for (const OperationPtr& operation :
       {alias(), literal(Value::of("text")), literal(Value::of(Sequence{Value::of(1), Value()})),
        call(find_function("fuzz.total"), {Argument::of_list({one, one}), one}),
        call(find_function("fuzz.total"), {list, Argument::of_input(1)}),
        call(find_function("fuzz.total"), {Argument::of_list({text, Argument::of_list({list})}), one})}) {
    seeds.push_back(graph::bytes_of(*operation));
  }
  return seeds;
}
