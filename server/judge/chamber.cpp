#include "server/judge/chamber.h"

#include <pthread.h>

namespace gavel::judge {

Chamber::Chamber() : open_(context_.get_executor()), thread_([this] { context_.run(); }) {
  pthread_setname_np(thread_.native_handle(), "gavel-judge");
}

void Chamber::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace gavel::judge
