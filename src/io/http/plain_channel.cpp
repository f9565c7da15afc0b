#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <tusk/core/error.h>

#include "io/http/channel.h"

namespace tusk::io {
namespace {

constexpr int kConnectMilliseconds = 10'000;
constexpr int kIdleSeconds = 60;

std::string socket_reason(int error_number) {
  if (error_number == EAGAIN) return fmt::format("nothing has come for {} seconds", kIdleSeconds);
  return std::generic_category().message(error_number);
}

class PlainChannel final : public Channel {
 public:
  PlainChannel(int descriptor, std::string host) : descriptor_(descriptor), host_(std::move(host)) {}
  ~PlainChannel() override { ::close(descriptor_); }
  PlainChannel(const PlainChannel&) = delete;
  PlainChannel& operator=(const PlainChannel&) = delete;

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw OSError(fmt::format("sending to '{}' failed: {}", host_, socket_reason(errno)));
      bytes.remove_prefix(std::size_t(count));
    }
  }
  std::size_t read(char* out, std::size_t size) override {
    for (;;) {
      const auto count = ::recv(descriptor_, out, size, 0);
      if (count >= 0) return std::size_t(count);
      if (errno != EINTR) throw OSError(fmt::format("receiving from '{}' failed: {}", host_, socket_reason(errno)));
    }
  }

 private:
  int descriptor_;
  std::string host_;
};

// Waits until a connection that was begun is there; returns 0 or the error's number.
int finish_connecting(int descriptor) {
  pollfd waiting{.fd = descriptor, .events = POLLOUT, .revents = 0};
  int count = 0;
  do count = ::poll(&waiting, 1, kConnectMilliseconds);
  while (count < 0 && errno == EINTR);
  if (count == 0) return ETIMEDOUT;
  int error_number = 0;
  socklen_t size = sizeof(error_number);
  if (count < 0 || ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error_number, &size) != 0) return errno;
  return error_number;
}

// From now on calls wait, but not longer than is allowed.
std::unique_ptr<Channel> blocking_channel(int descriptor, const std::string& host) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
  const timeval idle{.tv_sec = kIdleSeconds, .tv_usec = 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof(idle));
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &idle, sizeof(idle));
  const int is_on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof(is_on));
  return std::make_unique<PlainChannel>(descriptor, host);
}

}  // namespace

std::unique_ptr<Channel> connect_plain(const std::string& host, const std::string& port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0)
    throw OSError(fmt::format("a host that is read from has a known address: '{}': {}", host, ::gai_strerror(error)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  int error_number = 0;
  for (const auto* address = found; address; address = address->ai_next) {
    const int descriptor =
        ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
    if (descriptor < 0) {
      error_number = errno;
      continue;
    }
    const bool is_there = ::connect(descriptor, address->ai_addr, address->ai_addrlen) == 0;
    error_number = is_there ? 0 : errno == EINPROGRESS ? finish_connecting(descriptor) : errno;
    if (error_number == 0) return blocking_channel(descriptor, host);
    ::close(descriptor);
  }
  throw OSError(fmt::format("'{}:{}' can't be reached: {}", host, port, socket_reason(error_number)));
}

}  // namespace tusk::io
