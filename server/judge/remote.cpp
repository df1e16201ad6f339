#include "server/judge/remote.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "rules/redact.h"
#include "server/judge/address.h"
#include "server/judge/attempt.h"
#include "server/judge/builtin.h"
#include "server/judge/cache.h"
#include "server/judge/coalesce.h"
#include "server/judge/desk.h"
#include "server/judge/plan.h"
#include "server/judge/prompt.h"
#include "server/judge/text.h"

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::milliseconds;

constexpr std::size_t max_cached = 4096;
constexpr double first_pause_ms = 200;
constexpr std::size_t max_outage_characters = 400;
constexpr std::size_t max_reply_bytes = 8192;  // of the model's words, for the record
constexpr std::int64_t day_ms = 86'400'000;

// A question as a flight needs it: nothing in it refers to the asker's data.
struct Matter {
  Prompt prompt;
  Plan plan;
  policy::Judge settings;
  Risk risk = Risk::critical;
  bool cites_intent = false;
  std::string key;
  Account account;  // without day and model
  Opinion builtin;  // for a fallback to the rubric

  std::int64_t ttl_ms() const { return std::int64_t{settings.cache_ttl_s} * 1000; }
  bool may_reuse(const Opinion& opinion) const { return reusable(opinion, risk, cites_intent); }
};
using MatterPtr = std::shared_ptr<const Matter>;

Opinion out(std::string why) {
  Opinion opinion;
  opinion.outage = std::move(why);
  return opinion;
}

// Denied without asking anybody: see the invariant of Judge.
Opinion refused(const std::string& why) {
  Opinion opinion;
  opinion.verdict = Opinion::Verdict::deny;
  opinion.reason = "The call was not put to a judge: " + why + ".";
  return opinion;
}

awaitable<bool> gone() {
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

// One that the breaker let pass. The breaker is told of it, were it only that it came to nothing.
struct Admitted {
  explicit Admitted(Breaker& by) : breaker(by) {}
  Admitted(const Admitted&) = delete;
  Admitted& operator=(const Admitted&) = delete;
  ~Admitted() {
    if (!told) breaker.abandoned();
  }

  Breaker& breaker;
  bool told = false;
};

// What one endpoint came to.
struct Heard {
  Opinion opinion;
  bool final = false;  // another endpoint is not to be asked
};

}  // namespace

struct RemoteJudge::State {
  explicit State(Surroundings surroundings)
      : around(std::move(surroundings)),
        flights(around.executor),
        desks(around.executor),
        cache(max_cached, around.memory, around.memory_secret) {}

  Surroundings around;
  Flights flights;
  Desks desks;
  Cache cache;
};

namespace {

// One flight: the question taken through its plan. Lives in the coroutine frames below.
class Flight {
 public:
  Flight(const Surroundings& around, Desks& desks, const Matter& matter)
      : around_(around), desks_(desks), matter_(matter), started_(around.now()) {
    end_ = started_ + milliseconds(matter.settings.timeout_ms);
  }

  awaitable<Opinion> run() {
    Opinion opinion = co_await through_steps();
    if (opinion.verdict == Opinion::Verdict::deny && matter_.plan.second && first_route_spoke_) {
      const std::string first_said = said_;
      const Opinion second = co_await second_look();
      if (second.verdict != Opinion::Verdict::none) {
        opinion = second;
      } else {
        said_ = first_said;
      }
    }
    const bool asked = opinion.model != builtin_model;
    opinion.prompt_hash = asked ? matter_.prompt.hash : std::string();
    opinion.prompt = asked ? matter_.prompt.text : std::string();
    opinion.reply = asked ? for_record(said_) : std::string();
    opinion.tokens_in = spent_.tokens_in;
    opinion.tokens_out = spent_.tokens_out;
    opinion.cost_usd = spent_.usd;
    const auto took = around_.now() - started_;
    opinion.latency_us = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    co_return opinion;
  }

 private:
  awaitable<Opinion> through_steps() {
    const auto& steps = matter_.plan.steps;
    Heard heard;
    heard.opinion = out("no judge is configured");
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Deadline share = share_of(around_.now(), end_, i + 1 < steps.size());
      heard = co_await ask(steps[i], share);
      const bool left = co_await gone();
      if (heard.final || left) {
        first_route_spoke_ = i == 0;
        break;
      }
    }
    co_return std::move(heard.opinion);
  }

