#include "server/judge/unpack.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <zlib.h>

#include "server/judge/text.h"

namespace gavel::judge {
namespace {

constexpr std::size_t piece_bytes = 16'384;

// By zlib's manual at inflateInit2: 15 is the largest window, 16 more the gzip format.
struct Row {
  std::string_view name;
  int window_bits;  // 0: nothing is packed
};
constexpr Row encodings[] = {
    {"", 0}, {"identity", 0}, {"gzip", 15 + 16}, {"x-gzip", 15 + 16}, {"deflate", 15}};

}  // namespace

void Unpacker::Close::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

std::optional<Unpacker> Unpacker::of(std::string_view encoding, std::size_t cap) {
  const std::string name = lower(trim(encoding));
  const auto* const row = std::find_if(std::begin(encodings), std::end(encodings),
                                       [&](const Row& one) { return one.name == name; });
  if (row == std::end(encodings)) return std::nullopt;
  Unpacker unpacker(cap);
  if (row->window_bits == 0) return unpacker;
  unpacker.stream_.reset(new z_stream{});
  unpacker.state_ = State::more;
  if (inflateInit2(unpacker.stream_.get(), row->window_bits) != Z_OK) return std::nullopt;
  return unpacker;
}

std::string_view Unpacker::take(std::string_view bytes) {
  const std::size_t before = text_.size();
  if (bytes.empty() || failed()) return {};
  if (stream_ == nullptr) {
    append(bytes);
  } else if (state_ == State::whole) {
    state_ = State::broken;
  } else {
    unpack(bytes);
  }
  return std::string_view(text_).substr(before);
}

void Unpacker::append(std::string_view more) {
  if (more.size() > cap_ - text_.size()) {
    state_ = State::too_large;
    return;
  }
  text_ += more;
}

// INVARIANT: at most a piece is unpacked beyond the cap, whatever the bytes promise.
void Unpacker::unpack(std::string_view bytes) {
  std::array<Bytef, piece_bytes> piece;
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_->avail_in = static_cast<uInt>(bytes.size());
  int status = Z_OK;
  do {
    stream_->next_out = piece.data();
    stream_->avail_out = static_cast<uInt>(piece.size());
    status = inflate(stream_.get(), Z_NO_FLUSH);
    append({reinterpret_cast<const char*>(piece.data()), piece.size() - stream_->avail_out});
    // Z_BUF_ERROR: all that could be read has been.
  } while (status == Z_OK && !failed());
  if (failed()) return;
  if (status == Z_STREAM_END) {
    state_ = stream_->avail_in == 0 ? State::whole : State::broken;
  } else if (status != Z_BUF_ERROR) {
    state_ = State::broken;
  }
}

}  // namespace gavel::judge
