// A streamed answer, read event by event; knows when nothing that follows can matter.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "server/judge/protocol.h"
#include "server/judge/transport.h"

namespace gavel::judge {

// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) whose data
// are the provider's JSON. How the bytes are cut into pieces makes no difference.
class StreamReader {
 public:
  StreamReader(const Protocol& protocol, Form form) : protocol_(protocol), form_(form) {}

  // `stop` when what has come can no longer be a valid reply, `soon` when the model has ended: only
  // the count of tokens and the end mark may still come.
  Wish feed(std::string_view bytes);

  const Completion& answer() const { return answer_; }

 private:
  void take(char byte);
  void take_line();
  void dispatch();

  const Protocol& protocol_;
  Form form_;
  std::string line_;
  std::string data_;
  bool after_return_ = false;  // the last byte was CR: a LF now belongs to it
  Wish wish_ = Wish::more;
  Completion answer_;
};

}  // namespace gavel::judge
