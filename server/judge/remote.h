// The judge that asks models: retries, fallback, second look, cache and single flight around them.
#pragma once

#include <memory>

#include "server/judge/judge.h"
#include "server/judge/surroundings.h"

namespace gavel::judge {

class RemoteJudge : public Judge {
 public:
  explicit RemoteJudge(Surroundings surroundings);
  ~RemoteJudge() override;

  boost::asio::awaitable<Opinion> ask(const Question& question, Deadline deadline) override;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with flights, which may outlive us at shutdown
};

}  // namespace gavel::judge
