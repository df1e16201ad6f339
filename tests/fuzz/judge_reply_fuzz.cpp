// Whatever a model says: nothing crashes, only a text that begins with an approval, thoughts aside,
// approves, and a reply that is understood was never called hopeless on the way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/judge/reply.h"
#include "server/judge/text.h"

using gavel::Opinion;
using gavel::judge::Form;

namespace {

bool begins_as_approval(std::string_view text, Form form) {
  constexpr std::string_view close = "</think>";
  text = gavel::judge::trim(text);
  const bool unopened = !text.starts_with("<think>") && text.find(close) != text.npos;
  if (unopened && text.substr(0, text.find(close)).find("DENY:") != text.npos) return false;
  if (unopened && text.starts_with("APPROVE: ")) return false;
  if (text.starts_with("<think>") || unopened) {
    text = gavel::judge::trim(text.substr(text.find(close) + close.size()));
  }
  return text.starts_with("APPROVE: ") || (form == Form::structured && text.starts_with('{'));
}

void check(std::string_view text, Form form) {
  const auto reply = gavel::judge::parse_reply(text, form);
  if (!reply) return;
  if (reply->reason.empty()) std::abort();
  if (!gavel::judge::valid_utf8(reply->reason)) std::abort();
  if (reply->verdict == Opinion::Verdict::none) std::abort();
  if (reply->verdict == Opinion::Verdict::approve && !begins_as_approval(text, form)) std::abort();
  for (std::size_t n = 0; n <= text.size(); n += 1 + text.size() / 64) {
    if (gavel::judge::hopeless(text.substr(0, n), form)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, Form::text);
  check(text, Form::structured);
  return 0;
}
