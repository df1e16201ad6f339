// The straight line from a proposed call to a recorded decision.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "policy/decision.h"
#include "rules/model/call.h"
#include "rules/model/facts.h"
#include "rules/model/result.h"
#include "server/clock.h"
#include "server/ground.h"
#include "server/guard/memory.h"
#include "server/holding.h"
#include "server/judge/judge.h"
#include "server/net/presence.h"
#include "server/recorder.h"
#include "server/sessions.h"
#include "server/vantage.h"

namespace gavel::server {

// A call as it arrived. With faults it could not be understood, and is denied where a policy
// governs; as much of the call as was read is there.
struct Proposal {
  Call call;
  Faults faults;
  std::int64_t uid = -1;
  std::int64_t pid = -1;
  std::optional<std::uint32_t> deadline_ms;  // from the arrival
  std::shared_ptr<net::Presence> presence;   // of whoever waits for the answer; null: unknown
};

// What the line stands on. All of it outlives the pipeline.
struct Parts {
  std::function<void()> begin;  // before each call: the disk and the state are looked at anew
  // Which policy holds in a folder, or in that of a path, for an agent.
  std::function<Holding(std::string_view path, std::string_view agent)> hold;
  // From where a call in `cwd` by the process `pid` comes; null: from where we are.
  std::function<Result<Vantage>(std::string_view cwd, std::int64_t pid)> vantage;
  guard::Memory* memory = nullptr;
  judge::Judge* judge = nullptr;
  Recorder* recorder = nullptr;
  Sessions* sessions = nullptr;
  std::function<std::unique_ptr<Facts>()> facts;  // one per call
  std::function<std::string()> next_id;
  const Clock* clock = nullptr;
  Self self;
  std::string ruleset_hash;  // SHA-256 hex of the shipped packs
};

struct View;

// INVARIANT: an answer is allow only when a policy governs, the static tier allowed it or the judge
// approved its escalation, and the row of it is committed.
// INVARIANT: a static deny asks no judge. Whatever fails on the way, the answer is not allow.
// INVARIANT: a call obeys the strictest of the policies of its folder, of its session's first
// governed folder and of every path it touches.

class Pipeline {
 public:
  explicit Pipeline(Parts parts) : parts_(std::move(parts)) {}

  // Total: never throws. The proposal outlives the coroutine.
  boost::asio::awaitable<Decision> decide(const Proposal& proposal);
  // The user's own words, before the calls they are the reason of.
  void heed_words(const Call& said);

 private:
  struct Matter;

  boost::asio::awaitable<void> enter_deeds();
  void open(Matter& matter);
  bool look_from(Matter& matter) const;
  void add_first_folder(Matter& matter);
  void add_view(Matter& matter, Holding holding) const;
  void add_touched(Matter& matter, const rules::Analysis& analysis);
  Inputs inputs_for(const Matter& matter, const std::string& root) const;
  bool stand_aside(Matter& matter);
  void evaluate(Matter& matter);
  void evaluate(Matter& matter, View& view) const;
  void heed_touched(Matter& matter);
  void choose(Matter& matter) const;
  boost::asio::awaitable<void> consult(Matter& matter);
  void settle(Matter& matter);
  boost::asio::awaitable<void> weigh(Matter& matter);
  boost::asio::awaitable<void> enter(Matter& matter);
  boost::asio::awaitable<Status> record(Matter& matter);
  judge::Deadline deadline_of(const Matter& matter) const;
  std::int64_t since(std::chrono::steady_clock::time_point then) const;

  Parts parts_;
};

}  // namespace gavel::server
