#include "policy/manual.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
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

// What stands in several places is written out at the first.
class Printed {
 public:
  bool again(std::span<const Item> list) {
    if (std::find(seen_.begin(), seen_.end(), list.data()) != seen_.end()) return true;
    seen_.push_back(list.data());
    return false;
  }

 private:
  std::vector<const Item*> seen_;
};

void items(std::string& out, std::span<const Item> list, Printed& printed) {
  if (list.empty()) return;
  if (printed.again(list)) {
    out += "What it may hold is written above.\n";
    return;
  }
  out += ".RS\n";
  for (const Item& item : list) {
    out += ".TP\n.B " + roff(item.key) + "\n" + roff(item.doc) + ": " +
           roff(rules::expected(item.shape)) + (item.required ? ", required" : "") + ".\n";
    items(out, item.items, printed);
  }
  out += ".RE\n";
}

// The keys that a section for an agent or a folder may hold.
std::string scoped_keys() {
  std::string keys;
  for (const Field& field : fields()) {
    if (!is_scoped(field)) continue;
    keys += (keys.empty() ? "" : ", ") + std::string(field.path.substr(1));
  }
  return keys;
}

void sections(std::string& out, const Field& field) {
  out += ".TP\n.B " + roff(field.path.substr(1)) + "\n" + roff(field.doc) + ".\n";
  out += "Expected: an object of such sections, at most " + std::to_string(most_sections) +
         " in a file. A section may hold: " + roff(scoped_keys()) +
         ". It joins the file as a file of its own would, with the same trust: one that nobody "
         "has trusted only tightens.\n";
}

void field(std::string& out, const Field& field, Printed& printed) {
  if (is_sections(field)) return sections(out, field);
  out += ".TP\n.B " + roff(field.path.substr(1)) + "\n" + roff(field.doc) + ".\n";
  out += "Expected: " + roff(rules::expected(field.shape)) + "; default: " + roff(field.initial) +
         ".\n";
  if (field.merge == Merge::append) out += "The values of all files are joined.\n";
  out += roff(layers_of(field)) + "\n";
  items(out, items_of(field), printed);
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
      ".PP\n"
      "Paths stand in .gitignore syntax and are relative to the folder of the file; absolute ones "
      "and those\n"
      "that begin with ~/ or ../ leave it.\n"
      ".SH TRUST\n"
      "A repository's file is heard in everything that makes the policy stricter. What makes it "
      "looser is\n"
      "heard once a person has typed\n"
      ".BR \"gavel trust\" ,\n"
      "which pins the file's very bytes; a changed file only tightens until it is trusted again.\n"
      ".SH FIELDS\n";
  Printed printed;
  for (const Field& each : fields()) field(out, each, printed);
  return out + ".SH SEE ALSO\n.BR gavel (1)\n";
}

}  // namespace gavel::policy
