#include <cstdio>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/function.h>

#include "tests/graph/idle_context.h"
#include "tests/graph/plugins/shared_operation.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using tusk::Argument;
using tusk::Value;
using tusk::graph::run_alone;

std::string plugin(const std::string& name) { return TUSK_TEST_PLUGIN_DIR "/" + name + ".so"; }

TEST(LoadLibrary, MakesItsFunctionsAndOperationsKnown) {
  tusk::load_library(plugin("garden_operations"));
  const auto area = tusk::find_function("garden.area");
  EXPECT_EQ(
      run_alone(*call(area, {Argument::of_constant(Value::of(3)), Argument::of_constant(Value::of(4))})).as<double>(),
      12.0);
  EXPECT_EQ(run_alone(*call(tusk::find_function("garden.twice"), {Argument::of_constant(Value::of(21))})).as<int>(),
            42);
}

TEST(LoadLibrary, SharesAnOperationThatTheProgramHasToo) {
  tusk::load_library(plugin("garden_operations"));
  const auto water = tusk::graph::operation_in(tusk::graph::bytes_of(*tusk::operation(garden::Water{7})));
  EXPECT_EQ(run_alone(*water).as<int>(), 7);
}

TEST(LoadLibrary, TwiceIsHarmless) {
  tusk::load_library(plugin("garden_operations"));
  const auto before = tusk::find_function("garden.area");
  tusk::load_library(plugin("garden_operations"));
  EXPECT_EQ(tusk::find_function("garden.area"), before);
}

TEST(LoadLibrary, ThatTakesATakenNameIsRefusedAndLeavesNothing) {
  tusk::load_library(plugin("garden_operations"));
  const auto before = tusk::registered_functions();
  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_THAT([] { tusk::load_library(plugin("clashing_operations")); },
                ThrowsMessage<tusk::OSError>(AllOf(HasSubstr("clashing_operations.so"),
                                                   HasSubstr("another one is registered as \"garden.area\""))));
    EXPECT_EQ(tusk::registered_functions(), before);
  }
  EXPECT_EQ(tusk::find_function("garden.area")->parameters.size(), 2u);
}

TEST(LoadLibrary, WhoseRegistrationThrowsIsRefusedAndLeavesNothing) {
  EXPECT_THAT([] { tusk::load_library(plugin("throwing_operations")); },
              ThrowsMessage<tusk::OSError>(HasSubstr("the moon is full")));
  EXPECT_THROW(tusk::find_function("throwing.fresh"), tusk::KeyError);
}

TEST(LoadLibrary, ThatDoesNotExistNamesThePlaceLookedAt) {
  EXPECT_THAT([] { tusk::load_library("no/such/library.so"); },
              ThrowsMessage<tusk::FileNotFoundError>(HasSubstr("/no/such/library.so")));
  EXPECT_THROW(tusk::load_library(""), tusk::FileNotFoundError);
}

TEST(LoadLibrary, ThatIsNoLibraryGivesTheLoadersReason) {
  const std::string path = testing::TempDir() + "no_library.so";
  std::ofstream(path) << "not a shared library";
  EXPECT_THAT([&] { tusk::load_library(path); },
              ThrowsMessage<tusk::OSError>(AllOf(HasSubstr("no_library.so"), HasSubstr("too short"))));
  std::remove(path.c_str());
}

TEST(Registration, IsRefusedByAnExceptionAgainAfterALibraryWasLoaded) {
  tusk::load_library(plugin("garden_operations"));
  EXPECT_THROW(tusk::register_function("garden.area", [](int x) { return x; }), tusk::ValueError);
}

}  // namespace
