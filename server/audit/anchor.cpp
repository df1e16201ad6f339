#include "server/audit/anchor.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gavel::audit {
namespace {

constexpr std::string_view word = "gavel-anchor-1 ";

std::optional<Head> head_in(std::string_view line) {
  const std::size_t at = line.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + word.size());
  Head head;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), head.seq);
  if (error != std::errc() || head.seq <= 0) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (line.size() < 65 || line[0] != ' ') return std::nullopt;
  const std::optional<Hash> hash = from_hex(line.substr(1, 64));
  if (!hash) return std::nullopt;
  head.hash = *hash;
  return head;
}

Status refused(const std::string& where, int error) {
  return Fault{FaultKind::io, where, std::strerror(error), ""};
}

// A descriptor closed at the end of its scope.
class Open {
 public:
  explicit Open(int descriptor) : descriptor_(descriptor) {}
  ~Open() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Status send_to_journal(const std::string& path, const std::string& text) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return refused(path, ENAMETOOLONG);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const Open socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return refused(path, errno);
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  const ssize_t sent =
      ::sendto(socket.get(), text.data(), text.size(), MSG_NOSIGNAL, name, sizeof address);
  if (sent != static_cast<ssize_t>(text.size())) return refused(path, errno);
  return Ok{};
}

Status append_line(const std::string& path, const std::string& line) {
  const Open file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (file.get() < 0) return refused(path, errno);
  const ssize_t written = ::write(file.get(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) return refused(path, errno);
  return Ok{};
}

}  // namespace

std::string to_line(const Anchor& anchor) {
  return std::string(word) + std::to_string(anchor.head.seq) + " " + to_hex(anchor.head.hash) +
         " " + std::to_string(anchor.time_ms);
}

std::vector<Head> read_anchors(std::string_view text) {
  std::map<std::int64_t, Hash> by_seq;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::optional<Head> head = head_in(text.substr(0, end))) {
      by_seq[head->seq] = head->hash;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::vector<Head> heads;
  for (const auto& [seq, hash] : by_seq) heads.push_back({seq, hash});
  return heads;
}

Result<std::vector<Head>> read_anchor_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fault{FaultKind::io, path, "cannot be opened", ""};
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return Fault{FaultKind::io, path, "cannot be read", ""};
  return read_anchors(text.str());
}

AnchorSink journal_sink(std::string socket) {
  return [socket = std::move(socket)](const Anchor& anchor) {
    return send_to_journal(socket, "MESSAGE=" + to_line(anchor) +
                                       "\nPRIORITY=6\nSYSLOG_IDENTIFIER=gavel\nGAVEL_SEQ=" +
                                       std::to_string(anchor.head.seq) +
                                       "\nGAVEL_HASH=" + to_hex(anchor.head.hash) + "\n");
  };
}

AnchorSink file_sink(std::string path) {
  return [path = std::move(path)](const Anchor& anchor) {
    return append_line(path, to_line(anchor) + "\n");
  };
}

Anchorer::Anchorer(std::vector<Place> places, Report report)
    : places_(std::move(places)),
      failing_(places_.size(), false),
      report_(std::move(report)),
      thread_([this] { run(); }) {}

Anchorer::~Anchorer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    wake_.notify_one();
  }
  thread_.join();
}

void Anchorer::offer(const Anchor& anchor) {
  const std::lock_guard lock(mutex_);
  waiting_ = anchor;
  has_waiting_ = true;
  wake_.notify_one();
}

void Anchorer::run() {
  for (;;) {
    Anchor next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || has_waiting_; });
      if (!has_waiting_) return;
      next = waiting_;
      has_waiting_ = false;
    }
    carry(next);
  }
}

void Anchorer::carry(const Anchor& anchor) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Status said = places_[i].sink(anchor);
    if (report_ && said.ok() == failing_[i]) report_(places_[i].name, said);
    failing_[i] = !said.ok();
  }
}

}  // namespace gavel::audit
