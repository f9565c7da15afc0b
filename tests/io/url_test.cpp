#include "io/http/url.h"

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

TEST(WebAddress, IsTakenApart) {
  const auto url = parse_url("https://data.example.org:8443/trip+data/a%20b.csv?version=1#part");
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.host, "data.example.org");
  EXPECT_EQ(url.port, "8443");
  EXPECT_EQ(url.target, "/trip+data/a%20b.csv?version=1");
  EXPECT_EQ(url.authority(), "data.example.org:8443");
  EXPECT_EQ(parse_url("http://host").text(), "http://host/");
  EXPECT_EQ(parse_url("http://host:80?x").text(), "http://host/?x");
  EXPECT_EQ(parse_url("http://[::1]:99/a").host, "::1");
  EXPECT_EQ(parse_url("http://[::1]:99/a").authority(), "[::1]:99");
}

TEST(WebAddress, EscapesWhatCannotStandInARequest) {
  EXPECT_EQ(parse_url("http://h/trip data/é\"").target, "/trip%20data/%C3%A9%22");
}

TEST(WebAddress, NeedsASchemeAndAHost) {
  for (const auto* text : {"http://", "ftp://h/x", "http:///x", "http://h:port/x", "http://user:word@h/x"})
    EXPECT_THROW(parse_url(text), ValueError) << text;
}

TEST(WebAddress, IsRedirected) {
  const auto from = parse_url("http://host/a/b?x=/y");
  EXPECT_EQ(redirected(from, "https://other/c").text(), "https://other/c");
  EXPECT_EQ(redirected(from, "//other/c").text(), "http://other/c");
  EXPECT_EQ(redirected(from, "/c").text(), "http://host/c");
  EXPECT_EQ(redirected(from, "c").text(), "http://host/a/c");
}

}  // namespace
}  // namespace tusk::io
