// The straight line of one call: which policy, evaluate, escalate, settle, record, and only then
// the reply.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "policy/decision.h"
#include "rules/model/call.h"
#include "rules/model/facts.h"
#include "server/audit/record.h"
#include "server/clock.h"
#include "server/ground.h"
#include "server/holding.h"
#include "server/judge/judge.h"
#include "server/recorder.h"
#include "server/sessions.h"

namespace gavel::server {

// A decoded call and what the connection knows of it.
struct Arrival {
  Call call;
  std::int64_t uid = -1;  // of the peer; -1 when the transport does not tell
  std::int64_t pid = -1;
  std::optional<std::uint32_t> deadline_ms;  // from the request; the answer must be out by then
};

class Pipeline {
 public:
  using MakeFacts = std::function<std::unique_ptr<Facts>()>;
  using Hold = std::function<Holding(std::string_view cwd)>;

  struct Parts {
    Hold hold;             // which policy holds in a folder
    MakeFacts make_facts;  // one per call
    judge::Judge& judge;
    Recorder& recorder;
    audit::IdMaker& ids;
    const Clock& clock;
    Sessions& sessions;
    Self self;
  };

  explicit Pipeline(Parts parts) : parts_(std::move(parts)) {}

  // Total.
  // INVARIANT: the answer is allow only if the static tier or a judge said so, a policy is in
  // force, and the record is committed. Without any policy the answer is abstain and leaves no row.
  boost::asio::awaitable<Decision> decide(Arrival arrival);

 private:
  struct Pass;

  bool hold(Pass& pass);
  void evaluate(Pass& pass);
  boost::asio::awaitable<void> escalate(Pass& pass);
  void settle(Pass& pass);
  boost::asio::awaitable<void> record(Pass& pass);

  Parts parts_;
};

}  // namespace gavel::server
