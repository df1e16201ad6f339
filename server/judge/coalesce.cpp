#include "server/judge/coalesce.h"

#include <exception>
#include <list>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::judge {

namespace asio = boost::asio;

struct Flights::Flight {
  std::optional<Opinion> result;
  bool paid = false;
  std::list<asio::steady_timer*> waiting;
  asio::cancellation_signal stop;

  void land(Opinion opinion) {
    result = std::move(opinion);
    for (asio::steady_timer* const timer : waiting) timer->cancel();
  }
};

namespace {

Opinion out(const char* why) {
  Opinion opinion;
  opinion.outage = why;
  return opinion;
}

}  // namespace

Flights::Flights(asio::any_io_executor executor)
    : executor_(std::move(executor)), table_(std::make_shared<Table>()) {}

std::size_t Flights::under_way() const {
  return table_->size();
}

std::shared_ptr<Flights::Flight> Flights::launch(const std::string& key, const Start& start) {
  const auto flight = std::make_shared<Flight>();
  table_->emplace(key, flight);
  auto landed = [table = table_, key, flight](std::exception_ptr failed, Opinion opinion) {
    // A flight that was given up has left the table, and another may fly under its key.
    const auto row = table->find(key);
    if (row != table->end() && row->second == flight) table->erase(row);
    flight->land(failed ? out("the judge failed unexpectedly") : std::move(opinion));
  };
  asio::co_spawn(executor_, start(),
                 asio::bind_cancellation_slot(flight->stop.slot(), std::move(landed)));
  return flight;
}

asio::awaitable<Flights::Joined> Flights::join(const std::string& key, const Start& start,
                                               Deadline deadline) {
  const auto row = table_->find(key);
  const std::shared_ptr<Flight> flight = row == table_->end() ? launch(key, start) : row->second;
  if (!flight->result) {
    asio::steady_timer timer(executor_, deadline);
    const auto place = flight->waiting.insert(flight->waiting.end(), &timer);
    const std::shared_ptr<void> leaves(nullptr, [&](void*) { flight->waiting.erase(place); });
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  Joined joined;
  if (flight->result) {
    joined.opinion = *flight->result;
    joined.pays = !std::exchange(flight->paid, true);
    co_return joined;
  }
  if (flight->waiting.empty()) {
    const auto mine = table_->find(key);
    if (mine != table_->end() && mine->second == flight) table_->erase(mine);
    flight->stop.emit(asio::cancellation_type::terminal);
  }
  joined.opinion = out("the judge did not answer in time");
  co_return joined;
}

}  // namespace gavel::judge
