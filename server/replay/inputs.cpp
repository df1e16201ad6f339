#include "server/replay/inputs.h"

#include <nlohmann/json.hpp>

namespace gavel::replay {
namespace {

using nlohmann::json;

struct ListField {
  const char* name;
  std::vector<std::string> Inputs::*member;
};

struct TextField {
  const char* name;
  std::string Inputs::*member;
};

constexpr TextField input_texts[] = {{"repo_root", &Inputs::repo_root}, {"home", &Inputs::home}};

constexpr ListField input_lists[] = {
    {"temp_roots", &Inputs::temp_roots},       {"toolchain_roots", &Inputs::toolchain_roots},
    {"gavel_paths", &Inputs::gavel_paths},     {"fetched_files", &Inputs::fetched_files},
    {"written_files", &Inputs::written_files}, {"added_remotes", &Inputs::added_remotes},
};

}  // namespace

// Paths are bytes, JSON is UTF-8: what is not gets replaced.
std::string to_text(const Inputs& inputs, const std::string& intent) {
  json row;
  if (!intent.empty()) row["intent"] = intent;
  for (const TextField& field : input_texts) row[field.name] = inputs.*field.member;
  for (const ListField& field : input_lists) row[field.name] = inputs.*field.member;
  return row.dump(-1, ' ', false, json::error_handler_t::replace);
}

Inputs inputs_from(std::string_view text) {
  Inputs inputs;
  const json row = json::parse(text, nullptr, false);
  if (!row.is_object()) return inputs;
  for (const TextField& field : input_texts) {
    const auto text_at = row.find(field.name);
    if (text_at != row.end() && text_at->is_string()) {
      inputs.*field.member = text_at->get<std::string>();
    }
  }
  for (const ListField& field : input_lists) {
    const auto list = row.find(field.name);
    if (list == row.end() || !list->is_array()) continue;
    (inputs.*field.member).clear();
    for (const json& item : *list) {
      if (item.is_string()) (inputs.*field.member).push_back(item.get<std::string>());
    }
  }
  return inputs;
}

std::string intent_from(std::string_view text) {
  const json row = json::parse(text, nullptr, false);
  if (!row.is_object()) return "";
  const auto intent = row.find("intent");
  return intent != row.end() && intent->is_string() ? intent->get<std::string>() : "";
}

}  // namespace gavel::replay
