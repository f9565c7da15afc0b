#include <tusk/dataframe/scalar.h>

#include <utility>

#include <tusk/dataframe/series.h>

#include "dataframe/nodes.h"
#include "expr/select.h"

namespace tusk {

Scalar Scalar::of_collection(const lazy::CollectionPtr& collection) {
  return Scalar(dataframe::checked(dataframe::node_of(collection), expr::Shape::Scalar));
}

std::string Scalar::dtype() const { return kernels::type_name(*expr::value_type(node()->meta())); }

Series Scalar::to_series() const {
  const std::string& column = expr::value_column(node()->meta());
  return Series(expr::select(node(), expr::Shape::Series, {{column, column}}));
}

}  // namespace tusk
