#include "io/http/url.h"

#include <string_view>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

std::string request_target(std::string_view text) {
  std::string target;
  for (const char letter : text.substr(0, text.find('#'))) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte <= ' ' || byte >= 0x7F || letter == '"' || letter == '<' || letter == '>')
      target += fmt::format("%{:02X}", byte);
    else target += letter;
  }
  if (!target.starts_with('/')) target.insert(0, 1, '/');
  return target;
}

[[noreturn]] void refuse_url(const std::string& text) {
  throw ValueError(fmt::format("an address of the web is http://host/path or https://host/path: got '{}'", text));
}

// Splits "host:port", "[address]:port" and either without a port.
void set_authority(std::string_view authority, const std::string& text, Url& url) {
  if (authority.find('@') != std::string_view::npos)
    throw ValueError(fmt::format("names and passwords do not stand in an address: got one for {}://", url.scheme));
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = authority.substr(0, colon);
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  url.port = colon == std::string_view::npos ? "" : authority.substr(colon + 1);
  if (url.port.empty()) url.port = url.scheme == "http" ? "80" : "443";
  if (url.host.empty() || url.port.find_first_not_of("0123456789") != std::string::npos) refuse_url(text);
}

}  // namespace

std::string Url::text() const { return scheme + "://" + authority() + target; }

std::string Url::authority() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (scheme == "http" ? "80" : "443") ? name : name + ":" + port;
}

Url parse_url(const std::string& text) {
  const std::string_view view = text;
  Url url;
  if (view.starts_with("http://")) url.scheme = "http";
  else if (view.starts_with("https://")) url.scheme = "https";
  else refuse_url(text);
  const auto rest = view.substr(url.scheme.size() + 3);
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  set_authority(rest.substr(0, end), text, url);
  url.target = request_target(rest.substr(end));
  return url;
}

Url redirected(const Url& from, const std::string& location) {
  if (location.find("://") != std::string::npos) return parse_url(location);
  if (location.starts_with("//")) return parse_url(from.scheme + ":" + location);
  auto url = from;
  if (location.starts_with('/')) {
    url.target = request_target(location);
  } else {
    const auto path = from.target.substr(0, from.target.find('?'));
    url.target = request_target(path.substr(0, path.rfind('/') + 1) + location);
  }
  return url;
}

}  // namespace tusk::io
