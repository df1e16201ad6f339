#include "server/audit/record.h"

#include <array>
#include <cstdio>
#include <utility>

#include <sys/random.h>

namespace gavel::audit {
namespace {

constexpr NumberField numbers[] = {
    {"time_ms", &Record::time_ms},
    {"uid", &Record::uid},
    {"pid", &Record::pid},
    {"latency_us", &Record::latency_us},
};

constexpr TextField texts[] = {
    {"id", &Record::id},
    {"agent", &Record::agent},
    {"session", &Record::session},
    {"repo", &Record::repo},
    {"cwd", &Record::cwd},
    {"tool", &Record::tool},
    {"command", &Record::command},
    {"call", &Record::call, true},
    {"actions", &Record::actions, true},
    {"effects", &Record::effects, true},
    {"findings", &Record::findings, true},
    {"facts", &Record::facts, true},
    {"scripts", &Record::scripts, true},
    {"ruling", &Record::ruling},
    {"opinion", &Record::opinion, true},
    {"answer", &Record::answer},
    {"class", &Record::why},
    {"rule", &Record::rule},
    {"risk", &Record::risk},
    {"reason", &Record::reason},
    {"instead", &Record::instead},
    {"policy_hash", &Record::policy_hash},
    {"ruleset_hash", &Record::ruleset_hash},
    {"stages", &Record::stages, true},
};

// Length of the valid UTF-8 sequence at `at`; 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto in = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return in(1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return in(1, low, high) && in(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return in(1, low, high) && in(2, 0x80, 0xBF) && in(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

// Offset of the first byte that is not valid UTF-8; text.size() when all is.
std::size_t first_invalid(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

}  // namespace

std::span<const TextField> text_fields() {
  return texts;
}
std::span<const NumberField> number_fields() {
  return numbers;
}

bool Record::operator==(const Record& other) const {
  for (const NumberField& field : numbers) {
    if (this->*field.member != other.*field.member) return false;
  }
  for (const TextField& field : texts) {
    if (this->*field.member != other.*field.member) return false;
  }
  return true;
}

void add_piece(std::string& out, std::string_view bytes) {
  out += std::to_string(bytes.size());
  out += ':';
  out += bytes;
  out += ',';
}

std::string canonical(std::int64_t seq, const Record& record) {
  std::string out;
  out.reserve(512 + record.call.size() + record.actions.size() + record.facts.size());
  add_piece(out, "gavel-record-1");
  add_piece(out, std::to_string(seq));
  for (const NumberField& field : numbers) add_piece(out, std::to_string(record.*field.member));
  for (const TextField& field : texts) add_piece(out, record.*field.member);
  return out;
}

std::string valid_utf8(std::string text) {
  std::size_t bad = first_invalid(text, 0);
  if (bad == text.size()) return text;
  std::string out;
  std::size_t begin = 0;
  while (bad < text.size()) {
    out.append(text, begin, bad - begin);
    out += "\xEF\xBF\xBD";
    begin = bad + 1;
    bad = first_invalid(text, begin);
  }
  out.append(text, begin);
  return out;
}

void make_storable(Record& record) {
  for (const TextField& field : texts) {
    record.*field.member = valid_utf8(std::move(record.*field.member));
  }
}

IdMaker::IdMaker(NowMs now, Random random) : now_(std::move(now)), random_(std::move(random)) {}

std::string IdMaker::next() {
  const std::int64_t now = now_();
  if (now > last_ms_) {
    last_ms_ = now;
    // The top bit is left clear, so that at least 2,048 ids fit before the time is pushed on.
    count_ = static_cast<std::uint32_t>(random_() & 0x7FF);
  } else if (++count_ > 0xFFF) {
    ++last_ms_;
    count_ = 0;
  }
  const std::uint64_t tail = random_();
  const auto ms = static_cast<std::uint64_t>(last_ms_) & 0xFFFFFFFFFFFFull;
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-7%03x-%04x-%012llx",
                static_cast<unsigned>(ms >> 16), static_cast<unsigned>(ms & 0xFFFF), count_ & 0xFFF,
                static_cast<unsigned>(0x8000 | ((tail >> 48) & 0x3FFF)),
                static_cast<unsigned long long>(tail & 0xFFFFFFFFFFFFull));
  return text.data();
}

std::uint64_t system_random() {
  std::uint64_t value = 0;
  // Reads of up to 256 bytes are never cut short once the pool is ready (getrandom(2)).
  while (::getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) {
  }
  return value;
}

}  // namespace gavel::audit
