// Where everything of ours lies by default: socket, state, audit log, policies.
#pragma once

#include <string>
#include <vector>

#include "server/facts/policies.h"

namespace gavel::server {

// Paths absolute. By the XDG base directory specification (version 0.8), from this process's
// environment; without HOME from the user database.
struct Places {
  std::string state;   // $XDG_STATE_HOME/gavel, else ~/.local/state/gavel
  std::string socket;  // $XDG_RUNTIME_DIR/gavel.sock, else STATE/gavel.sock
  std::string audit;   // STATE/audit.db
  std::string config;  // $XDG_CONFIG_HOME/gavel, else ~/.config/gavel
  facts::PolicyPlaces policies;

  // What an agent must not touch.
  std::vector<std::string> own() const { return {state, socket, audit, config, "/etc/gavel"}; }
};

Places default_places();

}  // namespace gavel::server
