// Annotations: wishes about how tasks run, that do not change what they compute.
//
//   const auto scope = tusk::annotate({.priority = 10, .retries = 3});
//   auto page = delayed(fetch)(url);        // carries them
//
// Scopes nest; the inner one's wishes win, field by field (a list or map as a whole, but `others` name by name). They
// belong to the thread that opens them, and end in the reverse order.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <tusk/core/codec.h>
#include <tusk/data/value.h>

namespace tusk {

struct Annotations {
  std::optional<int> priority = {};              // higher goes first; 0 when not given
  std::optional<int> retries = {};               // how often a failed task is tried again; 0 when not given
  std::vector<std::string> workers = {};         // cluster: names or addresses it may run on; empty means any
  std::optional<bool> allow_other_workers = {};  // cluster: whether `workers` is a mere preference
  std::map<std::string, double> resources = {};  // cluster: what a task takes of a worker's abstract resources
  std::map<std::string, Value> others = {};      // a user's own words: kept with the tasks, and shown to callbacks

  static constexpr std::string_view kName = "annotations";
  static constexpr auto fields() {
    return std::tuple{
        field("priority", &Annotations::priority),   field("retries", &Annotations::retries),
        field("workers", &Annotations::workers),     field("allow_other_workers", &Annotations::allow_other_workers),
        field("resources", &Annotations::resources), field("others", &Annotations::others)};
  }
  bool is_empty() const {
    return !priority && !retries && workers.empty() && !allow_other_workers && resources.empty() && others.empty();
  }
};

// Values count as equal if their hashes are.
bool operator==(const Annotations& a, const Annotations& b);

// `outer` with the wishes of `inner` laid over it.
Annotations merged(const Annotations& outer, const Annotations& inner);

// The annotations in force on this thread; nullptr when there are none. Shared by all tasks made in one scope.
std::shared_ptr<const Annotations> current_annotations();

// Puts annotations in force on this thread as long as it lives. Throws ValueError for negative retries.
class [[nodiscard]] AnnotationScope {
 public:
  explicit AnnotationScope(const Annotations& annotations);
  ~AnnotationScope();
  AnnotationScope(const AnnotationScope&) = delete;
  AnnotationScope& operator=(const AnnotationScope&) = delete;

 private:
  std::shared_ptr<const Annotations> outer_;
};

inline AnnotationScope annotate(const Annotations& annotations) { return AnnotationScope(annotations); }

}  // namespace tusk
