#include <tusk/graph/events.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tusk::Callback;
using tusk::CallbackScope;
using tusk::registered_callbacks;

TEST(Callbacks, AreRegisteredAsLongAsTheirScopeLives) {
  const auto first = std::make_shared<Callback>();
  const auto second = std::make_shared<Callback>();
  {
    const CallbackScope outer(first);
    {
      const CallbackScope inner(second);
      EXPECT_THAT(registered_callbacks(), ElementsAre(first, second));
    }
    EXPECT_THAT(registered_callbacks(), ElementsAre(first));
  }
  EXPECT_THAT(registered_callbacks(), IsEmpty());
}

TEST(Callbacks, RegisteredTwiceWatchOnceUntilTheyAreUnregisteredTwice) {
  const auto callback = std::make_shared<Callback>();
  const CallbackScope outer(callback);
  {
    const CallbackScope inner(callback);
    EXPECT_THAT(registered_callbacks(), ElementsAre(callback));
  }
  EXPECT_THAT(registered_callbacks(), ElementsAre(callback));
}

TEST(Callbacks, ThatAreNotRegisteredMayBeUnregistered) {
  const Callback stranger;
  EXPECT_NO_THROW(tusk::unregister_callback(&stranger));
  EXPECT_THROW(tusk::register_callback(nullptr), tusk::ValueError);
}

TEST(Callbacks, AreToldOfEverythingBeforeTheyGo) {
  struct Source final : tusk::EventSource {
    void flush() override { were_registered.push_back(registered_callbacks().size()); }
    std::vector<std::size_t> were_registered;
  };
  const auto callback = std::make_shared<Callback>();
  auto source = std::make_shared<Source>();
  tusk::register_event_source(source);
  {
    const CallbackScope scope(callback);
  }
  EXPECT_THAT(source->were_registered, ElementsAre(1));
  source.reset();
  {
    const CallbackScope scope(callback);
  }
  EXPECT_THAT(registered_callbacks(), IsEmpty());
}

TEST(Callbacks, MayUnregisterOthersWhileTheyAreDestroyed) {
  struct Owner final : Callback {
    std::shared_ptr<Callback> owned = std::make_shared<Callback>();
    ~Owner() override { tusk::unregister_callback(owned.get()); }
  };
  auto owner = std::make_shared<Owner>();
  tusk::register_callback(owner->owned);
  tusk::register_callback(owner);
  const Callback* const registered = owner.get();
  owner.reset();
  tusk::unregister_callback(registered);
  EXPECT_THAT(registered_callbacks(), IsEmpty());
}

}  // namespace
