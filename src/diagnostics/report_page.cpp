#include "diagnostics/report_page.h"

#include <tusk/core/error.h>

namespace tusk::diagnostics {
namespace {

constexpr std::string_view kTitlePlace = "<title>Performance report</title>";
constexpr std::string_view kDataPlace = "{\"tusk\": \"the report's data\"}";

std::string html_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<') safe += "&lt;";
    else if (c == '&') safe += "&amp;";
    else safe += c;
  }
  return safe;
}

}  // namespace

std::string report_page(std::string_view title, std::string_view json) {
  const auto title_place = kReportTemplate.find(kTitlePlace);
  const auto data_place = kReportTemplate.find(kDataPlace);
  TUSK_CHECK(title_place < data_place && data_place != kReportTemplate.npos,
             "the page has a title, then a place for the data");
  const auto after_title = title_place + kTitlePlace.size();
  std::string page(kReportTemplate.substr(0, title_place));
  page += "<title>" + html_text(title) + "</title>";
  page += kReportTemplate.substr(after_title, data_place - after_title);
  page += json;
  page += kReportTemplate.substr(data_place + kDataPlace.size());
  return page;
}

}  // namespace tusk::diagnostics
