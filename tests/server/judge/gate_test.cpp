#include "server/judge/gate.h"

#include <optional>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
const Deadline never = Deadline::max();

struct Entrances {
  asio::io_context context;
  Gate gate{context.get_executor()};
  std::vector<int> order;
  std::vector<std::optional<Gate::Place>> places = std::vector<std::optional<Gate::Place>>(8);

  asio::awaitable<void> come(int who, std::size_t limit, Deadline deadline, std::string asker) {
    Gate::Place place = co_await gate.enter(limit, deadline, std::move(asker));
    if (place) order.push_back(who);
    places[static_cast<std::size_t>(who)] = std::move(place);
  }
  void comes(int who, std::size_t limit = 2, Deadline deadline = never, std::string asker = {}) {
    asio::co_spawn(context, come(who, limit, deadline, std::move(asker)), asio::detached);
    settle();
  }
  void leaves(int who) {
    places[static_cast<std::size_t>(who)].reset();
    settle();
  }
  void settle() {
    context.restart();
    context.poll();
  }
};

TEST(Gate, WhoAsksMuchHoldsUpNobodyElse) {
  Entrances at;
  for (int who = 0; who < 5; ++who) at.comes(who, 1, never, "busy");
  at.comes(5, 1, never, "quiet");
  at.comes(6, 1, never, "third");
  at.comes(7, 1, never, "quiet");
  EXPECT_EQ(at.gate.waiting(), 7u);
  while (at.order.size() < 8) at.leaves(at.order.back());
  EXPECT_EQ(at.order, (std::vector<int>{0, 1, 5, 6, 2, 7, 3, 4}));
  EXPECT_EQ(at.gate.waiting(), 0u);
}

TEST(Gate, LetsInSoManyAndTheOthersInTheirOrder) {
  Entrances at;
  for (int who = 0; who < 6; ++who) at.comes(who);
  EXPECT_EQ(at.order, (std::vector<int>{0, 1}));
  EXPECT_EQ(at.gate.inside(), 2u);
  EXPECT_EQ(at.gate.waiting(), 4u);
  at.leaves(1);
  at.leaves(0);
  EXPECT_EQ(at.order, (std::vector<int>{0, 1, 2, 3}));
  for (int who = 2; who < 6; ++who) at.leaves(who);
  EXPECT_EQ(at.order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(at.gate.inside(), 0u);
}

TEST(Gate, NobodyOvertakesThoseWhoWait) {
  Entrances at;
  at.comes(0, 1);
  at.comes(1, 1);
  at.comes(2, 8);  // his limit would have room, but 1 came first
  EXPECT_EQ(at.order, (std::vector<int>{0}));
  at.leaves(0);
  EXPECT_EQ(at.order, (std::vector<int>{0, 1, 2}));
}

TEST(Gate, AfterTheDeadlineThereIsNoPlace) {
  Entrances at;
  at.comes(0, 1);
  at.comes(1, 1, Deadline::min());
  while (!at.places[1]) at.context.run_one();
  EXPECT_FALSE(*at.places[1]);
  EXPECT_EQ(at.gate.waiting(), 0u);
  at.leaves(0);
  at.comes(2, 1);
  EXPECT_EQ(at.order, (std::vector<int>{0, 2}));
}

TEST(Gate, ALimitOfZeroIsOne) {
  Entrances at;
  at.comes(0, 0);
  EXPECT_EQ(at.order, (std::vector<int>{0}));
}

}  // namespace
}  // namespace gavel::judge
