#include "server/settings.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

#include "policy/layers.h"
#include "policy/load.h"

namespace gavel::server {
namespace {

Result<std::string> text_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::string();
    return Fault{FaultKind::io, path, std::strerror(errno), ""};
  }
  if (!S_ISREG(found.st_mode) || static_cast<std::size_t>(found.st_size) > policy::longest_file) {
    return Fault{FaultKind::limit, path, "expected a file of at most 256 KiB", ""};
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Fault{FaultKind::io, path, "cannot be read", ""};
  return text.str();
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
  const std::string file = options.config + "/gavel/judge.json";
  const Result<std::string> text = text_of(file);
  if (!text.ok()) return text.faults();
  if (text->empty()) return Ok{};
  policy::Source source;
  source.kind = policy::LayerKind::user;
  source.file = file;
  source.text = *text;
  source.trusted = true;
  const Result<policy::Policy> policy = policy::compose({source}, "");
  if (!policy.ok()) return policy.faults();
  const policy::Server& server = policy->server;
  if (Status can = honourable(server, file); !can.ok()) return can;
  fill(options.socket, server.socket);
  fill(options.tcp, server.listen);
  fill(options.token_file, server.token_file);
  fill(options.audit, server.audit);
  if (!options.durability) {
    options.durability = server.durability == policy::Durability::disk ? audit::Durability::disk
                                                                       : audit::Durability::process;
  }
  options.anchors = server.anchors;
  options.retain_days = server.retain_days;
  options.segment_rows = server.segment_rows;
  return Ok{};
}

}  // namespace gavel::server
