#include "server/judge/unpack.h"

#include <algorithm>
#include <string>

#include "tests/server/judge/packed.h"

namespace gavel::judge {
namespace {

using State = Unpacker::State;

struct Outcome {
  State state = State::more;
  std::string text;
};

Outcome unpack(std::string_view encoding, std::string_view bytes, std::size_t piece,
               std::size_t cap = 100'000) {
  std::optional<Unpacker> unpacker = Unpacker::of(encoding, cap);
  if (!unpacker) return {State::broken, "not read"};
  std::string together;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    together += unpacker->take(bytes.substr(0, piece));
  }
  EXPECT_EQ(together, unpacker->text());
  return {unpacker->state(), unpacker->text()};
}

std::string varied(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i * 7919) + ",";
  return text;
}

TEST(Unpack, ReadsWhatIsWholeHoweverItIsCut) {
  const std::string text = varied(40'000);
  const struct {
    const char* encoding;
    std::string bytes;
  } rows[] = {{"", text},
              {"identity", text},
              {"gzip", packed(text)},
              {" GZip ", packed(text)},
              {"x-gzip", packed(text)},
              {"deflate", packed(text, 15)}};
  for (const auto& row : rows) {
    for (const std::size_t piece : {1, 7, 1000, 1'000'000}) {
      SCOPED_TRACE(std::string(row.encoding) + " " + std::to_string(piece));
      const Outcome outcome = unpack(row.encoding, row.bytes, piece);
      EXPECT_EQ(outcome.state, State::whole);
      EXPECT_EQ(outcome.text, text);
    }
  }
}

TEST(Unpack, AnythingElseIsNotWhole) {
  const std::string gzip = packed("APPROVE: ok");
  std::string wrong_sum = gzip;
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  const struct {
    const char* name;
    const char* encoding;
    std::string bytes;
    State state;
  } rows[] = {
      {"half", "gzip", gzip.substr(0, gzip.size() / 2), State::more},
      {"all but the last byte", "gzip", gzip.substr(0, gzip.size() - 1), State::more},
      {"a byte behind its end", "gzip", gzip + "x", State::broken},
      {"a second member", "gzip", gzip + gzip, State::broken},
      {"a wrong checksum", "gzip", wrong_sum, State::broken},
      {"no gzip", "gzip", "APPROVE: ok", State::broken},
      {"zlib that is called gzip", "gzip", packed("APPROVE: ok", 15), State::broken},
      {"deflate without its frame", "deflate", packed("APPROVE: ok", -15), State::broken},
      {"brotli", "br", "APPROVE: ok", State::broken},
      {"packed twice", "gzip, gzip", packed(gzip), State::broken},
  };
  for (const auto& row : rows) {
    for (const std::size_t piece : {1, 1000}) {
      SCOPED_TRACE(row.name);
      EXPECT_EQ(unpack(row.encoding, row.bytes, piece).state, row.state);
    }
  }
}

TEST(Unpack, NeverMoreThanTheCap) {
  constexpr std::size_t cap = 100'000;
  const std::string bomb = packed(std::string(50'000'000, ' '));
  ASSERT_LT(bomb.size(), cap);
  for (const char* encoding : {"gzip", "identity"}) {
    for (const std::size_t over : {std::size_t{0}, std::size_t{1}}) {
      SCOPED_TRACE(encoding);
      const std::string text = varied(cap).substr(0, cap - 1) + std::string(1 + over, 'x');
      const std::string bytes = encoding[0] == 'g' ? packed(text) : text;
      const Outcome outcome = unpack(encoding, bytes, 4096, cap);
      EXPECT_EQ(outcome.state, over == 0 ? State::whole : State::too_large);
      EXPECT_LE(outcome.text.size(), cap);
    }
  }
  for (const std::size_t piece : {std::size_t{1}, bomb.size()}) {
    const Outcome outcome = unpack("gzip", bomb, piece, cap);
    EXPECT_EQ(outcome.state, State::too_large);
    EXPECT_LE(outcome.text.size(), cap);
  }
}

}  // namespace
}  // namespace gavel::judge
