#include "policy/layers.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "policy/names.h"
#include "policy/plain.h"
#include "policy/rebase.h"
#include "rules/paths.h"
#include "rules/ruleset.h"
#include "rules/table.h"

namespace gavel::policy {
namespace {

// The defaults of the field table are the embedded policy; this only says so to people.
constexpr std::string_view embedded_json = R"({
  // Holds where no judge.json does, for gavel check and gavel explain.
  "version": 1,
  "mode": "balanced",
  "packs": ["all"],
  "judge": { "provider": "builtin" }
}
)";

int precedence(LayerKind kind) {
  // The managed layer is a ceiling, so it comes last, whatever the command line says.
  if (kind == LayerKind::managed) return static_cast<int>(LayerKind::command_line) + 1;
  return static_cast<int>(kind);
}

bool comes_before(const Layer& a, const Layer& b) {
  // A section for a folder stands where that folder's own file would.
  const auto depth = [](const Layer& layer) {
    return layer.kind == LayerKind::repository ? layer.folder.size() : 0;
  };
  return std::tuple(precedence(a.kind), depth(a)) < std::tuple(precedence(b.kind), depth(b));
}

bool concerns(const Layer& section, const Scope& scope) {
  if (!section.agent.empty()) return section.agent == scope.agent;
  return !scope.folder.empty() && rules::is_within(scope.folder, section.folder);
}

// The files, and those of their sections that hold here, in the order in which they are joined.
std::vector<Layer> ordered(std::vector<Layer> layers, const Scope& scope) {
  std::vector<Layer> all;
  for (Layer& layer : layers) {
    std::vector<Layer> sections = std::move(layer.sections);
    layer.sections.clear();
    all.push_back(std::move(layer));
    for (Layer& section : sections) {
      if (concerns(section, scope)) all.push_back(std::move(section));
    }
  }
  std::stable_sort(all.begin(), all.end(), comes_before);
  return all;
}

void rebase_paths(Layer& layer, std::string_view repo_root) {
  for (Setting& setting : layer.settings) {
    if (!setting.field->path.starts_with("/paths/")) continue;
    for (rules::Value& item : setting.value.items) {
      item.text = rebase(item.text, layer.folder, repo_root);
    }
  }
}

std::vector<Standing> make_defaults() {
  std::vector<Standing> standings;
  for (const Field& field : fields()) {
    Standing standing{&field, located(field.initial), {}};
    standing.origins.resize(standing.value.items.size());
    standings.push_back(std::move(standing));
  }
  return standings;
}

// Parsed once: a merge is made for each folder and agent.
const std::vector<Standing>& defaults() {
  static const std::vector<Standing> standings = make_defaults();
  return standings;
}

OwnRules own_rules(const Layer& layer) {
  OwnRules own{layer.own, {}, {}};
  for (const Setting& setting : layer.settings) {
    if (setting.field->path != "/rules/allow") continue;
    for (const rules::Value& item : setting.value.items) {
      own.waivers.push_back(compact(item));
      own.waiver_ids.push_back(item.find("id")->text);
    }
  }
  return own;
}

class Merger {
 public:
  explicit Merger(std::string_view repo_root) : repo_root_(repo_root) {
    settled_.standings = defaults();
  }

  void add(Layer layer) {
    rebase_paths(layer, repo_root_);
    for (const Setting& setting : layer.settings) {
      std::optional<Ignored> refused = join(standing_of(*setting.field), layer, setting);
      if (refused) ignored_.push_back(std::move(*refused));
    }
    governed_ = governed_ || layer.kind != LayerKind::embedded;
    if (layer.own != nullptr) settled_.rules.push_back(own_rules(layer));
  }

  Result<Policy> finish() && {
    Policy policy = policy_of(std::move(settled_), repo_root_);
    policy.governed = governed_;
    policy.ignored = std::move(ignored_);
    if (std::optional<Fault> fault = check_judge(policy)) return std::move(*fault);
    return policy;
  }

 private:
  Standing& standing_of(const Field& field) {
    return settled_.standings[static_cast<std::size_t>(&field - fields().data())];
  }

  // Which no single file can tell: one may give the provider and another the model.
  static std::optional<Fault> check_judge(const Policy& policy) {
    const Endpoint& endpoint = policy.judge.endpoint;
    const bool remote =
        endpoint.provider == Provider::openai || endpoint.provider == Provider::anthropic;
    if (!remote || !endpoint.model.empty()) return std::nullopt;
    if (!policy.judge.routes.low.empty() && !policy.judge.routes.high.empty()) return std::nullopt;
    std::string where = "judge.json: /judge/model";
    for (const Origin& origin : policy.origins) {
      if (origin.field == "/judge/provider") where = origin.where + ": /judge/model";
    }
    return Fault{FaultKind::missing, where,
                 std::string("the provider ") + name_of(endpoint.provider) + " needs a model",
                 "name one, or set /judge/provider to \"builtin\""};
  }

  std::string repo_root_;
  Settled settled_;
  std::vector<Ignored> ignored_;
  bool governed_ = false;
};

