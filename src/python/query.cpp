#include "dataframe/query.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "python/frame_object.h"

namespace tusk::python {

namespace {

// A column, a lazy scalar, a literal, or a list, tuple, set, array or index of literals.
Operand variable_of(nb::handle object) {
  const bool is_lazy = nb::isinstance<SeriesObject>(object) || nb::isinstance<ScalarObject>(object);
  const bool is_several = nb::hasattr(object, "__iter__") && nb::hasattr(object, "__len__");
  if (is_lazy || !is_several || nb::isinstance<nb::str>(object)) return operand_of(object);
  return Operand(Value::of(Sequence(literals_of(object))));
}

// The variables that the text names, of the dicts or, without them, of the function that asks.
QueryVariables variables_of(const std::string& text, nb::object local_dict, nb::object global_dict) {
  QueryVariables variables;
  const auto names = dataframe::query_variables(text);
  if (names.empty()) return variables;
  const nb::object caller = nb::module_::import_("sys").attr("_getframe")();
  if (local_dict.is_none()) local_dict = caller.attr("f_locals");
  if (global_dict.is_none()) global_dict = caller.attr("f_globals");
  for (const std::string& name : names) {
    for (const nb::object& scope : {local_dict, global_dict}) {
      if (!nb::cast<bool>(scope.attr("__contains__")(name))) continue;
      variables.try_emplace(name, variable_of(scope[name.c_str()]));
      break;
    }
  }
  return variables;
}

DataFrameObject query(const DataFrameObject& self, const std::string& expr, nb::object local_dict,
                      nb::object global_dict) {
  return DataFrameObject(self.frame.query(expr, variables_of(expr, local_dict, global_dict)));
}

nb::object eval(const DataFrameObject& self, const std::string& expr, nb::object local_dict, nb::object global_dict) {
  return lazy_frame_object(dataframe::evaluated(self.frame, expr, variables_of(expr, local_dict, global_dict)).node());
}

}  // namespace

void bind_query(DataFrameClass& type) {
  type.def("query", &query, nb::arg("expr"), nb::kw_only(), nb::arg("local_dict") = nb::none(),
           nb::arg("global_dict") = nb::none(),
           "Rows for which an expression holds: df.query(\"x > 3 and name in ['a', 'b'] and `a column` < @limit\").\n\n"
           "Columns stand by their names (in backticks where they are no names of Python), `index` is the index, and\n"
           "@name is a variable of the caller, or of local_dict. & and | bind as `and` and `or` do.");
  type.def("eval", &eval, nb::arg("expr"), nb::kw_only(), nb::arg("local_dict") = nb::none(),
           nb::arg("global_dict") = nb::none(),
           "The frame with other columns, df.eval(\"z = x + y\"), an assignment a line; of an expression alone its\n"
           "values. The grammar is that of query().");
}

}  // namespace tusk::python
