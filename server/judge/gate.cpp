#include "server/judge/gate.h"

#include <algorithm>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
constexpr std::size_t max_waiting = 1024;

struct Waiter {
  asio::steady_timer timer;
  std::size_t limit;
  bool called = false;
};

}  // namespace

// INVARIANT: whoever is called has been counted as inside already.
struct Gate::Line {
  asio::any_io_executor executor;
  std::size_t inside = 0;
  std::list<Waiter*> waiting;

  void call_next() {
    while (!waiting.empty() && inside < waiting.front()->limit) {
      Waiter* const next = waiting.front();
      waiting.pop_front();
      ++inside;
      next->called = true;
      next->timer.cancel();
    }
  }
};

Gate::Gate(asio::any_io_executor executor) : line_(std::make_shared<Line>()) {
  line_->executor = std::move(executor);
}

std::size_t Gate::inside() const {
  return line_->inside;
}
std::size_t Gate::waiting() const {
  return line_->waiting.size();
}

void Gate::Place::leave() {
  if (line_ == nullptr) return;
  --line_->inside;
  line_->call_next();
  line_.reset();
}

Gate::Place& Gate::Place::operator=(Place&& other) noexcept {
  if (this != &other) {
    leave();
    line_ = std::move(other.line_);
  }
  return *this;
}

asio::awaitable<Gate::Place> Gate::enter(std::size_t limit, Deadline deadline) {
  const std::shared_ptr<Line> line = line_;
  limit = std::max<std::size_t>(limit, 1);
  if (line->waiting.empty() && line->inside < limit) {
    ++line->inside;
    co_return Place(line);
  }
  if (line->waiting.size() >= max_waiting) co_return Place();
  Waiter self{asio::steady_timer(line->executor, deadline), limit};
  line->waiting.push_back(&self);
  const std::shared_ptr<void> leaves(nullptr, [&](void*) { line->waiting.remove(&self); });
  boost::system::error_code ignored;
  co_await self.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (!self.called) co_return Place();
  co_return Place(line);
}

}  // namespace gavel::judge
