#include "server/ui/suggestions.h"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "server/replay/suggest.h"
#include "server/ui/judge_file.h"
#include "server/ui/paging.h"
#include "server/ui/reply.h"
#include "server/wire/json.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

json to_json(const replay::Behind& behind) {
  return {{"rows", behind.rows}, {"ids", behind.ids}, {"examples", behind.examples}};
}

json to_json(const replay::Suggestion& one) {
  return {{"id", one.id},
          {"list", one.list},
          {"repo", one.repo},
          {"words", one.words},
          {"rule", one.rule},
          {"shape", one.shape},
          {"behind", to_json(one.behind)},
          {"also", to_json(one.also)},
          {"people", one.people},
          {"calls_saved", one.calls_saved},
          {"usd_saved", one.usd_saved},
          {"sentence", one.sentence}};
}

std::optional<std::string> text_now(const std::string& repo) {
  const Result<JudgeFile> file = read_judge_file(repo);
  if (!file.ok() || file->text.empty()) return std::nullopt;
  return file->text;
}

Result<replay::Suggestions> mine(const audit::Log& log, const audit::Filter& filter) {
  Result<audit::Reader> reader = audit::Reader::open(log);
  if (!reader.ok()) return reader.faults();
  replay::SuggestOptions options;
  options.filter = filter;
  options.now = text_now;
  return replay::suggest(*reader, options);
}

struct Wish {
  std::string id;
  audit::Filter filter{};
};

Result<Wish> wish_in(std::string_view body) {
  const Result<json> value = wire::parse(body, "body");
  if (!value.ok()) return value.faults();
  Wish wish;
  if (value->is_object() && value->contains("id") && value->at("id").is_string()) {
    wish.id = value->at("id");
  }
  if (wish.id.empty()) return Fault{FaultKind::missing, "body: /id", "expected a text", ""};
  const auto since = value->find("since_ms");
  if (since != value->end() && since->is_number_integer()) wish.filter.since_ms = *since;
  return wish;
}

net::Response write(const replay::Suggestion& one) {
  const Result<JudgeFile> file = read_judge_file(one.repo);
  if (!file.ok()) return refusal(409, file.faults());
  const Result<std::string> text = replay::with_suggestion(file->text, one, file->path);
  if (!text.ok()) return refusal(409, text.faults());
  const Status done = replace_judge_file(one.repo, *file, *text);
  if (!done.ok()) return refusal(409, done.faults());
  return ok(json{{"file", file->path}, {"repo", one.repo}});
}

}  // namespace

net::Response suggestions(const audit::Log& log, std::string_view query) {
  const Result<Paging> paging = paging_of(query);
  if (!paging.ok()) return refusal(400, paging.faults());
  const Result<replay::Suggestions> found = mine(log, paging->filter);
  if (!found.ok()) return refusal(503, found.faults());
  json list = json::array();
  for (const replay::Suggestion& one : found->list) list.push_back(to_json(one));
  return ok(json{{"list", std::move(list)},
                 {"rows", found->rows},
                 {"unread", found->unread},
                 {"left_out", found->left_out},
                 {"settled", found->settled}});
}

net::Response take_over(const audit::Log& log, std::string_view body) {
  const Result<Wish> wish = wish_in(body);
  if (!wish.ok()) return refusal(400, wish.faults());
  const Result<replay::Suggestions> found = mine(log, wish->filter);
  if (!found.ok()) return refusal(503, found.faults());
  const auto one = std::find_if(found->list.begin(), found->list.end(),
                                [&](const auto& each) { return each.id == wish->id; });
  if (one != found->list.end()) return write(*one);
  return refusal(404, Fault{FaultKind::missing, wish->id, "the log no longer speaks for this rule",
                            "look at the suggestions again"});
}

}  // namespace gavel::ui
