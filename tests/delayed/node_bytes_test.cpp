#include "delayed/node_bytes.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/annotations.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::vector<std::byte> bytes_of(const lazy::NodePtr& node) {
  BufferWriter writer;
  lazy::write_node(writer, node);
  return std::move(writer).bytes();
}

lazy::NodePtr read(std::span<const std::byte> bytes) {
  ByteReader reader(bytes);
  return lazy::read_node(reader);
}

Value computed(const lazy::NodePtr& node) { return lazy::compute({node}, {})[0]; }

TEST(NodeBytes, GiveTheSameWorkWithItsWholeGraph) {
  const auto two = delayed(inc)(1);
  const auto sum = delayed(total)(std::vector{two, delayed(inc)(2), two}) * 10;
  const lazy::NodePtr copy = read(bytes_of(sum.node()));
  EXPECT_EQ(copy->key(), sum.key());
  EXPECT_EQ(copy->identity(), sum.node()->identity());
  EXPECT_EQ(lazy::describe(*copy), lazy::describe(*sum.node()));
  EXPECT_EQ(computed(copy).as<int>(), 70);
}

TEST(NodeBytes, KeepLengthsAndKeysOfUsersAndAnnotations) {
  lazy::NodePtr node;
  {
    const auto scope = annotate({.priority = 2, .workers = {"a"}, .others = {{"owner", Value::of(std::string("me"))}}});
    node = lazy::with_key(delayed(std::vector{1, 2}, {.nout = 2}).node(), Key{"block", {3, -4}});
  }
  const lazy::NodePtr copy = read(bytes_of(node));
  EXPECT_EQ(copy->key(), (Key{"block", {3, -4}}));
  EXPECT_TRUE(copy->parts().is_key_given);
  EXPECT_EQ(copy->parts().length, 2u);
  EXPECT_EQ(*copy->parts().annotations, *node->parts().annotations);
}

TEST(NodeBytes, MayBeOfGraphsAsDeepAsTheyLike) {
  auto x = delayed(inc)(0);
  for (int i = 1; i < 100'000; ++i) x = delayed(inc)(x);
  EXPECT_EQ(computed(read(bytes_of(x.node()))).as<int>(), 100'000);
}

TEST(NodeBytes, NameTheTaskThatCannotLeaveTheProcess) {
  const auto x = delayed([](int y) { return y; }, {.name = "here"})(delayed(inc)(1));
  EXPECT_THAT([&] { bytes_of(x.node()); }, ThrowsMessage<TypeError>(AllOf(HasSubstr("all of its tasks"),
                                                                          HasSubstr("'here-"), HasSubstr("register"))));
}

TEST(NodeBytes, ThatAreCutOrNameInputsThatDoNotComeBeforeAreRefused) {
  const std::vector<std::byte> bytes = bytes_of((delayed(inc)(1) * 2).node());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_ANY_THROW(read(std::span(bytes).first(size))) << size << " of " << bytes.size();
  EXPECT_THAT([] { read(std::vector<std::byte>(8)); }, ThrowsMessage<ValueError>(HasSubstr("has a task: got none")));
}

}  // namespace
}  // namespace tusk::lab
