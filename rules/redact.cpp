#include "rules/redact.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

namespace gavel::rules {
namespace {

using Bytes = std::array<bool, 256>;

constexpr Bytes bytes(std::string_view listed, bool letters_and_digits) {
  Bytes set{};
  for (const char c : listed) set[static_cast<unsigned char>(c)] = true;
  for (int c = 0; c < 256; ++c) {
    const bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (alnum && letters_and_digits) set[static_cast<std::size_t>(c)] = true;
  }
  return set;
}

constexpr Bytes alnum = bytes("", true);
constexpr Bytes name_bytes = bytes("_", true);
constexpr Bytes token_bytes = bytes("_-", true);
constexpr Bytes dotted_bytes = bytes("_-.", true);
constexpr Bytes base64_bytes = bytes("+/=_-.", true);
// What ends a literal word, in shells, JSON, URLs and configuration files alike.
constexpr Bytes word_ends = bytes(" \t\r\n\"'`\\,;|&<>(){}$", false);

bool in(const Bytes& set, char c) {
  return set[static_cast<unsigned char>(c)];
}

// A token known by how it begins. After the prefix: `least` or more bytes of the set.
struct Shape {
  std::string_view prefix;
  const Bytes* set;
  std::size_t least;
  std::string_view kind;
};

// From the issuers' own documentation of their token formats.
constexpr Shape shapes[] = {
    {"AKIA", &alnum, 16, "aws-key"},
    {"ASIA", &alnum, 16, "aws-key"},
    {"ghp_", &alnum, 30, "github-token"},
    {"gho_", &alnum, 30, "github-token"},
    {"ghu_", &alnum, 30, "github-token"},
    {"ghs_", &alnum, 30, "github-token"},
    {"ghr_", &alnum, 30, "github-token"},
    {"github_pat_", &name_bytes, 22, "github-token"},
    {"glpat-", &token_bytes, 16, "gitlab-token"},
    {"gldt-", &token_bytes, 16, "gitlab-token"},
    {"glrt-", &token_bytes, 16, "gitlab-token"},
    {"glcbt-", &token_bytes, 16, "gitlab-token"},
    {"xoxb-", &token_bytes, 10, "slack-token"},
    {"xoxp-", &token_bytes, 10, "slack-token"},
    {"xoxa-", &token_bytes, 10, "slack-token"},
    {"xoxr-", &token_bytes, 10, "slack-token"},
    {"xoxs-", &token_bytes, 10, "slack-token"},
    {"xapp-", &token_bytes, 10, "slack-token"},
    {"sk-ant-", &token_bytes, 20, "api-key"},
    {"sk-proj-", &token_bytes, 20, "api-key"},
    {"sk-or-", &token_bytes, 20, "api-key"},
    {"sk-", &token_bytes, 20, "api-key"},
    {"sk_live_", &name_bytes, 16, "stripe-key"},
    {"sk_test_", &name_bytes, 16, "stripe-key"},
    {"rk_live_", &name_bytes, 16, "stripe-key"},
    {"rk_test_", &name_bytes, 16, "stripe-key"},
    {"whsec_", &base64_bytes, 16, "stripe-key"},
    {"AIza", &token_bytes, 35, "google-key"},
    {"ya29.", &dotted_bytes, 20, "google-token"},
    {"GOCSPX-", &token_bytes, 20, "google-key"},
    {"npm_", &alnum, 30, "npm-token"},
    {"pypi-", &token_bytes, 50, "pypi-token"},
    {"hf_", &alnum, 30, "huggingface-token"},
    {"dop_v1_", &alnum, 40, "digitalocean-token"},
    {"SG.", &dotted_bytes, 40, "sendgrid-key"},
    {"shpat_", &alnum, 30, "shopify-token"},
    {"hvs.", &token_bytes, 20, "vault-token"},
    {"tskey-", &token_bytes, 20, "tailscale-key"},
    {"dckr_pat_", &token_bytes, 20, "docker-token"},
    {"lin_api_", &alnum, 30, "linear-key"},
    {"AGE-SECRET-KEY-1", &alnum, 50, "age-key"},
};

constexpr std::size_t most_weighed = 256;   // bytes of a value whose randomness is weighed
constexpr std::size_t longest_scheme = 20;  // of a URL; so that looking back stays bounded

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool begins_as(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [](char a, char b) { return a == lower(b); });
}

// Bits per byte of how the bytes of `word` are distributed.
double entropy(std::string_view word) {
  std::array<int, 256> counts{};
  for (const char c : word) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(word.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool holds_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

enum class Naming { plain, weak, strong };

// What the name before a value says of it: strong names hold secrets whatever they look like.
Naming naming(std::string_view written) {
  if (written.empty()) return Naming::plain;
  std::string name(written.substr(written.size() > 64 ? written.size() - 64 : 0));
  std::transform(name.begin(), name.end(), name.begin(), lower);
  if (holds_any(name, {"password", "passwd", "passphrase", "client_secret", "secret_access_key",
                       "private_key", "api_secret"}) ||
      name == "pgpassword" || name.ends_with("_pwd") || name.ends_with("_pass")) {
    return Naming::strong;
  }
  if (holds_any(name, {"token", "secret", "apikey", "api_key", "api-key", "credential", "auth"}) ||
      name.ends_with("_key") || name.ends_with("-key")) {
    return Naming::weak;
  }
  return Naming::plain;
}

// Finds the secrets of one text from left to right, each byte looked at a bounded number of times.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Redaction> run() {
    while (at_ < text_.size()) {
      const std::optional<Redaction> found = here();
      if (found) {
        spans_.push_back(*found);
        at_ = found->end;
      } else {
        ++at_;
      }
    }
    return std::move(spans_);
  }

 private:
  std::string_view rest(std::size_t from) const { return text_.substr(from); }
  bool word_begins() const { return at_ == 0 || !in(name_bytes, text_[at_ - 1]); }

  std::optional<Redaction> here() {
    const char c = text_[at_];
    if (c == '-') return private_key();
    if (c == ':') return rest(at_).starts_with("://") ? url_password() : assignment();
    if (c == '=') return assignment();
    if (!in(alnum, c) || !word_begins()) return std::nullopt;
    if (const auto token = known_shape()) return token;
    if (const auto token = web_token()) return token;
    return authorization();
  }

  std::size_t run_of(const Bytes& set, std::size_t from) const {
    while (from < text_.size() && in(set, text_[from])) ++from;
    return from;
  }
  // Remembers the last answer: "a=b=c=..." asks for the same end again and again.
  std::size_t end_of_word(std::size_t from) {
    if (from > word_end_ || from < word_begin_) {
      word_begin_ = word_end_ = from;
      while (word_end_ < text_.size() && !in(word_ends, text_[word_end_])) ++word_end_;
    }
    return word_end_;
  }

  std::optional<Redaction> known_shape() const {
    for (const Shape& shape : shapes) {
      if (text_[at_] != shape.prefix[0] || !rest(at_).starts_with(shape.prefix)) continue;
      const std::size_t end = run_of(*shape.set, at_ + shape.prefix.size());
      if (end - at_ - shape.prefix.size() >= shape.least) return Redaction{at_, end, shape.kind};
    }
    return std::nullopt;
  }

  // RFC 7519: three base64url parts, the first of which begins with {" .
  std::optional<Redaction> web_token() {
    if (at_ < no_token_before_ || !rest(at_).starts_with("eyJ")) return std::nullopt;
    const std::size_t end = run_of(dotted_bytes, at_);
    const std::string_view word = text_.substr(at_, end - at_);
    no_token_before_ = end;  // what lacks two dots here lacks them in every later part
    if (std::count(word.begin(), word.end(), '.') < 2 || word.size() < 30) return std::nullopt;
    return Redaction{at_, end, "jwt"};
  }

  // RFC 7468 labels: from BEGIN ... PRIVATE KEY to its END, or to the end of the text.
  std::optional<Redaction> private_key() {
    constexpr std::string_view begin = "-----BEGIN ";
    if (!rest(at_).starts_with(begin)) return std::nullopt;
    const std::string_view label = rest(at_ + begin.size()).substr(0, 50);
    const std::size_t close = label.find("-----");
    const std::string_view name = label.substr(0, close);
    if (close == std::string_view::npos || !holds_any(name, {"PRIVATE KEY"})) return std::nullopt;
    const std::size_t body = at_ + begin.size() + close + 5;
    const std::size_t end = text_.find("-----END ", body);
    if (end == std::string_view::npos) return Redaction{at_, text_.size(), "private-key"};
    const std::size_t last = text_.find("-----", end + 9);
    return Redaction{at_, last == std::string_view::npos ? text_.size() : last + 5, "private-key"};
  }

  // scheme://user:PASSWORD@host
  std::optional<Redaction> url_password() const {
    const std::size_t user = at_ + 3;
    std::size_t scheme = at_;
    while (scheme > 0 && at_ - scheme < longest_scheme && in(dotted_bytes, text_[scheme - 1])) {
      --scheme;
    }
    if (scheme == at_) return std::nullopt;
    std::size_t end = user;
    std::size_t colon = std::string_view::npos;
    std::size_t sign = std::string_view::npos;
    while (end < text_.size() && !in(word_ends, text_[end]) && text_[end] != '/' &&
           text_[end] != '?' && text_[end] != '#') {
      if (text_[end] == ':' && colon == std::string_view::npos) colon = end;
      if (text_[end] == '@') sign = end;
      ++end;
    }
    if (sign == std::string_view::npos || colon == std::string_view::npos || colon > sign ||
        sign == colon + 1) {
      return std::nullopt;
    }
    return Redaction{colon + 1, sign, "url-password"};
  }

  // "Authorization: Bearer TOKEN", "Bearer TOKEN" (RFC 6750, RFC 7617).
  std::optional<Redaction> authorization() const {
    for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
      if (!begins_as(rest(at_), scheme)) continue;
      const std::size_t begin = at_ + scheme.size();
      const std::size_t end = run_of(base64_bytes, begin);
      const bool long_enough = end - begin >= 16;
      if (long_enough && entropy(text_.substr(begin, end - begin)) > 3.0) {
        return Redaction{begin, end, "authorization"};
      }
    }
    return std::nullopt;
  }

