#include "server/judge/tier.h"

#include <utility>

#include "server/judge/builtin.h"
#include "server/judge/errand.h"
#include "server/judge/remote.h"

namespace gavel::judge {
namespace {

class Tier : public Judge {
 public:
  explicit Tier(Surroundings surroundings)
      : executor_(surroundings.executor), remote_(std::move(surroundings)) {}

  boost::asio::awaitable<Opinion> ask(const Question& question, Deadline deadline) override {
    const policy::Provider provider = question.policy.judge.endpoint.provider;
    Opinion opinion;
    if (provider == policy::Provider::builtin) {
      opinion = builtin_opinion(question.evaluation, question.policy.mode);
    } else if (provider == policy::Provider::none) {
      opinion.outage = "no judge is configured";
    } else {
      const auto ask = [&] { return remote_.ask(question, deadline); };
      opinion = co_await ask_on(executor_, ask);
    }
    co_return opinion;
  }

 private:
  boost::asio::any_io_executor executor_;
  RemoteJudge remote_;
};

}  // namespace

std::unique_ptr<Judge> make_judge(Surroundings surroundings) {
  return std::make_unique<Tier>(std::move(surroundings));
}

std::unique_ptr<Judge> make_judge(boost::asio::any_io_executor executor) {
  return make_judge(real_surroundings(std::move(executor)));
}

}  // namespace gavel::judge
