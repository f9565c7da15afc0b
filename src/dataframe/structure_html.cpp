#include "dataframe/structure_html.h"

#include <algorithm>
#include <vector>

#include <arrow/scalar.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "kernels/elementwise.h"

namespace tusk::dataframe {

namespace {

constexpr std::size_t kMostShownColumns = 20;
constexpr const char* kFaint = "opacity: 0.65";
constexpr const char* kCell = "padding: 0.3em 0.8em; text-align: left; white-space: nowrap";

struct ShownColumn {
  std::string name;
  std::string type;
  bool is_index = false;
};

std::string escaped(std::string_view text) {
  std::string html;
  for (const char letter : text) {
    if (letter == '&') html += "&amp;";
    else if (letter == '<') html += "&lt;";
    else if (letter == '>') html += "&gt;";
    else if (letter == '"') html += "&quot;";
    else html += letter;
  }
  return html;
}

std::vector<ShownColumn> shown_columns(const expr::Meta& meta) {
  std::vector<ShownColumn> columns;
  for (std::size_t level = 0; level < meta.index_count(); ++level)
    columns.push_back(
        {meta.index_names[level].value_or(""), kernels::type_name(*meta.schema->field(int(level))->type()), true});
  const auto values = expr::value_columns(meta);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_left_out =
        values.size() > kMostShownColumns && i >= kMostShownColumns / 2 && i < values.size() - kMostShownColumns / 2;
    if (is_left_out) {
      if (i == kMostShownColumns / 2) columns.push_back({"…", "…"});
      continue;
    }
    const std::string& name = values[i];
    columns.push_back({name == expr::kUnnamed ? "" : name, kernels::type_name(*expr::column_type(meta, name))});
  }
  return columns;
}

std::string counted_things(std::int64_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

// "12 partitions · 18 columns · made by read-csv"
std::string facts_html(const expr::Node& node) {
  const expr::Meta& meta = node.meta();
  std::vector<std::string> facts;
  if (meta.shape == expr::Shape::Scalar) facts.push_back(escaped(kernels::type_name(*expr::value_type(meta))));
  else facts.push_back(counted_things(meta.partition_count, "partition"));
  if (meta.shape == expr::Shape::Frame)
    facts.push_back(counted_things(std::int64_t(expr::value_columns(meta).size()), "column"));
  if (meta.divisions)
    facts.push_back(fmt::format("index from {} to {}", escaped(meta.divisions->front()->ToString()),
                                escaped(meta.divisions->back()->ToString())));
  facts.push_back("made by " + escaped(node.op()->label()));
  return fmt::format("<span style=\"{}\">{}</span>", kFaint, fmt::join(facts, " &middot; "));
}

std::string columns_html(const std::vector<ShownColumn>& columns) {
  std::string names, types;
  for (const auto& [name, type, is_index] : columns) {
    const std::string shown = escaped(name);
    names += fmt::format("<th style=\"{}\">{}</th>", kCell,
                         is_index ? fmt::format("<em>{}</em>", shown.empty() ? "index" : shown) : shown);
    types += fmt::format("<td style=\"{}\">{}</td>", kCell, escaped(type));
  }
  return fmt::format(
      "<table class=\"dataframe\" style=\"border-collapse: collapse; margin-top: 0.4em\">\n"
      "<thead><tr>{}</tr></thead>\n<tbody><tr>{}</tr></tbody>\n</table>\n",
      names, types);
}

}  // namespace

std::string structure_html(const expr::Node& node) {
  static constexpr const char* kWords[] = {"DataFrame", "Series", "Scalar"};
  const expr::Meta& meta = node.meta();
  std::string html = fmt::format("<div style=\"overflow-x: auto\">\n<div><strong>Tusk {}</strong> {}</div>\n",
                                 kWords[int(meta.shape)], facts_html(node));
  if (meta.shape != expr::Shape::Scalar) html += columns_html(shown_columns(meta));
  return html + "</div>";
}

}  // namespace tusk::dataframe
