#include "io/http/http_client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/http/channel.h"

namespace tusk::io {
namespace {

constexpr int kMostRedirects = 10;
constexpr int kAttemptsInAll = 4;
constexpr auto kFirstPause = std::chrono::milliseconds(100);
constexpr std::size_t kMostHeaderBytes = 256 * 1024;
constexpr std::size_t kMostIdle = 16;  // connections to one host

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
  return lower;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::uint64_t> unsigned_number(std::string_view text, int base) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// One connection, and what was read of it but not used.
class HttpConnection {
 public:
  explicit HttpConnection(const Url& url) : channel_(connect_plain(url.host, url.port)) {
    if (url.scheme == "https") channel_ = connect_encrypted(std::move(channel_), url.host);
  }

  // Whether the connection may be used again is in is_reusable() afterwards.
  HttpResponse request(const std::string& method, const Url& url, const HttpHeaders& headers) {
    auto text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tusk\r\nAccept: */*\r\n", method, url.target,
                            url.authority());
    for (const auto& [name, value] : headers) text += fmt::format("{}: {}\r\n", name, value);
    text += "\r\n";
    channel_->write(text);
    is_reusable_ = true;
    auto response = read_head();
    while (response.status / 100 == 1) response = read_head();
    if (method != "HEAD" && response.status != 204 && response.status != 304) read_body(response);
    if (lower_case(response.header("connection")).find("close") != std::string::npos) is_reusable_ = false;
    return response;
  }
  bool is_reusable() const { return is_reusable_; }

 private:
  [[noreturn]] static void refuse_answer(const char* what) { throw OSError(fmt::format("the answer {}", what)); }

  bool fill() {
    std::array<char, 64 * 1024> block;
    const auto count = channel_->read(block.data(), block.size());
    buffer_.erase(0, std::exchange(used_, 0));
    buffer_.append(block.data(), count);
    return count > 0;
  }

  std::string read_line() {
    for (;;) {
      const auto end = buffer_.find('\n', used_);
      if (end != std::string::npos) {
        auto line = buffer_.substr(used_, end - used_);
        used_ = end + 1;
        if (line.ends_with('\r')) line.pop_back();
        return line;
      }
      if (buffer_.size() - used_ > kMostHeaderBytes) refuse_answer("has a line that is too long");
      if (!fill()) refuse_answer("ends in its head");
    }
  }

  HttpResponse read_head() {
    const auto status_line = read_line();
    const auto status = status_line.starts_with("HTTP/1.") && status_line.size() >= 12
                            ? unsigned_number(std::string_view(status_line).substr(9, 3), 10)
                            : std::nullopt;
    if (!status) refuse_answer("is not HTTP");
    if (status_line.starts_with("HTTP/1.0")) is_reusable_ = false;
    HttpResponse response{.status = int(*status), .headers = {}, .body = {}};
    std::size_t bytes = 0;
    for (auto line = read_line(); !line.empty(); line = read_line()) {
      if ((bytes += line.size()) > kMostHeaderBytes) refuse_answer("has a head that is too long");
      const auto colon = line.find(':');
      if (colon != std::string::npos)
        response.headers[lower_case(line.substr(0, colon))] = trimmed(std::string_view(line).substr(colon + 1));
    }
    return response;
  }

  void read_body(HttpResponse& response) {
    if (lower_case(response.header("transfer-encoding")).find("chunked") != std::string::npos)
      return read_chunks(response.body);
    if (const auto length = unsigned_number(response.header("content-length"), 10))
      return read_bytes(*length, response.body);
    is_reusable_ = false;
    do response.body.append(buffer_, std::exchange(used_, buffer_.size()));
    while (fill());
  }

  void read_chunks(std::string& body) {
    for (;;) {
      const auto line = read_line();
      const auto size = unsigned_number(trimmed(std::string_view(line).substr(0, line.find(';'))), 16);
      if (!size) refuse_answer("has a chunk without a size");
      if (*size == 0) break;
      read_bytes(*size, body);
      read_line();
    }
    while (!read_line().empty());
  }

  void read_bytes(std::uint64_t count, std::string& body) {
    while (count > 0) {
      if (used_ == buffer_.size() && !fill()) refuse_answer("ends before its length");
      const auto taken = std::min<std::uint64_t>(count, buffer_.size() - used_);
      body.append(buffer_, used_, taken);
      used_ += taken;
      count -= taken;
    }
  }

  std::unique_ptr<Channel> channel_;
  std::string buffer_;
  std::size_t used_ = 0;
  bool is_reusable_ = true;
};

// Connections that wait for their next request. A forked child has none of its parent's.
class IdleConnections {
 public:
  std::unique_ptr<HttpConnection> take(const std::string& host) {
    const std::lock_guard lock(mutex_);
    forget_parents();
    auto& idle = idle_[host];
    if (idle.empty()) return nullptr;
    auto connection = std::move(idle.back());
    idle.pop_back();
    return connection;
  }
  void give_back(const std::string& host, std::unique_ptr<HttpConnection> connection) {
    const std::lock_guard lock(mutex_);
    forget_parents();
    auto& idle = idle_[host];
    if (idle.size() < kMostIdle) idle.push_back(std::move(connection));
  }

 private:
  void forget_parents() {
    if (std::exchange(process_, ::getpid()) != ::getpid()) idle_.clear();
  }

  std::mutex mutex_;
  pid_t process_ = ::getpid();
  std::map<std::string, std::vector<std::unique_ptr<HttpConnection>>> idle_;
};

// Never destroyed: it may be used until the very end.
IdleConnections& idle_connections() {
  static auto& connections = *new IdleConnections();
  return connections;
}

HttpResponse request_once(const std::string& method, const Url& url, const HttpHeaders& headers) {
  const auto host = url.scheme + "://" + url.authority();
  if (auto kept = idle_connections().take(host)) {
    try {
      auto response = kept->request(method, url, headers);
      if (kept->is_reusable()) idle_connections().give_back(host, std::move(kept));
      return response;
    } catch (const OSError&) {
      // The server may have closed it meanwhile: a new one tells.
    }
  }
  auto connection = std::make_unique<HttpConnection>(url);
  auto response = connection->request(method, url, headers);
  if (connection->is_reusable()) idle_connections().give_back(host, std::move(connection));
  return response;
}

bool is_busy(int status) { return status == 429 || (status >= 500 && status != 501 && status != 505); }

HttpResponse request_with_patience(const std::string& method, const Url& url, const HttpHeaders& headers) {
  auto pause = kFirstPause;
  for (int attempt = 1;; ++attempt, pause *= 4) {
    try {
      auto response = request_once(method, url, headers);
      if (!is_busy(response.status) || attempt == kAttemptsInAll) return response;
    } catch (const OSError& error) {
      if (attempt == kAttemptsInAll) throw OSError(fmt::format("'{}' can't be read: {}", url.text(), error.what()));
    }
    std::this_thread::sleep_for(pause);
  }
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

std::string_view HttpResponse::header(const std::string& name) const {
  const auto place = headers.find(name);
  return place == headers.end() ? std::string_view() : std::string_view(place->second);
}

HttpResponse http_request(const std::string& method, const std::string& url, const HttpHeaders& headers) {
  auto at = parse_url(url);
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    auto response = request_with_patience(method, at, headers);
    const auto location = response.header("location");
    if (!is_redirect(response.status) || location.empty()) return response;
    at = redirected(at, std::string(location));
  }
  throw OSError(fmt::format("an address leads somewhere: '{}' was redirected more than {} times", url, kMostRedirects));
}

}  // namespace tusk::io
