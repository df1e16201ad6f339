#include "server/judge/tier.h"

#include "server/judge/builtin.h"

namespace gavel::judge {
namespace {

Opinion outage(std::string what) {
  Opinion opinion;
  opinion.outage = std::move(what);
  return opinion;
}

class Tier : public Judge {
 public:
  explicit Tier(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  boost::asio::awaitable<Opinion> ask(const Question& question, Deadline) override {
    switch (question.policy.judge.endpoint.provider) {
      case policy::Provider::builtin:
        co_return builtin_opinion(question.evaluation);
      case policy::Provider::none:
        co_return outage("no judge is configured (judge.provider is none)");
      default:
        co_return outage("this provider is not served yet");
    }
  }

 private:
  boost::asio::any_io_executor executor_;
};

}  // namespace

std::unique_ptr<Judge> make_judge(boost::asio::any_io_executor executor) {
  return std::make_unique<Tier>(std::move(executor));
}

}  // namespace gavel::judge
