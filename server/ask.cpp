#include "server/ask.h"

#include <memory>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "server/judge/tier.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> ask(judge::Judge& judge, const judge::Question& question,
                          judge::Deadline deadline, Opinion& opinion) {
  Opinion answer = co_await judge.ask(question, deadline);
  opinion = std::move(answer);
}

}  // namespace

Opinion ask_and_wait(const judge::Question& question, judge::Deadline deadline) {
  asio::io_context context(1);
  const std::unique_ptr<judge::Judge> judge = judge::make_judge(context.get_executor());
  Opinion opinion;
  opinion.outage = "the question was not asked";
  asio::co_spawn(context, ask(*judge, question, deadline, opinion), asio::detached);
  context.run();
  return opinion;
}

}  // namespace gavel::server
