// The running gateway: its parts put together at start, taken apart at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/store.h"
#include "server/net/limits.h"

namespace gavel::server {

// Empty paths mean the defaults of places.h.
struct Options {
  std::string socket;
  std::string tcp;         // "127.0.0.1:4242"; empty: no TCP
  std::string token_file;  // for TCP; made when missing
  std::string state;       // folder
  std::string audit;       // audit.db
  std::string config;      // $XDG_CONFIG_HOME: holds gavel/judge.json of the user
  std::string managed_policy = "/etc/gavel/judge.json";
  bool embedded_everywhere = false;  // govern folders without a policy with the embedded one
  std::optional<audit::Durability> durability;  // none: the user's judge.json, else process
  std::vector<std::string> roots;    // see vantage.h
  std::vector<std::string> anchors;  // where heads of the audit chain are kept; see anchors.h
  std::int64_t retain_days = 0;      // sealed segments older than this are dropped; 0: none
  std::int64_t segment_rows = 10'000;
  net::Limits limits;
  std::string version = "0.1.0";
  std::int64_t watch_ms = 500;  // how often it looks whether its socket still stands
  bool quiet = false;  // log errors only
};

class Gateway {
 public:
  // Runs the steps of the start in order: paths, lock, audit log, policy, judge, listeners. The
  // first that fails ends it; its faults begin with the step's name. When this returns, requests
  // are accepted, and answered as soon as run() runs. A log that cannot be written does not stop
  // the start: such a gateway denies, says why, and mends itself when the cause is gone.
  static Result<std::unique_ptr<Gateway>> start(Options options);
  ~Gateway();

  // Serves until stop() or, with `signals`, SIGINT or SIGTERM; requests in flight are finished and
  // every acknowledged record is in the file when it returns.
  // False when it left because its socket was taken away and could not be made anew.
  bool run(bool signals);
  // From any thread; run() returns soon after.
  void stop();

  const Options& options() const;  // with the defaults filled in
  std::uint16_t tcp_port() const;  // 0 without TCP

 private:
  struct State;
  explicit Gateway(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Starts and serves until a signal; says on standard error what it does. Returns 0 after an orderly
// end, 4 when a step of the start failed or its socket was taken away.
int serve(Options options);

}  // namespace gavel::server
