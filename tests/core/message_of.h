// What errors say, for tests.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include <tusk/core/error.h>

namespace tusk::test {

// The message of the error of type E that `call` throws.
template <class E, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const E& error) {
    return error.what();
  } catch (const Error& error) {
    ADD_FAILURE() << "another error was thrown: " << name(error.kind()) << ": " << error.what();
    return {};
  }
  ADD_FAILURE() << "no error was thrown";
  return {};
}

}  // namespace tusk::test
