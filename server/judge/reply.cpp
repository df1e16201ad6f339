#include "server/judge/reply.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "server/judge/text.h"

// reply    = [ thought | unopened ] answer           each with ASCII blanks around it
// thought  = "<think>" text "</think>"               text holds neither tag
// unopened = text LF "</think>" LF                   the chat templates of some models open the tag
//                                                    themselves; text holds neither tag and does
//                                                    not begin as an answer does, and before an
//                                                    approval it holds no "DENY:", so that a denial
//                                                    which quotes the tag approves nothing
// answer   = line | object                           object only where it was requested
//                                                    and neither does the answer
// line     = ( "APPROVE" | "DENY" ) ": " reason
// object   = { "verdict": "APPROVE" | "DENY", "reason": string }   these two keys, once each
// reason   = one line of valid UTF-8, not blank; of an approval also without a verdict word and
//            a colon, so that "APPROVE: a DENY: b" is neither
namespace gavel::judge {
namespace {

using Verdict = Opinion::Verdict;

struct Word {
  std::string_view text;
  Verdict verdict;
};

constexpr Word words[] = {{"APPROVE", Verdict::approve}, {"DENY", Verdict::deny}};
constexpr std::string_view colon = ": ";
constexpr std::string_view think_open = "<think>";
constexpr std::string_view think_close = "</think>";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool several_lines(std::string_view text) {
  constexpr std::string_view breaks[] = {"\n",       "\r",           "\v",          "\f",
                                         "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  return std::any_of(std::begin(breaks), std::end(breaks),
                     [&](std::string_view one) { return contains(text, one); });
}

std::string upper_without_blanks(std::string_view text) {
  std::string upper;
  for (const char c : text) {
    if (c != ' ' && c != '\t')
      upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return upper;
}

bool holds_a_denial(std::string_view text) {
  return contains(upper_without_blanks(text), "DENY:");
}

bool holds_a_verdict(std::string_view text) {
  return holds_a_denial(text) || contains(upper_without_blanks(text), "APPROVE:");
}

std::optional<Reply> with_reason(Verdict verdict, std::string_view reason) {
  if (!valid_utf8(reason) || several_lines(reason)) return std::nullopt;
  if (verdict == Verdict::approve && holds_a_verdict(reason)) return std::nullopt;
  Reply reply{verdict, one_line(reason, max_reason_characters)};
  if (reply.reason.empty()) return std::nullopt;
  return reply;
}

std::optional<Verdict> verdict_of(std::string_view word) {
  for (const Word& row : words) {
    if (row.text == word) return row.verdict;
  }
  return std::nullopt;
}

std::optional<Reply> parse_line(std::string_view answer) {
  const auto end = answer.find(colon);
  if (end == std::string_view::npos) return std::nullopt;
  const auto verdict = verdict_of(answer.substr(0, end));
  if (!verdict) return std::nullopt;
  return with_reason(*verdict, answer.substr(end + colon.size()));
}

// An object whose keys are all distinct, else discarded: JSON itself keeps the last of two.
nlohmann::json parse_distinct(std::string_view text) {
  std::set<std::string> seen;
  bool twice = false;
  const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    if (event == nlohmann::json::parse_event_t::key) {
      twice = twice || !seen.insert(value.get<std::string>()).second;
    }
    return true;
  };
  auto document = nlohmann::json::parse(text, watch, false);
  if (twice) return nlohmann::json(nlohmann::json::value_t::discarded);
  return document;
}

std::optional<Reply> parse_object(std::string_view answer) {
  const auto document = parse_distinct(answer);
  if (!document.is_object() || document.size() != 2) return std::nullopt;
  const auto verdict = document.find("verdict");
  const auto reason = document.find("reason");
  if (verdict == document.end() || reason == document.end()) return std::nullopt;
  if (!verdict->is_string() || !reason->is_string()) return std::nullopt;
  const auto word = verdict_of(verdict->get_ref<const std::string&>());
  if (!word) return std::nullopt;
  return with_reason(*word, reason->get_ref<const std::string&>());
}

struct Split {
  std::string_view answer;
  bool valid = true;         // the thought, if any, is one and closed
  bool open = false;         // a thought that has not ended yet
  std::string_view doubted;  // a thought whose beginning nobody marked
};

bool tagged(std::string_view text) {
  return contains(text, think_open) || contains(text, think_close);
}

bool begins_as_answer(std::string_view text) {
  return text.starts_with('{') ||
         std::any_of(std::begin(words), std::end(words), [&](const Word& row) {
           return text.starts_with(std::string(row.text) + std::string(colon));
         });
}

// `close` is where the closing tag stands.
bool alone_on_its_line(std::string_view text, std::size_t close) {
  const std::string_view after = text.substr(close + think_close.size());
  const bool begins = close == 0 || text[close - 1] == '\n';
  return begins && (after.empty() || after.front() == '\n' || after.front() == '\r');
}

// The text behind the thought that `close` ends.
Split behind(std::string_view text, std::size_t close) {
  const std::string_view rest = trim(text.substr(close + think_close.size()));
  return {rest, !tagged(rest), false, {}};
}

Split without_unopened(std::string_view text) {
  const auto close = text.find(think_close);
  if (close == std::string_view::npos) return {text, !contains(text, think_open), false, {}};
  const std::string_view thought = text.substr(0, close);
  if (contains(thought, think_open) || thought.size() > max_thought_bytes ||
      begins_as_answer(text) || !alone_on_its_line(text, close)) {
    return {{}, false, false, {}};
  }
  Split split = behind(text, close);
  split.doubted = thought;
  return split;
}

Split without_thought(std::string_view text) {
  if (!text.starts_with(think_open)) return without_unopened(text);
  text.remove_prefix(think_open.size());
  const auto close = text.find(think_close);
  const std::string_view thought = text.substr(0, close);
  if (contains(thought, think_open) || thought.size() > max_thought_bytes)
    return {{}, false, false, {}};
  if (close == std::string_view::npos) return {{}, true, true, {}};
  return behind(text, close);
}

bool prefix_of_either(std::string_view text, std::string_view whole) {
  const auto length = std::min(text.size(), whole.size());
  return text.substr(0, length) == whole.substr(0, length);
}

bool could_be_line(std::string_view answer) {
  const bool begins = std::any_of(std::begin(words), std::end(words), [&](const Word& row) {
    return prefix_of_either(answer, std::string(row.text) + std::string(colon));
  });
  return begins && !several_lines(trim(answer));
}

}  // namespace

std::optional<Reply> parse_reply(std::string_view raw, Form form) {
  const Split split = without_thought(trim(raw));
  if (!split.valid || split.open) return std::nullopt;
  if (split.answer.empty() || split.answer.size() > max_answer_bytes) return std::nullopt;
  const bool object = split.answer.front() == '{';
  if (object && form != Form::structured) return std::nullopt;
  auto reply = object ? parse_object(split.answer) : parse_line(split.answer);
  const bool approves = reply && reply->verdict == Verdict::approve;
  if (approves && holds_a_denial(split.doubted)) return std::nullopt;
  return reply;
}

bool hopeless(std::string_view so_far, Form form) {
  const std::string_view text = trim(so_far);
  if (text.empty()) return so_far.size() > max_answer_bytes;
  const Split split = without_thought(text);
  if (!split.valid) return true;
  if (split.open || split.answer.empty()) return false;
  const bool may_be_thought = split.answer.size() == text.size() && !begins_as_answer(text);
  if (may_be_thought) return text.size() > max_thought_bytes + think_close.size();
  if (split.answer.size() > max_answer_bytes) return true;
  if (split.answer.front() == '{') return form == Form::text;
  return !could_be_line(split.answer);
}

}  // namespace gavel::judge
