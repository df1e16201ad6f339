// Facts that remember what was asked and answered, and facts that answer from such a memory.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "rules/model/facts.h"
#include "rules/model/result.h"

namespace gavel::facts {

// A question: the method's name and its arguments, numbers in decimal.
using Question = std::vector<std::string>;
// Its answer; nullopt for "could not be known". A FileKind is told by its name.
using Reply = std::optional<std::variant<bool, std::string>>;

// Answers every question through one function, so that recording and replay each are one function.
class ReplyFacts : public Facts {
 public:
  std::optional<std::string> real_path(std::string_view path) override;
  FileKind file_kind(std::string_view path) override;
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override;
  std::optional<std::string> repo_root(std::string_view folder) override;
  std::optional<bool> git_ignored(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_clean(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_merged(std::string_view repo, std::string_view branch) override;
  std::optional<std::string> git_branch(std::string_view repo) override;
  std::optional<std::string> git_config(std::string_view repo, std::string_view key) override;

 protected:
  // `ask` puts the question to the world; it may be left uncalled.
  using Ask = std::function<Reply(Facts&)>;
  virtual const Reply& reply(Question question, const Ask& ask) = 0;
};

// What the record keeps of a call's facts. File texts are not in `json` but beside it, by hash.
struct Recording {
  struct Text {
    std::string hash;  // SHA-256 hex of `text`
    std::string text;  // redacted
  };
  // [["real_path","/a","/b"],["file_text","/a/x.sh","65536",{"sha256":"..."}],...]: question,
  // arguments, answer (a string, a boolean, or null for unknown), in the order first asked.
  std::string json;
  std::vector<Text> texts;
};

// Puts each question to `inner` once; asked again it gives the same answer, so that one call is
// never told two things about one file.
class RecordingFacts : public ReplyFacts {
 public:
  using Redact = std::function<std::string(const std::string&)>;

  explicit RecordingFacts(Facts& inner) : inner_(inner) {}

  // `redact` takes secrets out of file texts and config values before they are kept.
  Recording recording(const Redact& redact) const;

 private:
  const Reply& reply(Question question, const Ask& ask) override;

  Facts& inner_;
  std::map<Question, Reply> replies_;
  std::vector<std::map<Question, Reply>::const_iterator> order_;
};

// Answers as recorded; what was not asked then is unknown now.
class ReplayFacts : public ReplyFacts {
 public:
  // The text kept under a hash; nullopt when it is no longer there.
  using Lookup = std::function<std::optional<std::string>(const std::string& hash)>;

  // `json` is Recording::json. Faults: syntax, type.
  static Result<ReplayFacts> parse(std::string_view json, const Lookup& lookup);

  // How many questions had no recorded answer.
  std::size_t unanswered() const { return unanswered_; }

 private:
  const Reply& reply(Question question, const Ask& ask) override;

  std::map<Question, Reply> replies_;
  std::size_t unanswered_ = 0;
};

}  // namespace gavel::facts
