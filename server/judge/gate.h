// At most so many questions at an endpoint at once; the others wait, and whoever asks takes turns.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "server/judge/judge.h"

namespace gavel::judge {

// Used from one executor that runs one handler at a time.
class Gate {
 public:
  struct Line;

  // A place inside; leaves when it goes. Empty: it was not our turn before the deadline.
  class Place {
   public:
    Place() = default;
    explicit Place(std::shared_ptr<Line> line) : line_(std::move(line)) {}
    Place(Place&&) = default;
    Place& operator=(Place&& other) noexcept;
    ~Place() { leave(); }
    explicit operator bool() const { return line_ != nullptr; }

   private:
    void leave();
    std::shared_ptr<Line> line_;
  };

  explicit Gate(boost::asio::any_io_executor executor);

  // Those who wait come in by turns of `asker` (a session), each asker's questions in the order
  // they came, so that one who asks much holds up nobody but himself. `limit` is the asker's own:
  // policies may differ. At most 1024 wait; the rest get no place.
  boost::asio::awaitable<Place> enter(std::size_t limit, Deadline deadline, std::string asker = {});
  std::size_t inside() const;
  std::size_t waiting() const;

 private:
  std::shared_ptr<Line> line_;
};

}  // namespace gavel::judge
