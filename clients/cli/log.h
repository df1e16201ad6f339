// What the parts of `gavel log` share: which log, which rows, in which form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/query.h"

namespace CLI {
class App;
}

namespace gavel::cli {

struct LogOptions {
  std::string state;
  std::string audit;
  std::string since;
  std::string until;
  audit::Filter filter;
  std::int64_t limit = 50;
  bool as_json = false;
  bool follow = false;
  std::string id;                    // show
  std::string file;                  // verify, export, backup
  std::vector<std::string> anchors;  // verify: files that hold heads
  std::string before;                // prune
  bool yes = false;                  // prune
  bool from_stdin = false;           // prune: the operator passphrase
};

// Where the log lies: --audit, else audit.db in --state, else the default place.
std::string log_path(const std::string& state, const std::string& audit);

// --since and --until into the filter. Faults: syntax.
Status read_times(LogOptions& options);
void add_log_place(CLI::App& app, std::string& state, std::string& audit);
void add_log_filters(CLI::App& app, LogOptions& options);

inline constexpr const char* log_time = "%m-%d %H:%M:%S";  // as local_time takes it
std::string padded(std::string text, std::size_t width);
std::string painted_answer(const std::string& answer, std::size_t width);

// Each returns an exit code of command.h.
int list_log(LogOptions options);
int show_decision(const LogOptions& options);
int verify_log(const LogOptions& options);
int export_log(LogOptions options);
int backup_log(const LogOptions& options);
int prune_log(const LogOptions& options);

}  // namespace gavel::cli
