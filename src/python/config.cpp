#include <tusk/core/config.h>

#include <optional>
#include <string>
#include <variant>

#include <nanobind/stl/string.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using config::Setting;

Setting setting_of(nb::handle object) {
  PyObject* const pointer = object.ptr();
  if (object.is_none()) return Setting();
  if (PyBool_Check(pointer)) return Setting(pointer == Py_True);
  if (PyLong_Check(pointer)) return Setting(nb::cast<std::int64_t>(object));
  if (PyFloat_Check(pointer)) return Setting(PyFloat_AS_DOUBLE(pointer));
  if (PyUnicode_Check(pointer)) return Setting(text_of(object));
  if (PyList_Check(pointer) || PyTuple_Check(pointer)) {
    config::List list;
    for (const nb::handle item : object) list.push_back(setting_of(item));
    return Setting(std::move(list));
  }
  if (PyDict_Check(pointer)) {
    config::Map map;
    for (const auto& [key, value] : nb::borrow<nb::dict>(object))
      map.emplace_back(text_of(nb::str(key)), setting_of(value));
    return Setting(std::move(map));
  }
  throw TypeError("a setting must be None, a bool, a number, a str, or a list or dict of such: got " +
                  short_repr(object));
}

nb::object plain_object_of(const Setting& setting) {
  struct Visitor {
    nb::object operator()(std::monostate) const { return nb::none(); }
    nb::object operator()(bool value) const { return nb::cast(value); }
    nb::object operator()(std::int64_t value) const { return nb::cast(value); }
    nb::object operator()(double value) const { return nb::cast(value); }
    nb::object operator()(const std::string& value) const { return str_of(value); }
    nb::object operator()(const config::List& items) const {
      nb::list list;
      for (const Setting& item : items) list.append(plain_object_of(item));
      return list;
    }
    nb::object operator()(const config::Map& entries) const {
      nb::dict dict;
      for (const auto& [name, value] : entries) dict[str_of(name)] = plain_object_of(value);
      return dict;
    }
  };
  return std::visit(Visitor(), setting.value());
}

// What config.set() has set: until the `with` block ends, or for good without one.
class SettingsScope {
 public:
  explicit SettingsScope(nb::dict settings)
      : scope_(config::set(std::get<config::Map>(setting_of(settings).value()))) {}
  SettingsScope(SettingsScope&&) = default;
  ~SettingsScope() { scope_.keep(); }
  void end() { scope_.end(); }

 private:
  config::Scope scope_;
};

nb::object value_of(const std::string& key, nb::object fallback) {
  const auto entry = config::find(key);
  if (!entry) return fallback.is_valid() ? fallback : plain_object_of(config::entry(key).value);
  return plain_object_of(entry->value);
}

nb::list all_settings() {
  nb::list rows;
  for (const config::Entry& entry : config::list())
    rows.append(nb::make_tuple(entry.key, plain_object_of(entry.value), entry.source));
  return rows;
}

}  // namespace

void bind_config(nb::module_& module) {
  nb::module_ config = module.def_submodule("config");
  nb::class_<SettingsScope>(config, "SettingsScope").def(nb::init<nb::dict>()).def("end", &SettingsScope::end);
  config.def("get", [](const std::string& key) { return value_of(key, nb::object()); }, nb::arg("key"));
  config.def(
      "get", [](const std::string& key, nb::object fallback) { return value_of(key, std::move(fallback)); },
      nb::arg("key"), nb::arg("default").none());
  config.def("refresh", &config::refresh);
  config.def("list", &all_settings);
  config.def("description", [](const std::string& key) { return config::description(key); }, nb::arg("key"));
}

}  // namespace tusk::python