// Of a list each entry by its index.
void note_origins(const Standing& standing, std::vector<Origin>& origins) {
  const bool list = standing.value.type == rules::Value::Type::list;
  for (std::size_t i = 0; i < standing.origins.size(); ++i) {
    if (standing.origins[i].layer.empty()) continue;
    origins.push_back(standing.origins[i]);
    if (list) origins.back().field += "/" + std::to_string(i);
  }
}

std::string canonical(const std::vector<Standing>& standings) {
  nlohmann::json all = nlohmann::json::object();
  for (const Standing& standing : standings) {
    if (is_sections(*standing.field) || is_cases(*standing.field)) continue;
    all[nlohmann::json::json_pointer(std::string(standing.field->path))] = plain(standing.value);
  }
  return compact(all);
}

// Of each file's rules those that hold; a waiver when /rules/allow has it.
rules::Selection selection_of(const OwnRules& own, const std::vector<std::string>& waivers) {
  rules::Selection selection;
  selection.every_pack = true;
  for (std::size_t i = 0; i < own.waivers.size(); ++i) {
    const bool stands = std::find(waivers.begin(), waivers.end(), own.waivers[i]) != waivers.end();
    if (!stands) selection.disabled.push_back(own.waiver_ids[i]);
  }
  return selection;
}

std::shared_ptr<const rules::Ruleset> select(const Policy& policy, const Settled& settled) {
  rules::Selection shipped;
  shipped.packs = policy.packs;
  shipped.packs.emplace_back("core");
  shipped.every_pack =
      std::find(policy.packs.begin(), policy.packs.end(), "all") != policy.packs.end();
  for (const Disabled& disabled : policy.disabled) shipped.disabled.push_back(disabled.id);
  auto ruleset = std::make_shared<rules::Ruleset>();
  ruleset->add(rules::shipped_rules(), shipped);

  std::vector<std::string> waivers;
  for (const Standing& standing : settled.standings) {
    if (standing.field->path != "/rules/allow") continue;
    for (const rules::Value& item : standing.value.items) waivers.push_back(compact(item));
  }
  for (const OwnRules& own : settled.rules) ruleset->add(own.table, selection_of(own, waivers));
  return ruleset;
}

}  // namespace

Policy policy_of(Settled settled, std::string_view repo_root) {
  Policy policy;
  policy.root = repo_root;
  for (const Standing& standing : settled.standings) {
    if (standing.field->store != nullptr) standing.field->store(standing.value, policy);
    note_origins(standing, policy.origins);
  }
  policy.canonical = canonical(settled.standings);
  policy.ruleset = select(policy, settled);
  policy.settled = std::make_shared<const Settled>(std::move(settled));
  return policy;
}

Result<Policy> merge(std::vector<Layer> layers, std::string_view repo_root, const Scope& scope) {
  Merger merger(repo_root);
  for (Layer& layer : ordered(std::move(layers), scope)) merger.add(std::move(layer));
  return std::move(merger).finish();
}

Result<Policy> compose(const std::vector<Source>& sources, std::string_view repo_root,
                       const Scope& scope) {
  std::vector<Layer> layers;
  Faults faults;
  std::vector<Source> all = {
      {LayerKind::embedded, "embedded", std::string(embedded_json), "", true}};
  all.insert(all.end(), sources.begin(), sources.end());
  for (const Source& source : all) {
    Result<Layer> layer = load(source);
    if (layer.ok()) {
      layers.push_back(std::move(layer).value());
    } else {
      faults.insert(faults.end(), layer.faults().begin(), layer.faults().end());
    }
  }
  if (!faults.empty()) return faults;
  return merge(std::move(layers), repo_root, scope);
}

Policy embedded() {
  Result<Policy> policy = compose({}, "");
  if (policy.ok()) return std::move(policy).value();
  // A test excludes it; should it happen all the same, everything is judged by nobody.
  Policy closed;
  closed.mode = Mode::strict;
  closed.judge.endpoint.provider = Provider::none;
  auto ruleset = std::make_shared<rules::Ruleset>();
  ruleset->add(rules::shipped_rules());
  closed.ruleset = std::move(ruleset);
  closed.settled = std::make_shared<const Settled>();
  return closed;
}

std::string_view embedded_text() {
  return embedded_json;
}

std::vector<Origin> values(const Policy& policy, bool all) {
  if (!all) return policy.origins;
  std::vector<Origin> origins;
  for (const Standing& standing : policy.settled->standings) {
    const std::size_t before = origins.size();
    note_origins(standing, origins);
    if (origins.size() > before || standing.field->store == nullptr) continue;
    origins.push_back({std::string(standing.field->path), compact(standing.value), "default", ""});
  }
  return origins;
}

std::string effective(const Policy& policy, bool all) {
  std::string text;
  for (const Origin& origin : values(policy, all)) {
    text += origin.field + " = " + origin.value + "  (" + origin.layer;
    if (!origin.where.empty()) text += ", " + origin.where;
    text += ")\n";
  }
  for (const Ignored& ignored : policy.ignored) {
    text += "ignored: " + ignored.where + ": " + ignored.field + ": " + ignored.why + "\n";
  }
  return text;
}

}  // namespace gavel::policy
