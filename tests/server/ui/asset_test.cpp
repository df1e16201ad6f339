#include "server/ui/asset.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace gavel::ui {
namespace {

std::string header(const net::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(Asset, IsServedWithItsTypeAndItsTag) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "text/html; charset=utf-8"},
      {"index.html", "text/html; charset=utf-8"},
      {"main.js", "text/javascript; charset=utf-8"},
      {"frame.css", "text/css; charset=utf-8"},
      {"icon.svg", "image/svg+xml"},
  };
  for (const auto& [name, type] : rows) {
    SCOPED_TRACE(name);
    const net::Response whole = asset(name, "");
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.content_type, type);
    EXPECT_FALSE(whole.body.empty());
    EXPECT_EQ(header(whole, "Cache-Control"), "no-cache");
    const net::Response again = asset(name, header(whole, "ETag"));
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(asset(name, "\"another\"").status, 200);
  }
}

TEST(Asset, WhatIsNoFileOfThePageIsNotThere) {
  for (const char* name :
       {"main", "MAIN.JS", "..", "../main.js", "%2e%2e", "index.html/", "main.js?"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(asset(name, "").status, 404);
  }
}

}  // namespace
}  // namespace gavel::ui
