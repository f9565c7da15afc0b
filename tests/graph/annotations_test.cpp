#include <tusk/graph/annotations.h>

#include <thread>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNull;
using testing::NotNull;
using testing::ThrowsMessage;
using tusk::annotate;
using tusk::current_annotations;
using tusk::Value;

TEST(Annotations, AreInForceWhileTheirScopeLives) {
  EXPECT_THAT(current_annotations(), IsNull());
  {
    const auto scope = annotate({.priority = 10});
    ASSERT_THAT(current_annotations(), NotNull());
    EXPECT_EQ(current_annotations()->priority, 10);
  }
  EXPECT_THAT(current_annotations(), IsNull());
}

TEST(Annotations, InnerScopesWinFieldByField) {
  const auto outer = annotate({.priority = 1, .retries = 3, .workers = {"a", "b"}, .resources = {{"GPU", 1.0}}});
  {
    const auto inner = annotate({.priority = 2, .workers = {"c"}, .allow_other_workers = true});
    EXPECT_EQ(current_annotations()->priority, 2);
    EXPECT_EQ(current_annotations()->retries, 3);
    EXPECT_THAT(current_annotations()->workers, ElementsAre("c"));
    EXPECT_EQ(current_annotations()->allow_other_workers, true);
    EXPECT_EQ(current_annotations()->resources.at("GPU"), 1.0);
  }
  EXPECT_EQ(current_annotations()->priority, 1);
}

TEST(Annotations, OfAUsersOwnAreMergedNameByName) {
  const auto text = [](const char* value) { return Value::of(std::string(value)); };
  const auto outer = annotate({.others = {{"owner", text("me")}, {"team", text("a")}}});
  const auto inner = annotate({.others = {{"team", text("b")}}});
  EXPECT_EQ(*current_annotations(), (tusk::Annotations{.others = {{"owner", text("me")}, {"team", text("b")}}}));
  EXPECT_NE(*current_annotations(), (tusk::Annotations{.others = {{"owner", text("me")}, {"team", text("a")}}}));
}

TEST(Annotations, OfOneScopeAreOneObject) {
  const auto scope = annotate({.priority = 1});
  const auto first = current_annotations();
  const auto empty = annotate({});
  EXPECT_EQ(current_annotations(), first);
}

TEST(Annotations, ZeroIsAWishAndNotNoWish) {
  const auto outer = annotate({.retries = 3});
  const auto inner = annotate({.retries = 0});
  EXPECT_EQ(current_annotations()->retries, 0);
}

TEST(Annotations, BelongToTheThreadThatOpensThem) {
  const auto scope = annotate({.priority = 1});
  bool has_other_thread_some = true;
  std::thread([&] { has_other_thread_some = current_annotations() != nullptr; }).join();
  EXPECT_FALSE(has_other_thread_some);
}

TEST(Annotations, RefuseNegativeRetries) {
  EXPECT_THAT([] { static_cast<void>(annotate({.retries = -1})); },
              ThrowsMessage<tusk::ValueError>(HasSubstr("0 or more: got -1")));
  EXPECT_THAT(current_annotations(), IsNull());
}

}  // namespace
