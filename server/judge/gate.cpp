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
  std::shared_ptr<Gate::Line> line;
  Gate::Place place = {};  // once called
};

struct Queue {
  std::string asker;
  std::list<Waiter*> waiting;
};

}  // namespace

// INVARIANT: whoever is called has been counted as inside already, and leaves when his frame goes.
// INVARIANT: no queue is empty; the first one's turn is next.
struct Gate::Line {
  asio::any_io_executor executor;
  std::size_t inside = 0;
  std::size_t waiting = 0;
  std::list<Queue> queues;

  void add(const std::string& asker, Waiter& self) {
    auto queue = std::find_if(queues.begin(), queues.end(),
                              [&](const Queue& one) { return one.asker == asker; });
    if (queue == queues.end()) queue = queues.insert(queues.end(), {asker, {}});
    queue->waiting.push_back(&self);
    ++waiting;
  }

  void remove(Waiter& self) {
    for (auto queue = queues.begin(); queue != queues.end(); ++queue) {
      if (queue->waiting.remove(&self) == 0) continue;
      --waiting;
      if (queue->waiting.empty()) queues.erase(queue);
      return;
    }
  }

  Waiter* take_next() {
    Queue& queue = queues.front();
    Waiter* const next = queue.waiting.front();
    queue.waiting.pop_front();
    --waiting;
    if (queue.waiting.empty()) {
      queues.pop_front();
    } else {
      queues.splice(queues.end(), queues, queues.begin());
    }
    return next;
  }

  void call_next() {
    while (!queues.empty() && inside < queues.front().waiting.front()->limit) {
      Waiter* const next = take_next();
      ++inside;
      next->place = Place(next->line);
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
  return line_->waiting;
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

asio::awaitable<Gate::Place> Gate::enter(std::size_t limit, Deadline deadline, std::string asker) {
  const std::shared_ptr<Line> line = line_;
  limit = std::max<std::size_t>(limit, 1);
  if (line->waiting == 0 && line->inside < limit) {
    ++line->inside;
    co_return Place(line);
  }
  if (line->waiting >= max_waiting) co_return Place();
  Waiter self{asio::steady_timer(line->executor, deadline), limit, line};
  line->add(asker, self);
  const std::shared_ptr<void> leaves(nullptr, [&](void*) { line->remove(self); });
  boost::system::error_code ignored;
  co_await self.timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return std::move(self.place);
}

}  // namespace gavel::judge
