// The escalations of a log, each different call once, with what became of it every time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/query.h"
#include "server/replay/replay.h"
#include "server/replay/today.h"

namespace gavel::replay {

// Who settled an escalation, and how; nobody did in an outage or while an ask waits.
enum class Outcome { open, approved, refused };

struct Seen {
  std::string id;
  Outcome outcome = Outcome::open;
  bool by_person = false;
  bool judged = false;  // a model or rubric was asked: no cache had the answer
  double usd = 0;
};

struct Case {
  std::string repo;
  std::string command;
  Again again;             // ruled by the newest policy of its repository, on its own facts
  std::vector<Seen> seen;  // newest first
  bool settled = false;    // by the judge.json of now: no judge would be asked again
};

struct Cases {
  std::vector<Case> all;  // the one seen last first
  std::int64_t rows = 0;
  std::int64_t unread = 0;
  std::int64_t left_out = 0;
  std::int64_t settled = 0;
};

struct GatherOptions {
  audit::Filter filter;
  std::size_t most = 5000;
  JudgeFileNow now;
};

// What a row says of how its escalation ended.
Seen seen_in(const audit::Record& record);

// Faults: those of the reader, its time limit included.
Result<Cases> gather(audit::Reader& reader, const GatherOptions& options,
                     const std::function<void(std::int64_t rows)>& progress = {});

}  // namespace gavel::replay
