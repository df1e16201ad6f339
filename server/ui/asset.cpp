#include "server/ui/asset.h"

#include <optional>
#include <utility>

#include "rules/model/embedded.h"
#include "server/audit/chain.h"
#include "server/ui/reply.h"

namespace gavel {

extern const std::span<const EmbeddedFile> embedded_page;

namespace ui {
namespace {

constexpr std::pair<std::string_view, const char*> types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

std::optional<EmbeddedFile> find(std::string_view name) {
  for (const EmbeddedFile& file : embedded_page) {
    if (file.name == name) return file;
  }
  return std::nullopt;
}

const char* type_of(std::string_view name) {
  for (const auto& [ending, type] : types) {
    if (name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending) {
      return type;
    }
  }
  return "application/octet-stream";
}

}  // namespace

net::Response asset(std::string_view name, std::string_view known) {
  const std::string_view wanted = name.empty() ? "index.html" : name;
  const std::optional<EmbeddedFile> file = find(wanted);
  if (!file) {
    return refusal(404, Fault{FaultKind::missing, std::string(name), "the page has no such file",
                              "open /ui/"});
  }
  const std::string tag = "\"" + audit::sha256_hex(file->text).substr(0, 32) + "\"";
  net::Response response;
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.status = known == tag ? 304 : 200;
  if (response.status == 304) return response;
  response.content_type = type_of(wanted);
  response.body = std::string(file->text);
  return response;
}

}  // namespace ui
}  // namespace gavel
