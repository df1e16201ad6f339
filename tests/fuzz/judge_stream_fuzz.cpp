// Whatever an endpoint sends as events or as a body: no crash, and cut in two anywhere it reads the
// same. The first byte chooses provider and cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/judge/stream.h"

using namespace gavel::judge;

namespace {

Completion read(const Protocol& protocol, std::string_view first, std::string_view second) {
  StreamReader reader(protocol, Form::structured);
  if (reader.feed(first) != Wish::stop) reader.feed(second);
  return reader.answer();
}

bool same(const Completion& a, const Completion& b) {
  return a.text == b.text && a.complete == b.complete && a.ended == b.ended && a.error == b.error &&
         a.tokens_in == b.tokens_in && a.tokens_out == b.tokens_out &&
         a.tokens_cached == b.tokens_cached;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto provider =
      (data[0] & 1) != 0 ? gavel::policy::Provider::anthropic : gavel::policy::Provider::openai;
  const Protocol& protocol = *protocol_of(provider);
  const std::size_t cut = text.size() * (data[0] >> 1) / 128;
  const Completion whole = read(protocol, text, {});
  const Completion halves = read(protocol, text.substr(0, cut), text.substr(cut));
  if (!same(whole, halves)) std::abort();
  decode_whole(protocol, text);
  error_text(text);
  return 0;
}