  awaitable<Opinion> second_look() {
    Heard heard = co_await ask(*matter_.plan.second, end_);
    co_return std::move(heard.opinion);
  }

  awaitable<Heard> ask(const policy::Endpoint& endpoint, Deadline deadline) {
    Heard heard;
    heard.final = endpoint.provider == policy::Provider::builtin;
    if (heard.final) {
      heard.opinion = matter_.builtin;
      co_return heard;
    }
    const std::shared_ptr<Desk> desk = desks_.of(endpoint);
    const Gate::Place place =
        co_await desk->gate.enter(matter_.settings.in_flight, deadline, matter_.account.session);
    if (!place) {
      heard.opinion = out("too many questions wait for " + endpoint.model);
      co_return heard;
    }
    heard = co_await try_again(*desk, endpoint, deadline);
    co_return heard;
  }

  awaitable<Heard> try_again(Desk& desk, const policy::Endpoint& endpoint, Deadline deadline) {
    std::uint32_t retries = matter_.settings.retries;
    bool repeated = false;  // asked once more after a reply that was not understood
    for (std::uint32_t count = 0;; ++count) {
      const Deadline share = share_of(around_.now(), deadline, retries > 0);
      Attempt attempt = co_await once(desk, endpoint, share);
      const bool left = co_await gone();
      switch (left ? Outcome::refused : attempt.outcome) {
        case Outcome::answered:
          co_return answered(std::move(*attempt.reply), endpoint);
        case Outcome::plainer:
          if (!desk.plain_models.insert(endpoint.model).second) co_return failed(attempt);
          continue;
        case Outcome::not_understood:
          if (repeated) co_return misunderstood();
          repeated = true;
          continue;
        case Outcome::again:
          break;
        case Outcome::refused:
          co_return failed(attempt);
      }
      const auto pause = pause_before(attempt, count);
      if (retries-- == 0 || around_.now() + pause >= deadline) co_return failed(attempt);
      const auto until = around_.now() + pause;
      co_await around_.wait_until(until);
    }
  }

  awaitable<Attempt> once(Desk& desk, const policy::Endpoint& endpoint, Deadline deadline) {
    Attempt attempt;
    const Protocol* const protocol = protocol_of(endpoint.provider);
    const Extras extras = desk.extras_for(endpoint.model);
    const Result<Request> request = request_for(endpoint, matter_.prompt, extras, around_.keys);
    if (!request) {
      attempt.outage = request.faults().front().message();
      co_return attempt;
    }
    if (!desk.breaker.admit(around_.now())) {
      attempt.outage = request->url.origin() + " keeps failing and is left alone for a while";
      co_return attempt;
    }
    Admitted admitted{desk.breaker};
    const Form form = protocol->form(extras);
    StreamReader reader(*protocol, form);
    const Watch watch = [&reader](std::string_view more) { return reader.feed(more); };
    const Result<Response> response = co_await around_.transport->post(*request, deadline, watch);
    const bool left = co_await gone();
    attempt = attempt_of(response, *protocol, form, reader);
    take_out(request->key, attempt);
    report(admitted, attempt, left);
    charge(attempt, endpoint);
    if (!attempt.said.empty()) said_ = attempt.said;
    co_return attempt;
  }

  void report(Admitted& admitted, const Attempt& attempt, bool left) const {
    if (left) return;
    if (attempt.endpoint_failed) {
      admitted.breaker.failed(around_.now());
    } else {
      admitted.breaker.succeeded();
    }
    admitted.told = true;
  }

  void charge(const Attempt& attempt, const policy::Endpoint& endpoint) {
    Spend spend;
    spend.questions = 1;
    spend.tokens_in = attempt.tokens_in;
    spend.tokens_out = attempt.tokens_out;
    spend.tokens_cached = attempt.tokens_cached;
    spend.usd = cost_usd(endpoint.price, spend);
    spent_ += spend;
    Account account = matter_.account;
    account.day = around_.unix_ms() / day_ms;
    account.model = endpoint.model;
    around_.ledger->add(account, spend);
  }

