// Who may pass: which requests are the page's own, and which of those a signed-in person's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/net/message.h"
#include "server/ui/logins.h"

namespace gavel::ui {

enum class Need {
  file,     // anybody on this machine may have the page's own files
  page,     // a request that the page itself makes
  person,   // the same, by somebody who signed in
  program,  // the socket or the bearer token, asked for before (net/admission.h)
};

// INVARIANT: no row of the log passes a door of less than Need::person.
// Loopback names as Host, and Origin if there is one, were asked for before (net/admission.h). A
// browser adds Sec-Fetch-Site, which no page can forge; what changes something also needs Origin
// and a content type that a form cannot send.
std::optional<net::Response> refuse(const net::Request& request, Need need, Logins& logins);

// What the request holds of a login; the fields are empty where it holds none.
Login login_of(const net::Request& request);

// The Set-Cookie value that gives a browser the login, or takes it back.
std::string give_cookie(const Login& login);
std::string take_cookie();

}  // namespace gavel::ui
