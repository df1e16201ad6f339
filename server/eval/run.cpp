#include "server/eval/run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "server/eval/world.h"
#include "server/judge/digest.h"
#include "server/judge/plan.h"
#include "server/judge/prompt.h"
#include "server/judge/tier.h"

namespace gavel::eval {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

policy::Policy policy_for(const LabelledCall& row, const policy::Policy& policy,
                          const policy::Judge& settings) {
  policy::Policy own = policy;
  own.judge = settings;
  own.judge.cache_ttl_s = 0;
  std::string& guidance = own.judge.guidance;
  if (!guidance.empty() && !row.guidance.empty()) guidance += "\n\n";
  guidance += row.guidance;
  return own;
}

// A round of questions, answered by so many workers at once.
struct Round {
  const std::vector<const LabelledCall*>& rows;
  std::size_t repeat;
  const Contender& contender;
  const policy::Policy& policy;
  judge::Judge& judge;
  const std::function<void(Hearing)>& heard;
  const std::function<bool()>& stop;
  std::size_t next = 0;
};

asio::awaitable<Hearing> ask(Round& round, const LabelledCall& row) {
  const policy::Policy policy = policy_for(row, round.policy, round.contender.settings);
  const policy::Evaluation evaluation = evaluate(row, policy);
  const judge::Question question{row.call,        evaluation, policy, std::string(labelled_root),
                                 row.call.intent, row.recent};
  const auto deadline =
      std::chrono::steady_clock::now() + milliseconds(policy.judge.timeout_ms) * 2;
  Hearing hearing;
  hearing.row = row.digest;
  hearing.repeat = round.repeat;
  hearing.opinion = co_await round.judge.ask(question, deadline);
  hearing.opinion.prompt.clear();
  hearing.opinion.reply.clear();
  co_return hearing;
}

asio::awaitable<void> work(Round& round) {
  while (round.next < round.rows.size() && !round.stop()) {
    const LabelledCall& row = *round.rows[round.next++];
    Hearing hearing = co_await ask(round, row);
    round.heard(std::move(hearing));
  }
}

std::vector<const LabelledCall*> unheard(const std::vector<const LabelledCall*>& asked,
                                         const std::vector<Hearing>& known, std::size_t repeat) {
  std::set<std::string> done;
  for (const Hearing& one : known) {
    if (one.repeat == repeat) done.insert(one.row);
  }
  std::vector<const LabelledCall*> rest;
  std::copy_if(asked.begin(), asked.end(), std::back_inserter(rest),
               [&](const LabelledCall* row) { return !done.contains(row->digest); });
  return rest;
}

}  // namespace

Sorted sort_rows(const std::vector<LabelledCall>& rows, const policy::Policy& policy) {
  Sorted sorted;
  for (const LabelledCall& row : rows) {
    switch (evaluate(row, policy).verdict.ruling) {
      case Ruling::allow:
        sorted.allowed.push_back(&row);
        break;
      case Ruling::escalate:
        sorted.asked.push_back(&row);
        break;
      case Ruling::deny:
        sorted.denied.push_back(&row);
        break;
    }
  }
  return sorted;
}

std::string run_key(const Contender& contender, const policy::Policy& policy) {
  std::string text = contender.system_prompt.empty() ? judge::prompt_version()
                                                     : judge::sha256_hex(contender.system_prompt);
  for (const Risk risk : {Risk::low, Risk::high}) {
    text += "\n" + judge::plan_for(contender.settings, risk).key();
  }
  return judge::sha256_hex(text + "\n" + policy.canonical);
}

std::vector<Hearing> run(const std::vector<const LabelledCall*>& asked, const Contender& contender,
                         const policy::Policy& policy, const RunOptions& options,
                         std::vector<Hearing> known, const Heard& heard,
                         const std::function<bool()>& stop) {
  Contender own = contender;
  own.settings.in_flight = static_cast<std::uint32_t>(options.at_once);
  asio::io_context context(1);
  judge::Surroundings around = judge::real_surroundings(context.get_executor());
  around.system_prompt = contender.system_prompt;
  const std::unique_ptr<judge::Judge> judge = judge::make_judge(std::move(around));
  const std::function<void(Hearing)> keep = [&](Hearing hearing) {
    if (heard) heard(hearing);
    known.push_back(std::move(hearing));
  };
  for (std::size_t repeat = 0; repeat < options.repeats && !stop(); ++repeat) {
    const auto rows = unheard(asked, known, repeat);
    Round round{rows, repeat, own, policy, *judge, keep, stop};
    for (std::size_t i = 0; i < std::min(options.at_once, rows.size()); ++i) {
      asio::co_spawn(context, work(round), asio::detached);
    }
    context.restart();
    context.run();
  }
  return known;
}

}  // namespace gavel::eval
