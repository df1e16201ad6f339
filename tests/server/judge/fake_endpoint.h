// A model endpoint on loopback that does what a script says, byte by byte if need be.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "tests/server/judge/test_authority.h"

namespace gavel::judge {

// The answer to one request.
struct Play {
  enum class Then { keep, close, hang };

  std::string bytes;
  Then then = Then::keep;
  std::size_t piece = 0;  // bytes at a time, each in its own segment; 0: all at once
  bool drip = false;      // afterwards a byte now and then for as long as anyone listens
  bool held = false;      // said only after release()
};

// "HTTP/1.1 200 OK" with a Content-Length.
Play json_play(const std::string& body, unsigned status = 200, const std::string& headers = "");
// A chat completion that says `content`.
std::string completion(const std::string& content, const std::string& finish = "stop");
// The events that say `content`, without a frame around them; with the end mark unless told not to.
std::vector<std::string> events(const std::string& content, bool with_end = true);
// The same as an event stream, chunked, one chunk for each event.
Play stream_play(const std::string& content, bool with_end = true);

class FakeEndpoint {
 public:
  FakeEndpoint(boost::asio::any_io_executor executor, std::optional<Identity> identity = {});

  // The last play answers every later request too.
  void will(Play play) { plays().push_back(std::move(play)); }
  void only(Play play) { plays() = {std::move(play)}; }
  // Instead of the script: the answer to each request by its text.
  void answer_by(std::function<Play(const std::string& request)> choose);
  std::string base_url() const;
  std::uint16_t port() const;
  const std::vector<std::string>& requests() const;  // whole, headers and body
  std::size_t connections() const;
  std::size_t left() const;  // connections that ended while we hung
  void release();            // what is held back now is said
  // Called after each request and each leave.
  void on_change(std::function<void()> changed);

  struct State;

 private:
  std::deque<Play>& plays();
  std::shared_ptr<State> state_;
};

}  // namespace gavel::judge
