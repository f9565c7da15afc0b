#include <algorithm>
#include <array>
#include <string>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <tusk/core/error.h>

#include "io/http/channel.h"

namespace tusk::io {
namespace {

// Never destroyed, as connections may outlive everything else.
SSL_CTX* client_context() {
  static SSL_CTX* context = [] {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    if (!made) throw OSError("TLS can't be started");
    SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
    SSL_CTX_set_default_verify_paths(made);
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nullptr);
    return made;
  }();
  return context;
}

bool is_ip_address(const std::string& host) {
  std::array<unsigned char, 16> bytes;
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

// TLS in memory; what comes out of it and goes into it travels over a plain channel, which handles time limits.
class EncryptedChannel final : public Channel {
 public:
  EncryptedChannel(std::unique_ptr<Channel> plain, std::string host)
      : plain_(std::move(plain)), host_(std::move(host)), ssl_(SSL_new(client_context()), SSL_free) {
    if (!ssl_) throw OSError("TLS can't be started");
    incoming_ = BIO_new(BIO_s_mem());
    outgoing_ = BIO_new(BIO_s_mem());
    // An empty buffer means that more is to come, not the end.
    BIO_set_mem_eof_return(incoming_, -1);
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
    expect_host();
    finish([&] { return SSL_connect(ssl_.get()); });
  }

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto size = int(std::min<std::size_t>(bytes.size(), 1 << 20));
      bytes.remove_prefix(std::size_t(finish([&] { return SSL_write(ssl_.get(), bytes.data(), size); })));
    }
  }
  std::size_t read(char* out, std::size_t size) override {
    const auto most = int(std::min<std::size_t>(size, 1 << 20));
    return std::size_t(finish([&] { return SSL_read(ssl_.get(), out, most); }));
  }

 private:
  void expect_host() {
    if (is_ip_address(host_)) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host_.c_str());
      return;
    }
    SSL_set_tlsext_host_name(ssl_.get(), host_.c_str());
    SSL_set1_host(ssl_.get(), host_.c_str());
  }

  // Repeats a step, moving bytes to and from the plain channel, until it is done; returns its result, 0 at the end.
  template <class Step>
  int finish(Step step) {
    for (;;) {
      ERR_clear_error();
      const int result = step();
      const int state = SSL_get_error(ssl_.get(), result);
      send_outgoing();
      if (result > 0) return result;
      if (state == SSL_ERROR_ZERO_RETURN) return 0;
      if (state != SSL_ERROR_WANT_READ || !receive_incoming()) fail();
    }
  }

  void send_outgoing() {
    std::array<char, 16 * 1024> block;
    for (int count = 0; (count = BIO_read(outgoing_, block.data(), int(block.size()))) > 0;)
      plain_->write(std::string_view(block.data(), std::size_t(count)));
  }

  bool receive_incoming() {
    std::array<char, 16 * 1024> block;
    const auto count = plain_->read(block.data(), block.size());
    return count > 0 && BIO_write(incoming_, block.data(), int(count)) == int(count);
  }

  [[noreturn]] void fail() {
    if (const auto verified = SSL_get_verify_result(ssl_.get()); verified != X509_V_OK) {
      throw OSError(fmt::format("a server shows a valid certificate: that of '{}' is refused: {}", host_,
                                X509_verify_cert_error_string(verified)));
    }
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    throw OSError(fmt::format("the encrypted connection with '{}' broke: {}", host_, reason.data()));
  }

  std::unique_ptr<Channel> plain_;
  std::string host_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  BIO* incoming_ = nullptr;  // owned by ssl_
  BIO* outgoing_ = nullptr;
};

}  // namespace

std::unique_ptr<Channel> connect_encrypted(std::unique_ptr<Channel> plain, const std::string& host) {
  return std::make_unique<EncryptedChannel>(std::move(plain), host);
}

}  // namespace tusk::io
