#include "server/facts/recording.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

namespace gavel::facts {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 5> kinds = {"missing", "file", "folder", "other", "unknown"};
const Reply no_reply;

Reply reply_of(std::optional<std::string> text) {
  if (!text) return std::nullopt;
  return std::move(*text);
}

Reply reply_of(std::optional<bool> truth) {
  if (!truth) return std::nullopt;
  return *truth;
}

Reply reply_of(FileKind kind) {
  if (kind == FileKind::unknown) return std::nullopt;
  return std::string(kinds[static_cast<std::size_t>(kind)]);
}

// A reply of the wrong type, as a tampered record may hold, is "unknown".
template <class T>
std::optional<T> as(const Reply& reply) {
  if (!reply || !std::holds_alternative<T>(*reply)) return std::nullopt;
  return std::get<T>(*reply);
}

std::string sha256(const std::string& text) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

bool carries_text(const Question& question) {
  return question.front() == "file_text";
}

// Paths and file contents are bytes, JSON is UTF-8: what is not gets replaced.
std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Fault bad(const std::string& what) {
  return {FaultKind::type, "facts", what, ""};
}

Reply reply_from(const json& answer, const ReplayFacts::Lookup& lookup) {
  if (answer.is_boolean()) return answer.get<bool>();
  if (answer.is_string()) return answer.get<std::string>();
  const auto hash = answer.is_object() ? answer.find("sha256") : answer.end();
  if (answer.is_object() && hash != answer.end() && hash->is_string()) {
    return reply_of(lookup(hash->get<std::string>()));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> ReplyFacts::real_path(std::string_view path) {
  const std::string a(path);
  return as<std::string>(
      reply({"real_path", a}, [&](Facts& facts) { return reply_of(facts.real_path(a)); }));
}

FileKind ReplyFacts::file_kind(std::string_view path) {
  const std::string a(path);
  const std::optional<std::string> name = as<std::string>(
      reply({"file_kind", a}, [&](Facts& facts) { return reply_of(facts.file_kind(a)); }));
  const auto found = std::find(kinds.begin(), kinds.end(), name.value_or("unknown"));
  if (found == kinds.end()) return FileKind::unknown;
  return static_cast<FileKind>(std::distance(kinds.begin(), found));
}

std::optional<std::string> ReplyFacts::file_text(std::string_view path, std::size_t limit) {
  const std::string a(path);
  return as<std::string>(reply({"file_text", a, std::to_string(limit)},
                               [&](Facts& facts) { return reply_of(facts.file_text(a, limit)); }));
}

std::optional<std::string> ReplyFacts::repo_root(std::string_view folder) {
  const std::string a(folder);
  return as<std::string>(
      reply({"repo_root", a}, [&](Facts& facts) { return reply_of(facts.repo_root(a)); }));
}

std::optional<bool> ReplyFacts::git_ignored(std::string_view repo, std::string_view path) {
  const std::string a(repo), b(path);
  return as<bool>(reply({"git_ignored", a, b},
                        [&](Facts& facts) { return reply_of(facts.git_ignored(a, b)); }));
}

std::optional<bool> ReplyFacts::git_clean(std::string_view repo, std::string_view path) {
  const std::string a(repo), b(path);
  return as<bool>(
      reply({"git_clean", a, b}, [&](Facts& facts) { return reply_of(facts.git_clean(a, b)); }));
}

std::optional<bool> ReplyFacts::git_merged(std::string_view repo, std::string_view branch) {
  const std::string a(repo), b(branch);
  return as<bool>(
      reply({"git_merged", a, b}, [&](Facts& facts) { return reply_of(facts.git_merged(a, b)); }));
}

std::optional<std::string> ReplyFacts::git_branch(std::string_view repo) {
  const std::string a(repo);
  return as<std::string>(
      reply({"git_branch", a}, [&](Facts& facts) { return reply_of(facts.git_branch(a)); }));
}

std::optional<std::string> ReplyFacts::git_config(std::string_view repo, std::string_view key) {
  const std::string a(repo), b(key);
  return as<std::string>(
      reply({"git_config", a, b}, [&](Facts& facts) { return reply_of(facts.git_config(a, b)); }));
}

const Reply& RecordingFacts::reply(Question question, const Ask& ask) {
  const auto found = replies_.find(question);
  if (found != replies_.end()) return found->second;
  const auto made = replies_.emplace(std::move(question), ask(inner_)).first;
  order_.push_back(made);
  return made->second;
}

Recording RecordingFacts::recording(const Redact& redact) const {
  Recording recording;
  json list = json::array();
  for (const auto& entry : order_) {
    const auto& [question, reply] = *entry;
    json row = question;
    const bool text = reply && std::holds_alternative<std::string>(*reply);
    if (text && carries_text(question)) {
      std::string kept = redact(std::get<std::string>(*reply));
      std::string hash = sha256(kept);
      row.push_back({{"sha256", hash}});
      recording.texts.push_back({std::move(hash), std::move(kept)});
    } else if (text) {
      const std::string& value = std::get<std::string>(*reply);
      row.push_back(question.front() == "git_config" ? redact(value) : value);
    } else if (reply) {
      row.push_back(std::get<bool>(*reply));
    } else {
      row.push_back(nullptr);
    }
    list.push_back(std::move(row));
  }
  recording.json = dumped(list);
  return recording;
}

Result<ReplayFacts> ReplayFacts::parse(std::string_view text, const Lookup& lookup) {
  const json list = json::parse(text, nullptr, false);
  if (list.is_discarded()) return Fault{FaultKind::syntax, "facts", "not JSON", ""};
  if (!list.is_array()) return bad("expected an array of answers");
  ReplayFacts facts;
  for (const json& row : list) {
    if (!row.is_array() || row.size() < 2) return bad("expected [question, argument..., answer]");
    Question question;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      if (!row[i].is_string()) return bad("expected a question of strings");
      question.push_back(row[i].get<std::string>());
    }
    facts.replies_.emplace(std::move(question), reply_from(row.back(), lookup));
  }
  return facts;
}

const Reply& ReplayFacts::reply(Question question, const Ask&) {
  const auto found = replies_.find(question);
  if (found != replies_.end()) return found->second;
  ++unanswered_;
  return no_reply;
}

}  // namespace gavel::facts
