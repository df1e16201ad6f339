// The review page: its files, the sign-in, and the questions it asks of the log.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/net/route.h"

namespace gavel::ui {

struct Ground {
  std::string audit_path;
  std::string state_path;  // state.db
  std::string version;
  std::function<std::int64_t()> now_ms;  // wall clock
  std::function<std::int64_t()> newest;  // seq of the newest acknowledged row
};

class Desk;

// INVARIANT: nothing of the log leaves below /ui/ without a session that began with the operator
// passphrase; nothing here holds up the thread that judges.
class Page {
 public:
  explicit Page(Ground ground);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // GET  /, /ui, /ui/, /ui/{file}        the page's own files
  // GET  /ui/api/state                   {"operator_set", "signed_in", "version"}
  // POST /ui/api/login, /ui/api/logout   {"passphrase","browser"?} -> {"key","browser"}, a cookie
  // GET  /ui/api/decisions, /ui/api/decisions/{id}, /ui/api/similar/{id}
  // GET  /ui/api/sessions, /ui/api/series, /ui/api/export, /ui/api/events
  // GET  /ui/api/suggestions, POST /ui/api/apply
  // For programs, behind the socket or the token:
  // GET  /v1/decisions, /v1/decisions/{id}, /v1/events
  // PRE: this outlives the routes.
  std::vector<net::Route> routes();

 private:
  std::unique_ptr<Desk> desk_;
};

}  // namespace gavel::ui
