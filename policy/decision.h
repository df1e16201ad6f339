// What we answer to a call: the words of the last two stages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rules/model/finding.h"

namespace gavel {

enum class Answer { allow, deny, ask, abstain };

// Why; an outage is never reported as a policy denial.
enum class Class { noop, rule, judge, cache, human, unavailable, budget, loop, gate, self };

// The judge's reply.
struct Opinion {
  enum class Verdict { approve, deny, none };  // none: no opinion, so no allow
  Verdict verdict = Verdict::none;
  std::string reason;
  std::string model;        // "builtin" or the endpoint's model name
  std::string prompt_hash;  // SHA-256 hex of the whole prompt less its nonce; empty for builtin
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  double cost_usd = 0;
  std::uint64_t latency_us = 0;
  bool cached = false;
  std::string outage;  // verdict none: what failed, for the class `unavailable`
  // For the record, secrets taken out; both empty where no model was asked for this answer.
  std::string prompt;  // what `prompt_hash` is the hash of
  std::string reply;   // what the model said, word by word
};

// INVARIANT: default-constructed it denies.
struct Decision {
  std::string id;  // UUIDv7, set by record
  Answer answer = Answer::deny;
  Class why = Class::unavailable;
  Ruling ruling = Ruling::deny;  // the static tier's
  Risk risk = Risk::critical;
  std::string rule;     // the finding that decided; empty when knowledge or mode did
  std::string reason;   // one sentence
  std::string instead;  // safer alternative; may be empty
  std::optional<Opinion> opinion;
  std::optional<Answer> would;  // monitor mode: the answer had the policy been enforced
};

const char* name_of(Answer answer);
const char* name_of(Class why);

}  // namespace gavel
