#include <tusk/graph/annotations.h>

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

}  // namespace

Annotations merged(const Annotations& outer, const Annotations& inner) {
  Annotations both = outer;
  lay_over(both.priority, inner.priority);
  lay_over(both.retries, inner.retries);
  lay_over(both.workers, inner.workers);
  lay_over(both.allow_other_workers, inner.allow_other_workers);
  lay_over(both.resources, inner.resources);
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
