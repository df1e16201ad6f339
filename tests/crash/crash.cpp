// Kills the real gateway under load, again and again: `crash GAVEL [ROUNDS] [SEED]`. Every decision
// that a caller was given must be in the log, and the chain must hold after every round.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "server/audit/anchor.h"
#include "server/audit/query.h"
#include "server/audit/verify.h"
#include "tests/crash/gateway.h"
#include "tests/server/sql/folder.h"

namespace gavel::crash {
namespace {

constexpr std::size_t callers = 4;
constexpr std::size_t most_decisions = 120;  // before a kill
constexpr const char* user_policy =
    R"({"version":1,"server":{"segment_rows":100,"anchors":["file:)";

void prepare(const Place& place) {
  namespace fs = std::filesystem;
  fs::create_directories(place.repo() + "/.git");
  fs::create_directories(place.folder + "/config/gavel");
  std::ofstream(place.repo() + "/judge.json") << R"({"version":1})";
  std::ofstream(place.anchors()).flush();
  std::ofstream(place.folder + "/config/gavel/judge.json")
      << user_policy << place.anchors() << R"("]}})";
}

bool said(const std::string& what) {
  std::fprintf(stderr, "crash: %s\n", what.c_str());
  return false;
}

bool all_there(const Place& place, const std::vector<std::string>& ids) {
  Result<audit::Reader> reader = audit::Reader::open(place.audit());
  if (!reader.ok()) return said(reader.faults()[0].message());
  for (const std::string& id : ids) {
    const Result<std::optional<audit::Row>> row = reader->find(id);
    if (!row.ok()) return said(row.faults()[0].message());
    if (!row->has_value()) return said("decision " + id + " was given and is not in the log");
  }
  return true;
}

bool chain_holds(const Place& place, std::int64_t& rows) {
  const Result<std::vector<audit::Head>> anchors = audit::read_anchor_file(place.anchors());
  if (!anchors.ok()) return said(anchors.faults()[0].message());
  const Result<audit::Verified> verified = audit::verify_log(place.audit(), *anchors);
  if (!verified.ok()) return said(verified.faults()[0].message());
  if (verified->broken) return said("the chain is broken: " + verified->broken->what);
  if (!anchors->empty() && !verified->anchor) return said("no anchor was met");
  rows = verified->rows;
  return true;
}

struct Run {
  std::size_t rounds = 10;
  unsigned seed = 1;
  std::size_t decisions = 0;
  std::int64_t rows = 0;
};

bool round_holds(const Place& place, std::size_t round, std::size_t kill_after, Run& run) {
  std::vector<std::string> ids;
  {
    Child gateway(place);
    if (!gateway.running()) return said("the gateway did not start:\n" + gateway.said());
    Load load(place, callers, round);
    load.wait_for(kill_after);
    gateway.kill();
    ids = load.acknowledged();
  }
  if (ids.size() < kill_after) return said("the gateway stopped answering");
  run.decisions += ids.size();
  return all_there(place, ids) && chain_holds(place, run.rows);
}

int main_of(const std::string& gavel, Run run) {
  const sql::Folder folder;
  const Place place{std::filesystem::absolute(gavel), folder.path()};
  prepare(place);
  std::mt19937 random(run.seed);
  for (std::size_t round = 1; round <= run.rounds; ++round) {
    const std::size_t kill_after = random() % most_decisions;
    if (!round_holds(place, round, kill_after, run)) {
      std::fprintf(stderr, "crash: round %zu of seed %u, killed after %zu decisions\n", round,
                   run.seed, kill_after);
      return 1;
    }
  }
  std::printf("%zu kills, %zu decisions given, %lld rows: each is there and the chain holds\n",
              run.rounds, run.decisions, static_cast<long long>(run.rows));
  return 0;
}

}  // namespace
}  // namespace gavel::crash

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(stderr, "usage: crash GAVEL [ROUNDS] [SEED]\n");
    return 2;
  }
  gavel::crash::Run run;
  if (count > 2) run.rounds = static_cast<std::size_t>(std::atoll(words[2]));
  if (count > 3) run.seed = static_cast<unsigned>(std::atoll(words[3]));
  return gavel::crash::main_of(words[1], run);
}
