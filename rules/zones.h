// From a target as a command names it to the real path it means, the zone it lies in, and what is
// known of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/globs.h"
#include "rules/listing.h"
#include "rules/model/effect.h"
#include "rules/model/facts.h"
#include "rules/model/inputs.h"

namespace gavel::rules {

struct Located {
  std::string path;  // absolute, real where facts know it; empty when not known
  Zone zone = Zone::unknown;
  Traits traits;  // zone_root, disposable, ignored, glob, session marks, needs_facts
};

struct Target {
  std::string_view text;  // as written, after expansion; a literal prefix where `unknown`
  std::string_view cwd;   // absolute; empty when not known
  EffectKind kind = EffectKind::read;
  bool glob = false;     // `text` holds active glob characters
  bool unknown = false;  // only `text` as a prefix is known
  std::string_view why;  // source of the unknown part: its tail may name a secret
};

class Zones {
 public:
  Zones(const Inputs& inputs, Facts& facts);

  Located locate(const Target& target);
  // A link the call itself makes: from here on `path` is `to`. Both absolute.
  void add_link(std::string path, std::string to);
  // Zone of an absolute, plain path. `kind` matters: persistence is about writing.
  Zone zone_of(std::string_view path, EffectKind kind) const;
  // Whether what a command lists below `folder` (absolute) may hold our own files, or such as are
  // run later by themselves.
  bool lists_guarded(const std::string& folder, const Listing& listing);
  // Whether a pattern (absolute) that was meant for other files takes ours along.
  bool reaches_gavel(const std::string& pattern) const;

 private:
  struct Roots;
  std::string real(const std::string& written, EffectKind kind, bool slash, Traits& traits);
  Located locate_glob(const Target& target, const std::string& path);
  Located locate_prefix(const Target& target);
  Located finish(const Target& target, std::string path, Traits traits);
  void note_roots(std::string_view path, EffectKind kind, Located& out) const;
  bool holds_gavel(std::string_view path) const;
  void note_git(std::string_view path, EffectKind kind, Located& out);
  void note_session(std::string_view path, Located& out) const;
  bool pattern_reaches(std::string_view folder, std::string_view pattern,
                       std::string_view root) const;
  bool is_secret(std::string_view path) const;
  bool is_gavel(std::string_view path) const;
  bool is_persist(std::string_view path) const;
  bool calls_gavel(std::string_view path) const;
  bool is_disposable(std::string_view relative) const;
  Zone system_or_other(std::string_view path) const;

  const Inputs& inputs_;
  Facts& facts_;
  std::string through_links(std::string path, bool itself) const;

  std::vector<std::pair<std::string, std::string>> links_;
  std::vector<std::string> extra_;  // absolute patterns of paths_allow
  std::vector<std::string> denied_;
  std::vector<std::string> toolchain_;
  IgnoreList read_only_list_;
  IgnoreList denied_list_;
  IgnoreList disposable_list_;
};

}  // namespace gavel::rules
