// A connection to a server: bytes in both directions, plain or encrypted.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "io/http/url.h"

namespace tusk::io {

// To be used by one thread. Throws OSError naming the host, also when nothing has come for a minute.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual void write(std::string_view bytes) = 0;
  // At least one byte, at most `size`; 0 when the other side has closed.
  virtual std::size_t read(char* out, std::size_t size) = 0;
};

// Over TCP. Gives up on a host that doesn't answer within ten seconds.
std::unique_ptr<Channel> connect_plain(const std::string& host, const std::string& port);
// TLS over a plain channel; the server's certificate must be valid, by the system's authorities, for the host.
std::unique_ptr<Channel> connect_encrypted(std::unique_ptr<Channel> plain, const std::string& host);

}  // namespace tusk::io
