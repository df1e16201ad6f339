#include "server/verdicts.h"

#include <filesystem>
#include <utility>

#include "server/judge/recall.h"
#include "server/state/file.h"
#include "server/state/secret.h"
#include "server/state/verdicts.h"

namespace gavel::server {
namespace {

constexpr const char* no_waiting = "PRAGMA busy_timeout = 20";

class Verdicts : public judge::Memory {
 public:
  Verdicts(sql::Database database, std::function<std::int64_t()> unix_ms)
      : database_(std::move(database)), unix_ms_(std::move(unix_ms)) {}

  std::optional<std::string> find(const std::string& key) override {
    Result<std::optional<std::string>> found = state::find_verdict(database_, key, unix_ms_());
    return found ? std::move(*found) : std::nullopt;
  }

  void put(const std::string& key, const std::string& text, std::int64_t until_ms) override {
    (void)state::keep_verdict(database_, key, text, unix_ms_(), until_ms);
  }

 private:
  sql::Database database_;
  std::function<std::int64_t()> unix_ms_;
};

bool has_run(const std::string& state_folder) {
  std::error_code ignored;
  return std::filesystem::exists(state_folder + "/secret", ignored) &&
         std::filesystem::exists(state_folder + "/state.db", ignored);
}

}  // namespace

std::string recalled(const judge::Question& question, const std::string& state_folder,
                     std::int64_t now_ms) {
  std::shared_ptr<judge::Memory> memory;
  std::string secret;
  if (has_run(state_folder)) {
    Result<std::shared_ptr<judge::Memory>> opened =
        open_verdicts(state_folder + "/state.db", [now_ms] { return now_ms; });
    Result<std::string> read = state::secret(state_folder);
    if (opened && read) {
      memory = *opened;
      secret = *read;
    }
  }
  return judge::recall(question, memory.get(), secret, now_ms);
}

Result<std::shared_ptr<judge::Memory>> open_verdicts(const std::string& state_file,
                                                     std::function<std::int64_t()> unix_ms) {
  Result<sql::Database> database = state::open(state_file);
  if (!database) return database.faults();
  if (const Status set = database->run(no_waiting); !set) return set.faults();
  std::shared_ptr<judge::Memory> memory =
      std::make_shared<Verdicts>(std::move(*database), std::move(unix_ms));
  return memory;
}

}  // namespace gavel::server
