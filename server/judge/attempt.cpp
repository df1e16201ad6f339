#include "server/judge/attempt.h"

#include <algorithm>
#include <iterator>

namespace gavel::judge {
namespace {

struct StatusRow {
  unsigned first;
  unsigned last;
  Outcome outcome;
  bool endpoint_failed;
  const char* says;
};

// In order; the first row that holds the status.
constexpr StatusRow statuses[] = {
    {300, 399, Outcome::refused, false, "it redirects elsewhere, which is not followed"},
    {401, 401, Outcome::refused, false, "it does not accept the key"},
    {402, 402, Outcome::refused, false, "it wants to be paid first"},
    {403, 403, Outcome::refused, false, "it does not accept the key"},
    {404, 404, Outcome::refused, false, "it does not know the path or the model"},
    {408, 408, Outcome::again, true, "it was too slow"},
    {425, 425, Outcome::again, false, "it asks to be asked later"},
    {429, 429, Outcome::again, false, "it asks to be asked less often"},
    {400, 400, Outcome::plainer, false, "it does not accept the request"},
    {415, 415, Outcome::plainer, false, "it does not accept the request"},
    {422, 422, Outcome::plainer, false, "it does not accept the request"},
    {400, 499, Outcome::refused, false, "it refuses the request"},
    {500, 599, Outcome::again, true, "it fails"},
};

Attempt failed(Outcome outcome, std::string outage, bool endpoint_failed) {
  Attempt attempt;
  attempt.outcome = outcome;
  attempt.outage = std::move(outage);
  attempt.endpoint_failed = endpoint_failed;
  return attempt;
}

Attempt by_status(const Response& response) {
  const auto* const row =
      std::find_if(std::begin(statuses), std::end(statuses), [&](const StatusRow& one) {
        return one.first <= response.status && response.status <= one.last;
      });
  const std::string status = "the judge's endpoint answers HTTP " + std::to_string(response.status);
  if (row == std::end(statuses)) return failed(Outcome::refused, status, true);
  std::string outage = status + ": " + row->says;
  // What is said about a key may repeat parts of it.
  const bool about_key = response.status == 401 || response.status == 403;
  const std::string said = about_key ? std::string() : error_text(response.body);
  if (!said.empty()) outage += " (" + said + ")";
  Attempt attempt = failed(row->outcome, std::move(outage), row->endpoint_failed);
  attempt.retry_after_s = response.retry_after_s;
  return attempt;
}

Attempt by_completion(const Completion& completion, Form form) {
  Attempt attempt;
  if (!completion.error.empty()) {
    attempt = failed(Outcome::again, "the judge's endpoint reports: " + completion.error, true);
  } else if (auto reply = parse_reply(completion.text, form); reply && completion.complete) {
    attempt.outcome = Outcome::answered;
    attempt.reply = std::move(reply);
  } else {
    attempt = failed(Outcome::not_understood, not_understood, false);
  }
  attempt.said = completion.text;
  attempt.tokens_in = completion.tokens_in;
  attempt.tokens_cached = completion.tokens_cached;
  attempt.tokens_out = completion.tokens_out;
  return attempt;
}

Attempt by_stream(const Completion& completion, Form form) {
  // Without an end mark a body that arrived whole will do if the model said that it had ended.
  const bool ended = completion.ended || completion.complete || !completion.error.empty();
  const bool broken_off = !ended && !hopeless(completion.text, form);
  if (!broken_off) return by_completion(completion, form);
  return failed(Outcome::again, "the judge's reply was cut short", true);
}

}  // namespace

void take_out(const std::string& key, Attempt& attempt) {
  constexpr std::string_view instead = "[redacted:key]";
  if (key.empty()) return;
  const auto clean = [&](std::string& text) {
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
      text.replace(at, key.size(), instead);
      at += instead.size();
    }
  };
  clean(attempt.outage);
  clean(attempt.said);
  if (attempt.reply) clean(attempt.reply->reason);
}

Attempt attempt_of(const Result<Response>& response, const Protocol& protocol, Form form,
                   const StreamReader& streamed) {
  // What broke after the model had said that it was done costs nothing but the bill.
  if (!response && streamed.answer().complete) return by_stream(streamed.answer(), form);
  if (!response) {
    const Fault& fault = response.faults().front();
    return failed(Outcome::again, fault.where + ": " + fault.what, true);
  }
  if (response->status != 200) return by_status(*response);
  if (response->media_type == "text/event-stream") return by_stream(streamed.answer(), form);
  return by_completion(decode_whole(protocol, response->body), form);
}

}  // namespace gavel::judge
