// verify, backup and prune: what keeps the log whole.
#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/log.h"
#include "clients/cli/output.h"
#include "clients/cli/person.h"
#include "clients/cli/progress.h"
#include "server/audit/anchor.h"
#include "server/audit/backup.h"
#include "server/audit/prune.h"
#include "server/audit/verify.h"
#include "server/audit/when.h"
#include "server/state/changes.h"
#include "server/state/file.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

bool is_database(const std::string& path) {
  char begin[16] = {};
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  const std::size_t read = std::fread(begin, 1, sizeof begin, file);
  std::fclose(file);
  return read == sizeof begin && std::string(begin, 15) == "SQLite format 3";
}

Result<std::vector<audit::Head>> anchors_of(const LogOptions& options) {
  std::string together;
  for (const std::string& path : options.anchors) {
    const Result<std::vector<audit::Head>> heads = audit::read_anchor_file(path);
    if (!heads.ok()) return heads.faults();
    if (heads->empty()) {
      return Fault{FaultKind::missing, path, "no anchor stands in it",
                   "a line looks like: gavel-anchor-1 SEQ HASH TIME_MS"};
    }
    for (const audit::Head& head : *heads) together += audit::to_line({head, 0}) + "\n";
  }
  return audit::read_anchors(together);
}

Result<audit::Verified> look_through(const LogOptions& options, std::vector<audit::Head> anchors) {
  Progress progress("verifying", "rows");
  const audit::Progress tell = [&](std::int64_t rows) { progress.at(rows); };
  if (!options.file.empty() && !is_database(options.file)) {
    return audit::verify_export(options.file, std::move(anchors), tell);
  }
  const std::string path =
      options.file.empty() ? log_path(options.state, options.audit) : options.file;
  return audit::verify_log(path, std::move(anchors), tell);
}

void print_json(const audit::Verified& verified) {
  json out = {{"holds", !verified.broken},
              {"rows", verified.rows},
              {"seals", verified.seals},
              {"pruned", verified.pruned},
              {"head", {{"seq", verified.head.seq}, {"hash", audit::to_hex(verified.head.hash)}}},
              {"anchor", nullptr},
              {"broken", nullptr}};
  if (verified.anchor) out["anchor"] = verified.anchor->seq;
  if (verified.broken) {
    const audit::Break& broken = *verified.broken;
    out["broken"] = {{"seq", broken.seq},
                     {"id", broken.id},
                     {"damage", audit::name_of(broken.damage)},
                     {"what", broken.what}};
  }
  std::puts(out.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
}

void print_text(const audit::Verified& verified) {
  if (verified.broken) {
    const audit::Break& broken = *verified.broken;
    std::printf("%s at row %s (%s): %s\n", paint(Tone::bad, "the chain is broken").c_str(),
                grouped(broken.seq).c_str(), audit::name_of(broken.damage),
                printable(broken.what).c_str());
    return;
  }
  std::printf("%s: %s rows", paint(Tone::good, "the chain holds").c_str(),
              grouped(verified.rows).c_str());
  if (verified.seals > 0) std::printf(", %s sealed segments", grouped(verified.seals).c_str());
  if (verified.pruned > 0) std::printf(", %s rows dropped", grouped(verified.pruned).c_str());
  std::printf("; it ends with row %s, %s\n", grouped(verified.head.seq).c_str(),
              audit::to_hex(verified.head.hash).substr(0, 16).c_str());
  if (verified.anchor) {
    std::printf("checked against the anchor of row %s\n", grouped(verified.anchor->seq).c_str());
  } else {
    std::puts("no anchor was met: whoever owns the file could have rebuilt the whole chain");
  }
}

// What prune would take, or took.
int print_pruned(const LogOptions& options, const audit::Pruned& pruned) {
  if (options.as_json) {
    std::puts(json({{"pruned", options.yes},
                    {"segments", pruned.segments},
                    {"rows", pruned.rows},
                    {"blobs", pruned.blobs}})
                  .dump()
                  .c_str());
  } else {
    std::printf("%s %s segments, %s rows\n", options.yes ? "dropped" : "would drop",
                grouped(pruned.segments).c_str(), grouped(pruned.rows).c_str());
    if (!options.yes && pruned.segments > 0) std::puts("say --yes to do it");
    if (pruned.segments == 0) {
      std::puts(
          "only sealed segments go, the oldest first: one is sealed when it is full or its day "
          "ends");
    }
  }
  return exit_ok;
}

Result<audit::Pruned> prunable(const std::string& path, std::int64_t before_ms) {
  Result<audit::Reader> reader = audit::Reader::open(path);
  if (!reader.ok()) return reader.faults();
  const Result<std::vector<audit::Seal>> seals = reader->seals();
  if (!seals.ok()) return seals.faults();
  audit::Pruned would;
  for (const audit::Seal& seal : *seals) {
    if (seal.pruned_ms != 0) continue;
    if (seal.sealed_ms >= before_ms) break;
    ++would.segments;
    would.rows += seal.rows;
  }
  return would;
}

// Only a person removes rows; the deed itself becomes a row when the gateway next writes.
Status by_operator(const LogOptions& options, const std::string& path) {
  PersonOptions person;
  person.state = options.state;
  person.from_stdin = options.from_stdin;
  Result<sql::Database> state = proven_state(person);
  if (!state.ok()) return state.faults();
  const state::Deed deed =
      deed_of("gavel log prune --before '" + options.before + "'", path.substr(0, path.rfind('/')));
  return state::together(*state, [&] { return state::note(*state, deed); });
}

}  // namespace

int verify_log(const LogOptions& options) {
  Result<std::vector<audit::Head>> anchors = anchors_of(options);
  if (!anchors.ok()) return fail(anchors.faults(), exit_usage);
  const Result<audit::Verified> verified = look_through(options, std::move(anchors).value());
  if (!verified.ok()) return fail(verified.faults());
  if (options.as_json) {
    print_json(*verified);
  } else {
    print_text(*verified);
  }
  return verified->broken ? exit_deny : exit_ok;
}

int backup_log(const LogOptions& options) {
  Progress progress("copying", "pages");
  const Status done = audit::backup_log(log_path(options.state, options.audit), options.file,
                                        [&](std::int64_t pages, std::int64_t of) {
                                          progress.of(of);
                                          progress.at(pages);
                                        });
  if (!done.ok()) return fail(done.faults());
  std::printf("copied to %s; `gavel log verify %s` looks through it\n", options.file.c_str(),
              options.file.c_str());
  return exit_ok;
}

int prune_log(const LogOptions& options) {
  const Result<std::int64_t> before =
      audit::parse_when(options.before, unix_ms_now(), audit::system_offset);
  if (!before.ok()) return fail(before.faults(), exit_usage);
  const std::string path = log_path(options.state, options.audit);
  const Result<audit::Pruned> would = prunable(path, *before);
  if (!would.ok()) return fail(would.faults());
  if (!options.yes || would->segments == 0) return print_pruned(options, *would);
  if (Status allowed = by_operator(options, path); !allowed.ok()) {
    return refuse(allowed.faults(), options.as_json);
  }
  const Result<audit::Pruned> pruned = audit::prune_log(path, *before, unix_ms_now());
  if (!pruned.ok()) return fail(pruned.faults());
  return print_pruned(options, *pruned);
}

}  // namespace gavel::cli
