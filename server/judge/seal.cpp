#include "server/judge/seal.h"

#include <nlohmann/json.hpp>

#include "server/judge/digest.h"

// text = mac LF body
// mac  = 64 hex digits: HMAC-SHA256(secret, version LF key LF body)
// body = {"verdict", "reason", "model", "prompt_hash", "given_ms", "until_ms"}
namespace gavel::judge {
namespace {

using nlohmann::json;
using Verdict = Opinion::Verdict;

constexpr std::string_view version = "gavel verdict 1";
constexpr std::size_t mac_digits = 64;
constexpr std::size_t max_body_bytes = 8192;

std::string mac_of(std::string_view body, const std::string& key, const std::string& secret) {
  std::string text(version);
  text.append("\n").append(key).append("\n").append(body);
  return hmac_sha256_hex(secret, text);
}

std::string body_of(const Remembered& verdict) {
  const Opinion& opinion = verdict.opinion;
  const json body = {{"verdict", opinion.verdict == Verdict::approve ? "APPROVE" : "DENY"},
                     {"reason", opinion.reason},
                     {"model", opinion.model},
                     {"prompt_hash", opinion.prompt_hash},
                     {"given_ms", verdict.given_ms},
                     {"until_ms", verdict.until_ms}};
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string text_at(const json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t time_at(const json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<Remembered> read_body(std::string_view text) {
  const json body = json::parse(text, nullptr, false);
  if (!body.is_object()) return std::nullopt;
  const std::string word = text_at(body, "verdict");
  if (word != "APPROVE" && word != "DENY") return std::nullopt;
  Remembered verdict;
  verdict.opinion.verdict = word == "APPROVE" ? Verdict::approve : Verdict::deny;
  verdict.opinion.reason = text_at(body, "reason");
  verdict.opinion.model = text_at(body, "model");
  verdict.opinion.prompt_hash = text_at(body, "prompt_hash");
  verdict.given_ms = time_at(body, "given_ms");
  verdict.until_ms = time_at(body, "until_ms");
  // Without a model a denial would read as one that no judge gave.
  if (verdict.opinion.model.empty()) return std::nullopt;
  return verdict;
}

}  // namespace

std::string sealed(const Remembered& verdict, const std::string& key, const std::string& secret) {
  if (secret.empty() || verdict.opinion.verdict == Verdict::none) return {};
  const std::string body = body_of(verdict);
  const std::string mac = mac_of(body, key, secret);
  return mac.empty() ? std::string() : mac + "\n" + body;
}

std::optional<Remembered> unsealed(std::string_view text, const std::string& key,
                                   const std::string& secret) {
  if (secret.empty() || text.size() <= mac_digits || text.size() > max_body_bytes ||
      text[mac_digits] != '\n') {
    return std::nullopt;
  }
  const std::string_view body = text.substr(mac_digits + 1);
  if (!same_secret(mac_of(body, key, secret), text.substr(0, mac_digits))) return std::nullopt;
  return read_body(body);
}

}  // namespace gavel::judge
