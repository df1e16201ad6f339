#include "server/judge/recall.h"

#include <algorithm>
#include <optional>

#include "server/judge/cache.h"
#include "server/judge/digest.h"
#include "server/judge/plan.h"
#include "server/judge/prompt.h"
#include "server/judge/protocol.h"

namespace gavel::judge {
namespace {

constexpr std::size_t nonce_bytes = 16;  // as for a real question; no part of the name
constexpr std::int64_t second_ms = 1000;

std::string told(const Remembered& verdict, std::int64_t now_ms, std::int64_t until_ms) {
  const Opinion& opinion = verdict.opinion;
  const char* const word = opinion.verdict == Opinion::Verdict::approve ? "APPROVE" : "DENY";
  return std::string("answered from memory: ") + word + " by " + opinion.model + ", given " +
         std::to_string((now_ms - verdict.given_ms) / second_ms) + " s ago, holds for another " +
         std::to_string((until_ms - now_ms) / second_ms) + " s";
}

std::string used_once(const Question& question) {
  if (question.evaluation.verdict.risk >= Risk::high) {
    return "; an approval would answer once, because the risk is high";
  }
  if (!question.intent.empty()) {
    return "; an approval would answer once, because it may rest on the user's words";
  }
  return {};
}

}  // namespace

std::string recall(const Question& question, Memory* memory, const std::string& secret,
                   std::int64_t now_ms) {
  const policy::Judge& settings = question.policy.judge;
  if (protocol_of(settings.endpoint.provider) == nullptr) return {};
  if (settings.cache_ttl_s == 0) return "no answer is remembered: cache_ttl_s is 0";
  const Prompt prompt = make_prompt(question, random_hex(nonce_bytes));
  if (!prompt.refusal.empty()) return "not put to a judge: " + prompt.refusal;
  const Risk risk = question.evaluation.verdict.risk;
  const std::string key = cache_key(prompt, plan_for(settings, risk));
  const std::int64_t ttl_ms = std::int64_t{settings.cache_ttl_s} * second_ms;
  const std::optional<std::string> text = memory == nullptr ? std::nullopt : memory->find(key);
  const std::optional<Remembered> verdict = text ? unsealed(*text, key, secret) : std::nullopt;
  const bool holds = verdict && verdict->given_ms <= now_ms && now_ms < verdict->until_ms &&
                     now_ms - verdict->given_ms < ttl_ms &&
                     reusable(verdict->opinion, risk, !question.intent.empty());
  if (!holds) return "no answer to this question is remembered" + used_once(question);
  return told(*verdict, now_ms, std::min(verdict->until_ms, verdict->given_ms + ttl_ms));
}

}  // namespace gavel::judge