  milliseconds pause_before(const Attempt& attempt, std::uint32_t count) const {
    const double full = first_pause_ms * std::pow(2.0, std::min(count, 10u));
    const auto jittered = milliseconds(static_cast<int>(full * (0.5 + around_.chance() / 2)));
    constexpr std::uint64_t longest_s = 3600;
    const auto demanded =
        std::chrono::seconds(std::min<std::uint64_t>(attempt.retry_after_s, longest_s));
    return std::max<milliseconds>(jittered, demanded);
  }

  static Heard answered(Reply reply, const policy::Endpoint& endpoint) {
    Heard heard;
    heard.final = true;
    heard.opinion.verdict = reply.verdict;
    heard.opinion.reason = std::move(reply.reason);
    heard.opinion.model = endpoint.model;
    return heard;
  }

  // Final: whoever can make one model babble must not get to choose the next.
  static Heard misunderstood() {
    Heard heard;
    heard.final = true;
    heard.opinion = out(not_understood);
    return heard;
  }

  // At most so many bytes, secrets taken out first: a model may repeat what it was shown.
  static std::string for_record(const std::string& said) {
    return rules::redact(said).text.substr(0, max_reply_bytes);
  }

  static Heard failed(const Attempt& attempt) {
    Heard heard;
    heard.opinion = out(one_line(rules::redact(attempt.outage).text, max_outage_characters));
    return heard;
  }

  const Surroundings& around_;
  Desks& desks_;
  const Matter& matter_;
  Deadline started_;
  Deadline end_;
  Spend spent_;
  std::string said_;  // the model's last words
  bool first_route_spoke_ = false;
};

}  // namespace

RemoteJudge::RemoteJudge(Surroundings surroundings)
    : state_(std::make_shared<State>(std::move(surroundings))) {}
RemoteJudge::~RemoteJudge() = default;

namespace {

template <class State>
awaitable<Opinion> fly(std::shared_ptr<State> state, MatterPtr matter) {
  // Cancellation is looked for where it matters, so that nothing is thrown.
  co_await asio::this_coro::throw_if_cancelled(false);
  Flight flight(state->around, state->desks, *matter);
  const Opinion opinion = co_await flight.run();
  if (matter->ttl_ms() > 0 && matter->may_reuse(opinion)) {
    state->cache.put(matter->key, opinion, state->around.unix_ms(), matter->ttl_ms());
  }
  co_return opinion;
}

MatterPtr matter_of(const Question& question, Prompt prompt) {
  Matter matter;
  matter.settings = question.policy.judge;
  matter.risk = question.evaluation.verdict.risk;
  matter.plan = plan_for(matter.settings, matter.risk);
  matter.cites_intent = !question.intent.empty();
  matter.key = cache_key(prompt, matter.plan);
  matter.account.repo = question.repo_root;
  matter.account.session = question.call.session;
  matter.builtin = builtin_opinion(question.evaluation, question.policy.mode);
  matter.prompt = std::move(prompt);
  return std::make_shared<const Matter>(std::move(matter));
}

}  // namespace

awaitable<Opinion> RemoteJudge::ask(const Question& question, Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  Prompt prompt =
      make_prompt(question, state->around.nonce(), PromptLimits(), state->around.system_prompt);
  if (!prompt.refusal.empty()) co_return refused(prompt.refusal);
  const MatterPtr matter = matter_of(question, std::move(prompt));
  const Flights::Start start = [state, matter] { return fly(state, matter); };
  for (;;) {
    std::optional<Opinion> known =
        state->cache.find(matter->key, state->around.unix_ms(), matter->ttl_ms());
    if (known && matter->may_reuse(*known)) co_return std::move(*known);
    Flights::Joined joined = co_await state->flights.join(matter->key, start, deadline);
    if (joined.pays || joined.opinion.verdict == Opinion::Verdict::none) {
      co_return std::move(joined.opinion);
    }
    if (matter->may_reuse(joined.opinion)) {
      co_return as_cached(std::move(joined.opinion));
    }
    // An approval that may be used once has gone to another: ask for one of our own.
  }
}

}  // namespace gavel::judge
