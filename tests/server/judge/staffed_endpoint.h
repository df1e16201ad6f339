// A fake endpoint on a thread of its own, for those who ask from other threads.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "tests/server/judge/fake_endpoint.h"

namespace gavel::judge {

class StaffedEndpoint {
 public:
  explicit StaffedEndpoint(std::optional<Identity> identity = {})
      : endpoint_(context_.get_executor(), std::move(identity)), base_url_(endpoint_.base_url()) {
    endpoint_.on_change([this] { look(); });
    thread_ = std::thread([this] { context_.run(); });
  }
  ~StaffedEndpoint() {
    context_.stop();
    thread_.join();
  }

  const std::string& base_url() const { return base_url_; }
  void will(Play play) {
    on_it([&](FakeEndpoint& endpoint) { endpoint.will(std::move(play)); });
  }
  // From the next request on it does this alone.
  void replace(Play play) {
    on_it([&](FakeEndpoint& endpoint) { endpoint.only(std::move(play)); });
  }
  void answer_by(std::function<Play(const std::string& request)> choose) {
    on_it([&](FakeEndpoint& endpoint) { endpoint.answer_by(std::move(choose)); });
  }
  // Called on the endpoint's thread, before a request is answered, with the number of all so far.
  void on_request(std::function<void(std::size_t)> heard) {
    on_it([&](FakeEndpoint&) { heard_ = std::move(heard); });
  }
  void release() {
    on_it([](FakeEndpoint& endpoint) { endpoint.release(); });
  }
  std::vector<std::string> requests() {
    std::vector<std::string> taken;
    on_it([&](FakeEndpoint& endpoint) { taken = endpoint.requests(); });
    return taken;
  }
  // Returns when it holds; throws when that takes more than a minute, so that nothing hangs.
  void await(std::function<bool(const FakeEndpoint&)> condition) {
    const auto held = std::make_shared<std::promise<void>>();
    on_it([&](FakeEndpoint&) {
      awaited_.push_back({std::move(condition), held});
      look();
    });
    if (held->get_future().wait_for(std::chrono::minutes(1)) != std::future_status::ready) {
      throw std::runtime_error("the endpoint waited in vain");
    }
  }
  void await_requests(std::size_t count) {
    await([count](const FakeEndpoint& endpoint) { return endpoint.requests().size() >= count; });
  }
  void await_left(std::size_t count) {
    await([count](const FakeEndpoint& endpoint) { return endpoint.left() >= count; });
  }

 private:
  struct Awaited {
    std::function<bool(const FakeEndpoint&)> condition;
    std::shared_ptr<std::promise<void>> held;
  };

  void on_it(const std::function<void(FakeEndpoint&)>& action) {
    std::promise<void> done;
    boost::asio::post(context_, [&] {
      action(endpoint_);
      done.set_value();
    });
    done.get_future().wait();
  }
  void look() {
    if (heard_ && endpoint_.requests().size() > count_) heard_(++count_);
    awaited_.remove_if([this](const Awaited& one) {
      const bool holds = one.condition(endpoint_);
      if (holds) one.held->set_value();
      return holds;
    });
  }

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_{
      context_.get_executor()};
  FakeEndpoint endpoint_;
  std::string base_url_;
  std::list<Awaited> awaited_;
  std::function<void(std::size_t)> heard_;
  std::size_t count_ = 0;
  std::thread thread_;
};

}  // namespace gavel::judge
