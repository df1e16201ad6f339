// Heads of the chain kept where the agent cannot write: the journal, another user's file, a
// collector.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/chain.h"

namespace gavel::audit {

struct Anchor {
  Head head;
  std::int64_t time_ms = 0;  // Unix time at which it was taken
};

// "gavel-anchor-1 SEQ HASH TIME_MS", no newline.
std::string to_line(const Anchor& anchor);

// Every anchor in a text, whatever stands around it on its line, ascending by seq: the output of
// journalctl, the file itself, a collector's log. Of two for one row the later line counts.
std::vector<Head> read_anchors(std::string_view text);
// Faults: io.
Result<std::vector<Head>> read_anchor_file(const std::string& path);

// Takes one anchor to its place. Faults: io, unavailable.
using AnchorSink = std::function<Status(const Anchor&)>;

// A datagram in the journal's native format (systemd.io/JOURNAL_NATIVE_PROTOCOL), with the fields
// SYSLOG_IDENTIFIER=gavel, GAVEL_SEQ and GAVEL_HASH: `journalctl -t gavel`.
AnchorSink journal_sink(std::string socket = "/run/systemd/journal/socket");
// Appends a line to a file that is there already; making it, with another owner, is a person's act.
AnchorSink file_sink(std::string path);

// Carries heads to the sinks on a thread of its own, so that a slow place never holds up a
// decision. Only the newest head counts: what is offered while a sink is busy replaces what waits.
class Anchorer {
 public:
  // Called on that thread when a sink begins to fail, and when it works again.
  using Report = std::function<void(const std::string& sink, const Status&)>;
  struct Place {
    std::string name;
    AnchorSink sink;
  };

  Anchorer(std::vector<Place> places, Report report);
  ~Anchorer();  // carries what waits, then ends
  Anchorer(const Anchorer&) = delete;
  Anchorer& operator=(const Anchorer&) = delete;

  void offer(const Anchor& anchor);

 private:
  void run();
  void carry(const Anchor& anchor);

  std::vector<Place> places_;
  std::vector<bool> failing_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Anchor waiting_;
  bool has_waiting_ = false;
  bool ending_ = false;
  std::thread thread_;  // last: it starts when all else stands
};

}  // namespace gavel::audit