  // NAME=value, "name": "value", name: value, --name=value
  std::optional<Redaction> assignment() {
    const Naming name = naming(name_before());
    if (name == Naming::plain) return std::nullopt;
    std::size_t begin = at_ + 1;
    while (begin < text_.size() && text_[begin] == ' ' && text_[at_] == ':') ++begin;
    while (begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'')) ++begin;
    const std::size_t end = end_of_word(begin);
    const std::string_view value = text_.substr(begin, end - begin);
    if (!looks_secret(value, name)) return std::nullopt;
    return Redaction{begin, end, name == Naming::strong ? "password" : "secret"};
  }

  std::string_view name_before() const {
    std::size_t end = at_;
    if (end > 0 && (text_[end - 1] == '"' || text_[end - 1] == '\'')) --end;
    std::size_t begin = end;
    while (begin > 0 && end - begin < 64 && in(token_bytes, text_[begin - 1])) --begin;
    return text_.substr(begin, end - begin);
  }

  static bool looks_secret(std::string_view value, Naming name) {
    if (name == Naming::strong) return value.size() >= 3;
    if (value.size() < 12 || value.starts_with('/') ||
        value.find("://") != std::string_view::npos) {
      return false;
    }
    value = value.substr(0, most_weighed);
    const bool digit =
        std::any_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digit && entropy(value) > 3.0;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t word_begin_ = 1;  // none yet
  std::size_t word_end_ = 0;
  std::size_t no_token_before_ = 0;
  std::vector<Redaction> spans_;
};

}  // namespace

Redacted redact(std::string_view text) {
  Redacted result;
  result.spans = Scanner(text).run();
  std::size_t copied = 0;
  for (const Redaction& span : result.spans) {
    result.text.append(text, copied, span.begin - copied);
    result.text.append("[redacted:").append(span.kind).append("]");
    copied = span.end;
  }
  result.text.append(text, copied);
  return result;
}

}  // namespace gavel::rules
