#include "delayed/nested_operation.h"

#include <algorithm>

#include <tusk/core/error.h>

namespace tusk::lazy {

namespace {

class NestedOperation : public Operation {
 public:
  explicit NestedOperation(std::vector<OperationPtr> steps) : steps_(std::move(steps)) {}

  std::string_view name() const override { return steps_.back()->name(); }
  bool is_portable() const override {
    return std::all_of(steps_.begin(), steps_.end(), [](const OperationPtr& step) { return step->is_portable(); });
  }
  void write(ByteWriter& writer) const override {
    writer.write_size(steps_.size());
    for (const OperationPtr& step : steps_) write_operation(writer, *step);
  }
  Hash128 hash() const override {
    HashWriter writer;
    writer.write_text(registered_name());
    for (const OperationPtr& step : steps_) Codec<Hash128>::write(writer, step->hash());
    return writer.hash();
  }

 protected:
  static std::vector<OperationPtr> read_steps(ByteReader& reader) {
    const ByteReader::Level level(reader);
    std::vector<OperationPtr> steps;
    for (std::size_t left = reader.read_size(); left > 0; --left) steps.push_back(read_operation(reader));
    if (steps.empty()) throw ValueError("a serialized chain of operations must have at least one: got none");
    return steps;
  }
  const std::vector<OperationPtr>& steps() const { return steps_; }

 private:
  std::vector<OperationPtr> steps_;
};

class Chain final : public NestedOperation {
 public:
  explicit Chain(std::vector<OperationPtr> steps) : NestedOperation(std::move(steps)) { (void)kIsRegistered; }

  std::string_view registered_name() const override { return kName; }
  Value run(const Inputs& inputs, TaskContext& context) const override {
    Value result = steps().front()->run(inputs, context);
    for (std::size_t i = 1; i < steps().size(); ++i) {
      const Value input = std::move(result);
      result = steps()[i]->run(Inputs(&input, nullptr, 1), context);
    }
    return result;
  }
  std::string print() const override {
    constexpr std::size_t kMostShown = 4;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMostShown, steps().size()); ++i)
      text += (i > 0 ? " | " : "") + steps()[i]->print();
    if (steps().size() > kMostShown) text += " | ... (" + std::to_string(steps().size()) + " in all)";
    return text;
  }

 private:
  static constexpr std::string_view kName = "chain";
  static OperationPtr read(ByteReader& reader) { return std::make_shared<Chain>(read_steps(reader)); }
  inline static const bool kIsRegistered = register_operation(kName, &read);
};

class After final : public NestedOperation {
 public:
  explicit After(std::vector<OperationPtr> steps) : NestedOperation(std::move(steps)) { (void)kIsRegistered; }

  std::string_view registered_name() const override { return kName; }
  Value run(const Inputs& inputs, TaskContext& context) const override {
    std::vector<Value> wanted;
    for (std::size_t i = 0; i + 1 < inputs.size(); ++i) wanted.push_back(inputs[i]);
    return steps().back()->run(Inputs(wanted.data(), nullptr, wanted.size()), context);
  }
  std::string print() const override { return steps().back()->print(); }

 private:
  static constexpr std::string_view kName = "after";
  static OperationPtr read(ByteReader& reader) { return std::make_shared<After>(read_steps(reader)); }
  inline static const bool kIsRegistered = register_operation(kName, &read);
};

}  // namespace

OperationPtr chain(std::vector<OperationPtr> steps) {
  TUSK_CHECK(!steps.empty(), "a chain has steps");
  return std::make_shared<Chain>(std::move(steps));
}

OperationPtr after(OperationPtr operation) { return std::make_shared<After>(std::vector{std::move(operation)}); }

}  // namespace tusk::lazy
