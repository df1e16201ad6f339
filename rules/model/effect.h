// What an action does to the world, and to what.
#pragma once

#include <cstdint>
#include <string>

#include "rules/model/span.h"
#include "rules/model/zone.h"

namespace gavel {

enum class EffectKind : std::uint8_t {
  exec,            // runs a program or script file; target: its path
  read,            // target: path
  write,           // creates or truncates; target: path
  append,          //
  remove,          // deletes; target: path
  move,            // target: the path that goes away (the destination is a write)
  link,            // target: what the link points to (the link itself is a write)
  chmod,           // mode, owner or attributes; target: path
  mount,           // mounts, formats, writes a device; target: path
  net_in,          // fetches; target: host or URL
  net_out,         // sends local data or mutates remotely; target: host or URL
  net_listen,      // accepts connections; target: host:port
  privilege,       // becomes another user, gains capabilities; target: user
  process,         // signals or manages processes; target: pid, name or "*"
  persist,         // arranges to run later; target: what
  git_loss,        // working tree, index, stash or untracked work may be lost; target: what
  git_rewrite,     // history may be rewritten or refs lost; target: ref
  git_remote,      // pushes or changes remotes; target: remote and ref
  package_install, // target: package; traits say where to
  package_remove,
  publish,         // speaks for the user to the public; target: where
  remote_change,   // mutates infrastructure or a service
  remote_destroy,  // destroys remote data or infrastructure
  database,        // a statement that changes data; target: the statement's first words
  environment,     // changes what a program loads; target: the variable
  opaque,          // may do anything; target: why we cannot know
};

// What else is known of an effect; a set of bits.
enum class Trait : std::uint32_t {
  recursive = 1u << 0,
  forced = 1u << 1,
  unknown_target = 1u << 2,  // target is not, or only partly, known before run time
  glob = 1u << 3,            // target holds an active glob
  zone_root = 1u << 4,       // target is, or contains, the root of its zone: /, ~, the repo root, /tmp
  disposable = 1u << 5,      // build output and the like; set by zone resolution
  ignored = 1u << 6,         // git-ignored as of HEAD; set from facts
  untracked = 1u << 7,       // git does not hold it as it stands: gone is gone; set from facts
  unfiltered = 1u << 8,      // applies to everything below (find -delete without a test)
  dry_run = 1u << 9,         // shows, does not do
  loopback = 1u << 10,       // network, this machine only
  system_wide = 1u << 11,    // package or setting outside the project
  not_in_project = 1u << 12, // runs a package the project does not declare
  protected_ref = 1u << 13,  // a branch of git.protected_branches
  all = 1u << 14,            // every branch, every image, every process
  remote_side = 1u << 15,    // happens on another host
  container_side = 1u << 16, // happens inside a container
  harmless = 1u << 17,       // facts show that nothing is lost (clean tree, merged tip)
  missing = 1u << 18,        // a script or path that does not exist
  world_writable = 1u << 19, // chmod 777 and the like
  setuid = 1u << 20,
  mutating_method = 1u << 21,  // HTTP POST, PUT, PATCH, DELETE
  upload = 1u << 22,           // sends a file or data of this machine
  interpreter = 1u << 23,      // the program executed is an interpreter reading code
  to_socket = 1u << 24,        // a shell's input or output is a socket
  session_fetched = 1u << 25,  // the file was downloaded earlier in this session
  session_written = 1u << 26,  // the file was written earlier in this session
  needs_facts = 1u << 27,      // a question to the disk went unanswered (budget)
  secret = 1u << 28,           // what is read is a secret, wherever it lies (a token printed)
  metadata = 1u << 29,         // a cloud's metadata address
  foreign_remote = 1u << 30,   // a URL, or a remote added in this session
  allowed_host = 1u << 31,    // a host of network.allow_hosts
};

// What the data that flows into an effect is made of; a set of bits.
enum class Mark : std::uint8_t {
  secret = 1u << 0,      // content of a secret file or variable
  downloaded = 1u << 1,  // came from the network
  decoded = 1u << 2,     // came out of a decoder: base64 -d, xxd -r, gunzip ...
  local_data = 1u << 3,  // content of a local file or command output
  unseen = 1u << 4,      // comes from where we cannot see: a FIFO, a terminal, a socket
  credential = 1u << 5,  // a variable of the environment whose name says that it is a secret
};

template <class Bit>
class Bits {
 public:
  constexpr Bits() = default;
  constexpr Bits(Bit bit) : bits_(static_cast<std::uint32_t>(bit)) {}
  constexpr bool has(Bit bit) const { return (bits_ & static_cast<std::uint32_t>(bit)) != 0; }
  constexpr bool any() const { return bits_ != 0; }
  constexpr bool contains(Bits other) const { return (bits_ & other.bits_) == other.bits_; }
  constexpr bool intersects(Bits other) const { return (bits_ & other.bits_) != 0; }
  constexpr Bits& operator|=(Bits other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr Bits operator|(Bits a, Bits b) { return a |= b; }
  constexpr Bits without(Bits other) const { return from_raw(bits_ & ~other.bits_); }
  constexpr std::uint32_t raw() const { return bits_; }
  static constexpr Bits from_raw(std::uint32_t raw) {
    Bits bits;
    bits.bits_ = raw;
    return bits;
  }
  constexpr bool operator==(const Bits&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

using Traits = Bits<Trait>;
using Marks = Bits<Mark>;
constexpr Traits operator|(Trait a, Trait b) { return Traits(a) | b; }
constexpr Marks operator|(Mark a, Mark b) { return Marks(a) | b; }

struct Effect {
  EffectKind kind = EffectKind::opaque;
  std::string target;    // as known after expansion, before resolution
  std::string resolved;  // absolute real path, where target is a path
  Zone zone = Zone::none;
  Traits traits;
  Marks marks;
  Span span;
};

const char* name_of(EffectKind kind);
const char* name_of(Trait trait);
const char* name_of(Mark mark);

}  // namespace gavel
