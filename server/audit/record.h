// What one row of the audit log says of one decision, and the exact bytes that are hashed for it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::audit {

// A text kept beside the rows under its own SHA-256: an effective policy, a script's text, the
// judge's prompt. Rows name it by hash, so that a replay needs no disk of that day.
struct Blob {
  std::string hash;  // 64 hex digits: sha256_hex(text)
  std::string text;  // redacted by the caller
};

// All texts are redacted and UTF-8 (the store replaces what is not). Those called JSON are compact
// JSON texts of an object or array; an empty string means "nothing to say".
struct Record {
  std::string id;            // UUIDv7, from IdMaker
  std::int64_t time_ms = 0;  // Unix time of the decision
  std::string agent;
  std::string session;
  std::int64_t uid = -1;  // of the peer; -1 when not known
  std::int64_t pid = -1;
  std::string repo;  // root of the working tree; empty when in none
  std::string cwd;
  std::string tool;      // the agent's name of the tool
  std::string command;   // what a person searches for: the command, path or URL
  std::string call;      // JSON: the tool's whole input
  std::string actions;   // JSON array
  std::string effects;   // JSON array
  std::string findings;  // JSON array
  std::string facts;     // JSON array: questions and answers, from facts::RecordingFacts
  std::string scripts;   // JSON array of {"path","sha256","cut"}: texts are blobs
  std::string ruling;    // name_of(Ruling)
  std::string opinion;  // JSON object with model, verdict, reason, tokens_in, tokens_out, cost_usd,
                        // latency_us, cached, prompt_hash; empty when nobody was asked
  std::string answer;   // name_of(Answer)
  std::string why;      // name_of(Class)
  std::string rule;
  std::string risk;  // name_of(Risk)
  std::string reason;
  std::string instead;
  std::string policy_hash;  // SHA-256 hex of the effective policy (a blob)
  std::string ruleset_hash;
  std::int64_t latency_us = 0;  // from arrival to this record
  std::string stages;           // JSON object: microseconds per stage, {"evaluate":41,"judge":0}

  std::vector<Blob> blobs;  // stored once per hash; not part of the row's own bytes
  bool operator==(const Record&) const;
};

// The fields of a record by their column name, in canonical order. One table serves the schema,
// the hash, the reader and the export.
struct TextField {
  const char* name;
  std::string Record::*member;
  bool json = false;  // exported as JSON rather than as a string of JSON
};
struct NumberField {
  const char* name;
  std::int64_t Record::*member;
};
std::span<const TextField> text_fields();
std::span<const NumberField> number_fields();

// The bytes that are hashed, version 1. Every piece is a netstring, `LENGTH:BYTES,` with LENGTH in
// decimal, so that no two records share an encoding:
//
//   canonical = piece("gavel-record-1") piece(seq)
//               piece(time_ms) piece(uid) piece(pid) piece(latency_us)      number_fields()
//               piece(id) piece(agent) ... piece(stages)                    text_fields()
//
// Numbers are decimal with a leading '-' when negative. A new field means a new version.
std::string canonical(std::int64_t seq, const Record& record);

// Appends one netstring: what every hashed text here is made of.
void add_piece(std::string& out, std::string_view bytes);

// Replaces every byte that is not part of valid UTF-8 by U+FFFD, so that an export shows what was
// hashed.
std::string valid_utf8(std::string text);
void make_storable(Record& record);

// UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits.
// INVARIANT: ids of one maker ascend, also when the clock stands still or steps back.
// Not thread-safe.
class IdMaker {
 public:
  using NowMs = std::function<std::int64_t()>;
  using Random = std::function<std::uint64_t()>;
  IdMaker(NowMs now, Random random);

  std::string next();

 private:
  NowMs now_;
  Random random_;
  std::int64_t last_ms_ = -1;
  std::uint32_t count_ = 0;  // 12 bits, in the place RFC 9562 calls rand_a
};

// The system's random source (getrandom) for IdMaker.
std::uint64_t system_random();

}  // namespace gavel::audit
