// What the gateway answers over HTTP, as a table of routes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/net/message.h"
#include "server/net/route.h"
#include "server/pipeline.h"
#include "server/recorder.h"

namespace gavel::ui {
class Page;
}

namespace gavel::server {

// What the handlers speak to; all of it outlives the routes.
struct Surface {
  Pipeline* pipeline = nullptr;
  Recorder* recorder = nullptr;
  std::function<Faults()> policy_faults;  // of the policies that hold everywhere, as they are now
  std::function<const char*()> audit_state;  // "checking" after the start, "checked", "damaged"
  std::string version;
  ui::Page* page = nullptr;  // the review page; none is served without it
};

//   POST /v1/judge           a call -> a decision; 400 with every fault when it is none
//   POST /v1/hooks/{agent}   always 200 for an agent we know: agents take an HTTP error for silence
//                            and go on. An empty body is an abstain. 404 for one we do not.
//   GET  /healthz            the process answers
//   GET  /ui/ and below, GET /v1/decisions, /v1/decisions/{id}, /v1/events: see ui/page.h
//   GET  /readyz             and a decision would be recorded, by policies that load; else 503;
//                            {"status":"ready","audit":"checked", "checking" or "damaged"}
std::vector<net::Route> routes(Surface surface);

}  // namespace gavel::server
