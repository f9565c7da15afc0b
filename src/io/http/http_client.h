// A small client of HTTP/1.1 (RFC 9112): requests without a body, over connections that are kept open.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/http/url.h"

namespace tusk::io {

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  // "" if it isn't there.
  std::string_view header(const std::string& name) const;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// The answer to a request, whatever its status, but redirects are followed. Connections that break, and servers that
// are busy (429, 5xx), are tried again, four times in all. Thread-safe: threads have connections of their own.
// Throws OSError naming the address.
HttpResponse http_request(const std::string& method, const std::string& url, const HttpHeaders& headers = {});

}  // namespace tusk::io
