// A model endpoint on loopback, on a thread of its own: answers after a pause, or never.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace gavel::judge::bench {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

class Endpoint {
 public:
  // Without a pause no question is ever answered.
  explicit Endpoint(std::optional<std::chrono::milliseconds> pause)
      : pause_(pause), acceptor_(context_, {asio::ip::address_v4::loopback(), 0}) {
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Endpoint() {
    context_.stop();
    thread_.join();
  }

  std::string base_url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/v1";
  }
  std::size_t asked() const { return asked_; }
  std::size_t most_at_once() const { return most_; }

 private:
  static auto into(boost::system::error_code& error) {
    return asio::redirect_error(asio::use_awaitable, error);
  }

  asio::awaitable<void> accept() {
    boost::system::error_code error;
    while (!error) {
      tcp::socket socket = co_await acceptor_.async_accept(into(error));
      if (!error) asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    for (;;) {
      http::request<http::string_body> request;
      co_await http::async_read(socket, buffer, request, into(error));
      if (error) co_return;
      ++asked_;
      most_ = std::max<std::size_t>(most_, ++inside_);
      asio::steady_timer timer(context_);
      timer.expires_at(pause_ ? std::chrono::steady_clock::now() + *pause_
                              : std::chrono::steady_clock::time_point::max());
      co_await timer.async_wait(into(error));
      --inside_;
      http::response<http::string_body> response(http::status::ok, 11);
      response.set(http::field::content_type, "application/json");
      response.body() = R"({"choices":[{"message":{"content":"DENY: no"},"finish_reason":"stop"}],)"
                        R"("usage":{"prompt_tokens":1000,"completion_tokens":5}})";
      response.prepare_payload();
      co_await http::async_write(socket, response, into(error));
      if (error) co_return;
    }
  }

  std::optional<std::chrono::milliseconds> pause_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;
  std::atomic<std::size_t> asked_{0};
  std::atomic<std::size_t> most_{0};
  std::size_t inside_ = 0;
};

}  // namespace gavel::judge::bench
