#include <tusk/graph/annotations.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include <tusk/core/error.h>

namespace tusk {

namespace {

std::shared_ptr<const Annotations>& annotations_in_force() {
  static thread_local std::shared_ptr<const Annotations> annotations;
  return annotations;
}

template <class T>
void lay_over(std::optional<T>& wish, const std::optional<T>& inner) {
  if (inner) wish = inner;
}

template <class Container>
void lay_over(Container& wish, const Container& inner) {
  if (!inner.empty()) wish = inner;
}

bool is_equal(const std::pair<const std::string, Value>& a, const std::pair<const std::string, Value>& b) {
  return a.first == b.first && a.second.hash() == b.second.hash();
}

}  // namespace

bool operator==(const Annotations& a, const Annotations& b) {
  const auto wishes = [](const Annotations& of) {
    return std::tie(of.priority, of.retries, of.workers, of.allow_other_workers, of.resources);
  };
  return wishes(a) == wishes(b) && std::ranges::equal(a.others, b.others, is_equal);
}

Annotations merged(const Annotations& outer, const Annotations& inner) {
  Annotations both = outer;
  lay_over(both.priority, inner.priority);
  lay_over(both.retries, inner.retries);
  lay_over(both.workers, inner.workers);
  lay_over(both.allow_other_workers, inner.allow_other_workers);
  lay_over(both.resources, inner.resources);
  for (const auto& [name, value] : inner.others) both.others.insert_or_assign(name, value);
  return both;
}

std::shared_ptr<const Annotations> current_annotations() { return annotations_in_force(); }

AnnotationScope::AnnotationScope(const Annotations& annotations) : outer_(current_annotations()) {
  if (annotations.is_empty()) return;
  if (annotations.retries.value_or(0) < 0) {
    throw ValueError(fmt::format("retries must be 0 or more: got {}", *annotations.retries));
  }
  annotations_in_force() = std::make_shared<const Annotations>(outer_ ? merged(*outer_, annotations) : annotations);
}

AnnotationScope::~AnnotationScope() { annotations_in_force() = std::move(outer_); }

}  // namespace tusk
