// The page of a performance report: HTML with its style and scripts in it, made from the files in page/.
#pragma once

#include <string>
#include <string_view>

namespace tusk::diagnostics {

// Built from page/report.html by cmake/TuskEmbed.cmake.
extern const std::string_view kReportTemplate;

// The whole page for a report_json().
std::string report_page(std::string_view title, std::string_view json);

}  // namespace tusk::diagnostics
