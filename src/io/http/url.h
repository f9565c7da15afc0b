// Addresses of the web, as far as a client needs them.
#pragma once

#include <string>

namespace tusk::io {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;
  std::string port;
  std::string target;  // path and query; "/" at least

  std::string text() const;
  // The host, with the port if it isn't the scheme's: as requests name it.
  std::string authority() const;
};

// What is escaped stays so, and a plus sign is one; a space, and what else can't stand in a request, is escaped. A
// fragment is left out. Throws ValueError for what isn't http:// or https:// with a host.
Url parse_url(const std::string& text);
// Where a redirect leads: `location` is absolute, or relative to `from`.
Url redirected(const Url& from, const std::string& location);

}  // namespace tusk::io
