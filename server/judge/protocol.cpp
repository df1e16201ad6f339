#include "server/judge/protocol.h"

#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "server/judge/text.h"

// OpenAI chat completions: https://platform.openai.com/docs/api-reference/chat, as its many
// compatible servers speak it. Anthropic messages: https://docs.anthropic.com/en/api/messages.
namespace gavel::judge {
namespace {

using nlohmann::json;

constexpr int max_answer_tokens = 4096;             // a reasoning model's thoughts count too
constexpr std::size_t max_error_characters = 8192;  // what shows it takes secrets out, then cuts

const json* at(const json& document, const char* pointer) {
  const json::json_pointer path(pointer);
  return document.contains(path) ? &document[path] : nullptr;
}

std::string text_at(const json& document, const char* pointer) {
  const json* const value = at(document, pointer);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

void count_at(const json& document, const char* pointer, std::uint64_t& count) {
  const json* const value = at(document, pointer);
  if (value != nullptr && value->is_number_unsigned()) count = value->get<std::uint64_t>();
}

json parse(std::string_view text) {
  return json::parse(text, nullptr, false);
}

std::string dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

void take_error(const json& document, Completion& answer) {
  const json* const error = at(document, "/error");
  if (error == nullptr || error->is_null()) return;
  std::string what = error->is_string() ? error->get<std::string>() : text_at(*error, "/message");
  if (what.empty()) what = "unspecified";
  answer.error = one_line(what, max_error_characters);
}

void fail(Completion& answer, const char* why) {
  if (answer.error.empty()) answer.error = why;
}

// --- OpenAI-compatible chat completions

std::vector<Header> no_headers() {
  return {};
}

Form openai_form(Extras extras) {
  return extras == Extras::all ? Form::structured : Form::text;
}

json verdict_schema() {
  return {{"type", "object"},
          {"properties",
           {{"verdict", {{"type", "string"}, {"enum", {"APPROVE", "DENY"}}}},
            {"reason", {{"type", "string"}}}}},
          {"required", {"verdict", "reason"}},
          {"additionalProperties", false}};
}

std::string openai_encode(const Ask& ask) {
  json body = {
      {"model", ask.model},
      {"messages",
       {{{"role", "system"}, {"content", ask.system}}, {{"role", "user"}, {"content", ask.user}}}}};
  if (ask.extras == Extras::all) {
    body["temperature"] = 0;
    body["max_tokens"] = max_answer_tokens;
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
    body["response_format"] = {
        {"type", "json_schema"},
        {"json_schema", {{"name", "verdict"}, {"strict", true}, {"schema", verdict_schema()}}}};
  }
  return dump(body);
}

// A text, or a list of parts of which some are text and the others thoughts (Mistral).
std::string openai_content(const json& choice, const char* pointer) {
  const json* const content = at(choice, pointer);
  if (content == nullptr || !content->is_array()) return text_at(choice, pointer);
  std::string text;
  for (const json& part : *content) {
    if (text_at(part, "/type") == "text") text += text_at(part, "/text");
  }
  return text;
}

// By the specification it is "stop"; the others are what some compatible servers say for it.
bool openai_ended_by_itself(std::string_view finish) {
  constexpr std::string_view words[] = {"stop", "stop_sequence", "end_turn", "eos", "eos_token"};
  return std::find(std::begin(words), std::end(words), finish) != std::end(words);
}

void openai_finish(const json& choice, Completion& answer) {
  const std::string finish = text_at(choice, "/finish_reason");
  if (finish.empty()) return;
  answer.complete = openai_ended_by_itself(finish);
  answer.ended = true;
}

void openai_usage(const json& document, Completion& answer) {
  count_at(document, "/usage/prompt_tokens", answer.tokens_in);
  count_at(document, "/usage/completion_tokens", answer.tokens_out);
  count_at(document, "/usage/prompt_tokens_details/cached_tokens", answer.tokens_cached);
  count_at(document, "/usage/prompt_cache_hit_tokens", answer.tokens_cached);  // DeepSeek
}

// The one choice, or nullptr; a second one would be a second verdict.
const json* only_choice(const json& document, Completion& answer) {
  const json* const choices = at(document, "/choices");
  if (choices == nullptr || !choices->is_array() || choices->empty()) return nullptr;
  if (choices->size() == 1) return &choices->front();
  fail(answer, "several choices");
  return nullptr;
}

void openai_whole(const json& body, Completion& answer) {
  openai_usage(body, answer);
  const json* const choice = only_choice(body, answer);
  if (choice == nullptr) return fail(answer, "no choice in the reply");
  answer.text = openai_content(*choice, "/message/content");
  openai_finish(*choice, answer);
  answer.ended = true;
}

void openai_event(const json& data, Completion& answer) {
  openai_usage(data, answer);
  const json* const choice = only_choice(data, answer);
  if (choice == nullptr) return;  // the closing event holds the usage alone
  const json* const index = at(*choice, "/index");
  if (answer.complete || (index != nullptr && *index != 0)) {
    if (!openai_content(*choice, "/delta/content").empty()) fail(answer, "text after the end");
    return;
  }
  answer.text += openai_content(*choice, "/delta/content");
  const std::string finish = text_at(*choice, "/finish_reason");
  if (!finish.empty()) answer.complete = openai_ended_by_itself(finish);
}

// --- Anthropic messages

std::vector<Header> anthropic_headers() {
  return {{"anthropic-version", "2023-06-01"}};
}

Form anthropic_form(Extras) {
  return Form::text;
}

std::string anthropic_encode(const Ask& ask) {
  json system = {{"type", "text"}, {"text", ask.system}};
  json body = {{"model", ask.model},
               {"max_tokens", max_answer_tokens},
               {"messages", {{{"role", "user"}, {"content", ask.user}}}}};
  if (ask.extras == Extras::all) {
    system["cache_control"] = {{"type", "ephemeral"}};
    body["temperature"] = 0;
    body["stream"] = true;
  }
  body["system"] = json::array({std::move(system)});
  return dump(body);
}

bool ended_by_itself(std::string_view stop) {
  return stop == "end_turn" || stop == "stop_sequence";
}

void anthropic_usage(const json& document, const std::string& where, Completion& answer) {
  std::uint64_t plain = 0;
  std::uint64_t written = 0;
  std::uint64_t read = 0;
  count_at(document, (where + "/input_tokens").c_str(), plain);
  count_at(document, (where + "/cache_creation_input_tokens").c_str(), written);
  count_at(document, (where + "/cache_read_input_tokens").c_str(), read);
  if (plain + written + read != 0) {
    answer.tokens_in = plain + written + read;
    answer.tokens_cached = read;
  }
  count_at(document, (where + "/output_tokens").c_str(), answer.tokens_out);
}

void anthropic_whole(const json& body, Completion& answer) {
  anthropic_usage(body, "/usage", answer);
  const json* const content = at(body, "/content");
  if (content == nullptr || !content->is_array()) return fail(answer, "no content in the reply");
  for (const json& block : *content) {
    if (text_at(block, "/type") == "text") answer.text += text_at(block, "/text");
  }
  answer.complete = ended_by_itself(text_at(body, "/stop_reason"));
  answer.ended = true;
}

void anthropic_event(const json& data, Completion& answer) {
  const std::string type = text_at(data, "/type");
  if (type == "message_start") anthropic_usage(data, "/message/usage", answer);
  if (type == "content_block_delta") {
    const std::string more = text_at(data, "/delta/text");
    if (answer.complete && !more.empty()) fail(answer, "text after the end");
    answer.text += more;
  }
  if (type == "message_delta") {
    anthropic_usage(data, "/usage", answer);
    answer.complete = ended_by_itself(text_at(data, "/delta/stop_reason"));
  }
  if (type == "message_stop") answer.ended = true;
}

constexpr Protocol protocols[] = {
    {policy::Provider::openai, "https://api.openai.com/v1", "/chat/completions", "Authorization",
     "Bearer ", no_headers, openai_form, openai_encode, openai_whole, openai_event},
    {policy::Provider::anthropic, "https://api.anthropic.com/v1", "/messages", "x-api-key", "",
     anthropic_headers, anthropic_form, anthropic_encode, anthropic_whole, anthropic_event},
};

}  // namespace

const Protocol* protocol_of(policy::Provider provider) {
  const auto* const row =
      std::find_if(std::begin(protocols), std::end(protocols),
                   [&](const Protocol& one) { return one.provider == provider; });
  return row == std::end(protocols) ? nullptr : row;
}

Completion decode_whole(const Protocol& protocol, std::string_view body) {
  Completion answer;
  const json document = parse(body);
  if (!document.is_object()) {
    answer.error = "the body is not a JSON object";
    return answer;
  }
  take_error(document, answer);
  if (answer.error.empty()) protocol.whole(document, answer);
  return answer;
}

std::string error_text(std::string_view body) {
  Completion answer;
  const json document = parse(body);
  if (document.is_object()) take_error(document, answer);
  return answer.error;
}

}  // namespace gavel::judge
