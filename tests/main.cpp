// Runs the tests with every check switched on: each value and operation is serialized across each edge.
#include <cstdlib>

#include <gmock/gmock.h>

int main(int argc, char** argv) {
  setenv("TUSK_SCHEDULER__ROUNDTRIP", "true", 0);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
