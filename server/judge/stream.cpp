#include "server/judge/stream.h"

#include <nlohmann/json.hpp>

namespace gavel::judge {
namespace {

constexpr std::size_t max_event_bytes = 262'144;
constexpr std::string_view end_mark = "[DONE]";

}  // namespace

Wish StreamReader::feed(std::string_view bytes) {
  for (const char byte : bytes) {
    if (wish_ == Wish::stop || answer_.ended) break;
    take(byte);
  }
  return wish_;
}

void StreamReader::take(char byte) {
  const bool rest_of_break = after_return_ && byte == '\n';
  after_return_ = byte == '\r';
  if (rest_of_break) return;
  if (byte == '\n' || byte == '\r') return take_line();
  line_ += byte;
  if (line_.size() + data_.size() > max_event_bytes) {
    answer_.error = "an event larger than 262144 bytes";
    wish_ = Wish::stop;
  }
}

void StreamReader::take_line() {
  constexpr std::string_view field = "data:";
  if (line_.empty()) {
    dispatch();
  } else if (line_.starts_with(field)) {
    std::string_view value = std::string_view(line_).substr(field.size());
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (!data_.empty()) data_ += '\n';
    data_ += value;
  }
  line_.clear();
}

void StreamReader::dispatch() {
  if (data_.empty()) return;
  const std::string data = std::move(data_);
  data_.clear();
  if (data == end_mark) {
    answer_.ended = true;
  } else {
    const auto document = nlohmann::json::parse(data, nullptr, false);
    if (document.is_object()) {
      answer_.error = error_text(data);
      if (answer_.error.empty()) protocol_.event(document, answer_);
    } else {
      answer_.error = "an event that is not a JSON object";
    }
  }
  // Not every server marks the end of its stream, and some leave the connection open.
  if (answer_.ended || answer_.complete) wish_ = Wish::soon;
  if (!answer_.error.empty() || hopeless(answer_.text, form_)) wish_ = Wish::stop;
}

}  // namespace gavel::judge
