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

#include "server/judge/chamber.h"

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

constexpr const char* failed_unexpectedly = "the judge failed unexpectedly";

}  // namespace

// INVARIANT: every flight lands, and leaves the table before it does; one that is lost in what its
// executor throws lands as an outage.
class Flights::Landing {
 public:
  Landing(asio::any_io_executor executor, std::shared_ptr<Table> table, std::string key,
          std::shared_ptr<Flight> flight)
      : executor_(std::move(executor)),
        table_(std::move(table)),
        key_(std::move(key)),
        flight_(std::move(flight)) {}
  Landing(const Landing&) = delete;
  Landing& operator=(const Landing&) = delete;
  ~Landing() {
    if (!flight_->result && !has_stopped(executor_)) land(out(failed_unexpectedly));
  }

  void land(Opinion opinion) {
    // A flight that was given up has left the table, and another may fly under its key.
    const auto row = table_->find(key_);
    if (row != table_->end() && row->second == flight_) table_->erase(row);
    flight_->land(std::move(opinion));
  }

 private:
  asio::any_io_executor executor_;
  std::shared_ptr<Table> table_;
  std::string key_;
  std::shared_ptr<Flight> flight_;
};

Flights::Flights(asio::any_io_executor executor)
    : executor_(std::move(executor)), table_(std::make_shared<Table>()) {}

std::size_t Flights::under_way() const {
  return table_->size();
}

std::shared_ptr<Flights::Flight> Flights::launch(const std::string& key, const Start& start) {
  const auto flight = std::make_shared<Flight>();
  table_->emplace(key, flight);
  const auto landing = std::make_shared<Landing>(executor_, table_, key, flight);
  auto landed = [landing](std::exception_ptr failed, Opinion opinion) {
    landing->land(failed ? out(failed_unexpectedly) : std::move(opinion));
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
