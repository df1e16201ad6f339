#include "policy/manual.h"

#include <string_view>

#include "policy/schema.h"
#include "rules/reader.h"

namespace gavel::policy {
namespace {

// Backslashes, hyphens and leading dots mean something to roff.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string_view layers_of(const Field& field) {
  switch (field.who) {
    case Who::anyone:
      return "Any file may set it.";
    case Who::trusted:
      return field.order == Order::none || field.order == Order::shrinks
                 ? "A repository's file is heard only when it is trusted."
                 : "Any file may make it stricter; to loosen it a repository's file must be "
                   "trusted.";
    case Who::user:
      return field.order == Order::none
                 ? "Only the user's or the managed file is heard."
                 : "Any file may make it stricter; only the user's may loosen it.";
  }
  return "";
}

void items(std::string& out, std::span<const Item> list) {
  if (list.empty()) return;
  out += ".RS\n";
  for (const Item& item : list) {
    out += ".TP\n.B " + roff(item.key) + "\n" + roff(item.doc) + ": " +
           roff(rules::expected(item.shape)) + (item.required ? ", required" : "") + ".\n";
    items(out, item.items);
  }
  out += ".RE\n";
}

void field(std::string& out, const Field& field) {
  out += ".TP\n.B " + roff(field.path.substr(1)) + "\n" + roff(field.doc) + ".\n";
  out += "Expected: " + roff(rules::expected(field.shape)) + "; default: " + roff(field.initial) +
         ".\n";
  if (field.merge == Merge::append) out += "The values of all files are joined.\n";
  out += roff(layers_of(field)) + "\n";
  items(out, field.items);
}

}  // namespace

std::string manual_text() {
  std::string out =
      ".TH JUDGE.JSON 5 \"\" gavel \"File formats\"\n"
      ".SH NAME\njudge.json \\- what is normal in a repository, for gavel\n"
      ".SH DESCRIPTION\n"
      "JSON with // and /* */ comments. Unknown and repeated keys are errors, and a file with an\n"
      "error is not used at all: the last good one stays in force.\n"
      ".PP\n"
      "All files that are found apply: the user's, those of the repository from the outermost\n"
      "folder inwards, and /etc/gavel/judge.json, which can only make the others stricter.\n"
      ".SH FIELDS\n";
  for (const Field& each : fields()) field(out, each);
  return out + ".SH SEE ALSO\n.BR gavel (1)\n";
}

}  // namespace gavel::policy
