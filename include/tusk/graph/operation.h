// Operation: what a task does. A declared, named, serializable value; no closure hides in a graph.
//
// To add one, give its parameters a list of fields and a `run`:
//
//   struct Scale {
//     static constexpr std::string_view kName = "scale";
//     double factor;
//     static constexpr auto fields() { return std::tuple{field("factor", &Scale::factor)}; }
//     Value run(const Inputs& inputs, TaskContext&) const { return Value::of(factor * inputs[0].as<double>()); }
//   };
//   OperationPtr twice = operation(Scale{2});
//
// That registers it under its name, so that another process that has the same code can read it. A plain function
// becomes an operation through <tusk/graph/function.h>.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include <tusk/core/codec.h>
#include <tusk/data/value.h>
#include <tusk/graph/key.h>
#include <tusk/graph/task_id.h>

namespace tusk {

// The inputs of a task, in order: a view of results that lie elsewhere.
class Inputs {
 public:
  // values[ids[i]] for every i; without `ids`, values[i].
  Inputs(const Value* values, const graph::TaskId* ids, std::size_t size) : values_(values), ids_(ids), size_(size) {}

  std::size_t size() const { return size_; }
  const Value& operator[](std::size_t i) const { return ids_ ? values_[ids_[i]] : values_[i]; }

 private:
  const Value* values_;
  const graph::TaskId* ids_;
  std::size_t size_;
};

// What a running task may ask about itself.
class TaskContext {
 public:
  virtual ~TaskContext() = default;
  virtual Key key() const = 0;
  // The task's place in its layer: the number of the block that it makes.
  virtual graph::TaskId index() const = 0;
  // Asks whether the run was cancelled; a long task looks now and then, and throws CancelledError.
  virtual std::stop_token stop_token() const = 0;
  // 0 at the first attempt, 1 at the first retry …
  virtual int attempt() const = 0;
};

// The task that this thread is running, nullptr outside of one.
TaskContext* current_task();

class Operation {
 public:
  virtual ~Operation() = default;
  // The name that users see.
  virtual std::string_view name() const = 0;
  // The name under which a portable one's reader is registered.
  virtual std::string_view registered_name() const { return name(); }
  // Does the work. Called from any thread, from several at once. What it throws is the task's failure.
  virtual Value run(const Inputs& inputs, TaskContext& context) const = 0;
  // Whether it can be written, and read by a process that has the same operations.
  virtual bool is_portable() const = 0;
  // Writes the parameters. Throws TypeError, saying how to register it, if it is not portable.
  virtual void write(ByteWriter& writer) const = 0;
  // Equal for equal names and parameters, in every process. Of what is not portable: of this one object, and only as
  // long as it lives, so a key that outlives it must not be made from this.
  virtual Hash128 hash() const = 0;
  // The name and the parameters in short: scale(factor=2).
  virtual std::string print() const = 0;
  // The same with the values of the inputs, for the message of a failure: scale(3.5, factor=2).
  virtual std::string print_with(const Inputs& inputs) const;
};

using OperationPtr = std::shared_ptr<const Operation>;
using OperationReader = OperationPtr (*)(ByteReader&);

// Makes operations of that name readable, and returns true. Throws ValueError if the name is empty or another reader's;
// the same reader, or another copy of the code of the same `type`, is harmless. Thread-safe.
bool register_operation(std::string_view name, OperationReader reader, const std::type_info* type = nullptr);
std::vector<std::string> registered_operations();
// The name, then the parameters. Throws TypeError, saying how to register it, if it is not portable.
void write_operation(ByteWriter& writer, const Operation& operation);
// Throws TypeError naming an operation that is not registered here, ValueError on bytes that can't be one.
OperationPtr read_operation(ByteReader& reader);

template <class T>
concept OperationParameters =
    Serializable<T> && requires(const T& parameters, const Inputs& inputs, TaskContext& context) {
      { T::kName } -> std::convertible_to<std::string_view>;
      { parameters.run(inputs, context) } -> std::convertible_to<Value>;
    };

namespace graph {

// A hash of the object at an address, which no other object of the process has while it lives.
Hash128 hash_of_object(const void* object);

template <OperationParameters T>
class ParameterOperation final : public Operation {
 public:
  explicit ParameterOperation(T parameters) : parameters_(std::move(parameters)) { (void)kIsRegistered; }

  std::string_view name() const override { return T::kName; }
  Value run(const Inputs& inputs, TaskContext& context) const override { return parameters_.run(inputs, context); }
  bool is_portable() const override {
    bool is_portable = true;
    const auto visit = [&](const Value& value) { is_portable = is_portable && value.is_portable(); };
    value::for_each_value(parameters_, visit);
    return is_portable;
  }
  void write(ByteWriter& writer) const override { Codec<T>::write(writer, parameters_); }
  Hash128 hash() const override { return is_portable() ? hash_of(parameters_) : hash_of_object(this); }
  std::string print() const override { return to_text(parameters_); }
  static bool is_registered() { return kIsRegistered; }

 private:
  static OperationPtr read(ByteReader& reader) { return std::make_shared<ParameterOperation>(Codec<T>::read(reader)); }
  inline static const bool kIsRegistered = register_operation(T::kName, &read, &typeid(T));

  T parameters_;
};

}  // namespace graph

// Makes operations with parameters T readable in a process that never makes one: for a library of operations.
template <OperationParameters T>
bool register_operation() {
  return graph::ParameterOperation<T>::is_registered();
}

// The operation with these parameters.
template <OperationParameters T>
OperationPtr operation(T parameters) {
  return std::make_shared<graph::ParameterOperation<T>>(std::move(parameters));
}

}  // namespace tusk
