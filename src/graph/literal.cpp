#include <tusk/graph/literal.h>

#include <string>
#include <utility>

#include <fmt/core.h>

#include <tusk/core/error.h>

#include "graph/short_text.h"

namespace tusk {

namespace {

class Literal final : public Operation {
 public:
  explicit Literal(Value value) : value_(std::move(value)) { (void)kIsRegistered; }

  std::string_view name() const override { return kName; }
  Value run(const Inputs&, TaskContext&) const override { return value_; }
  bool is_portable() const override { return value_.is_portable(); }
  void write(ByteWriter& writer) const override { write_value(writer, value_); }
  Hash128 hash() const override { return combine(hash_of(std::string(kName)), value_.hash()); }
  std::string print() const override { return "literal(" + graph::shortened(value_.print(), 60) + ")"; }
  const Value& value() const { return value_; }

  static OperationPtr read(ByteReader& reader) { return std::make_shared<Literal>(read_value(reader)); }

 private:
  static constexpr std::string_view kName = "literal";
  inline static const bool kIsRegistered = register_operation(kName, &read);

  Value value_;
};

struct Alias {
  static constexpr std::string_view kName = "alias";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs& inputs, TaskContext&) const {
    if (inputs.size() == 1) return inputs[0];
    throw ValueError(fmt::format("an alias has one input: got {}", inputs.size()));
  }
};

}  // namespace

OperationPtr literal(Value value) { return std::make_shared<Literal>(std::move(value)); }

const Value* literal_value(const Operation& operation) {
  const auto* literal = dynamic_cast<const Literal*>(&operation);
  return literal ? &literal->value() : nullptr;
}

OperationPtr alias() {
  static const OperationPtr shared = operation(Alias());
  return shared;
}

}  // namespace tusk
