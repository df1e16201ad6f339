// Takes a reply out of its Content-Encoding, piece by piece, and never into more than its cap.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct z_stream_s;

namespace gavel::judge {

// RFC 9110, 8.4.1: identity, gzip (RFC 1952, one member) and deflate (the zlib format, RFC 1950).
class Unpacker {
 public:
  enum class State {
    more,       // something is to follow
    whole,      // of a packed reply: its end has come; always so where nothing is packed
    too_large,  // final: it holds more than the cap
    broken,     // final: these are not bytes of the encoding, or some stand behind its end
  };

  // nullopt: an encoding that is not read, or several. `cap` is in bytes of text.
  static std::optional<Unpacker> of(std::string_view encoding, std::size_t cap);

  // Appends to text() what `bytes` hold and returns that. Nothing more is taken in a final state.
  std::string_view take(std::string_view bytes);

  State state() const { return state_; }
  bool failed() const { return state_ == State::too_large || state_ == State::broken; }
  std::string& text() { return text_; }

 private:
  struct Close {
    void operator()(z_stream_s* stream) const;
  };

  explicit Unpacker(std::size_t cap) : cap_(cap) {}
  void unpack(std::string_view bytes);
  void append(std::string_view more);

  std::size_t cap_;
  std::unique_ptr<z_stream_s, Close> stream_;  // null: nothing is packed
  State state_ = State::whole;
  std::string text_;
};

}  // namespace gavel::judge
