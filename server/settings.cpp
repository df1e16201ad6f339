#include "server/settings.h"

#include <optional>
#include <utility>

#include "policy/layers.h"
#include "policy/load.h"
#include "server/facts/policies.h"

namespace gavel::server {
namespace {

// The user's file, when there is one.
std::optional<facts::PolicyFile> users_file(const std::string& config) {
  facts::PolicyPlaces places;
  places.user_config = config;
  for (facts::PolicyFile& file : facts::find_policies("/", places).files) {
    if (file.layer == facts::PolicyLayer::user) return std::move(file);
  }
  return std::nullopt;
}

Status honourable(const policy::Server& server, const std::string& file) {
  if (server.tls_cert.empty() && server.tls_key.empty()) return Ok{};
  return Fault{FaultKind::conflict, file + ": /server/tls_cert",
               "this gateway listens on loopback only and speaks no TLS",
               "remove /server/tls_cert and /server/tls_key; let a proxy or ssh carry it further"};
}

void fill(std::string& option, const std::string& setting) {
  if (option.empty()) option = setting;
}

}  // namespace

Status apply_settings(Options& options) {
  const std::optional<facts::PolicyFile> file = users_file(options.config);
  if (!file) return Ok{};
  if (!file->trouble.empty()) return Fault{FaultKind::io, file->path, file->trouble, ""};
  policy::Source source;
  source.kind = policy::LayerKind::user;
  source.file = file->path;
  source.text = file->text;
  source.trusted = true;
  const Result<policy::Policy> policy = policy::compose({source}, "");
  if (!policy.ok()) return policy.faults();
  const policy::Server& server = policy->server;
  if (Status can = honourable(server, file->path); !can.ok()) return can;
  fill(options.socket, server.socket);
  fill(options.tcp, server.listen);
  fill(options.token_file, server.token_file);
  fill(options.audit, server.audit);
  if (!options.durability) {
    options.durability = server.durability == policy::Durability::disk ? audit::Durability::disk
                                                                       : audit::Durability::process;
  }
  options.anchors = server.anchors;
  options.roots = server.roots;
  options.retain_days = server.retain_days;
  options.segment_rows = server.segment_rows;
  return Ok{};
}

}  // namespace gavel::server
