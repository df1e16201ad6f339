#include "policy/layers.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "policy/merge.h"
#include "policy/names.h"
#include "policy/plain.h"
#include "policy/rebase.h"
#include "rules/examples.h"
#include "rules/ruleset.h"

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

void rebase_paths(Layer& layer, std::string_view repo_root) {
  for (Setting& setting : layer.settings) {
    if (!setting.field->path.starts_with("/paths/")) continue;
    for (rules::Value& item : setting.value.items) {
      item.text = rebase(item.text, layer.folder, repo_root);
    }
  }
}

std::vector<Standing> defaults() {
  std::vector<Standing> standings;
  for (const Field& field : fields()) {
    standings.push_back({&field, located(field.initial), {}});
  }
  return standings;
}

class Merger {
 public:
  explicit Merger(std::string_view repo_root) : repo_root_(repo_root), standings_(defaults()) {}

  Status add(Layer layer) {
    rebase_paths(layer, repo_root_);
    for (const Setting& setting : layer.settings) {
      std::optional<Ignored> refused = join(standing_of(*setting.field), layer, setting);
      if (refused) policy_.ignored.push_back(std::move(*refused));
    }
    policy_.governed = policy_.governed || layer.kind != LayerKind::embedded;
    return add_rules(layer);
  }

  Result<Policy> finish() && {
    for (const Standing& standing : standings_) {
      if (standing.field->store != nullptr) standing.field->store(standing.value, policy_);
      policy_.origins.insert(policy_.origins.end(), standing.origins.begin(),
                             standing.origins.end());
    }
    if (std::optional<Fault> fault = check_judge()) return std::move(*fault);
    policy_.canonical = canonical();
    policy_.ruleset = select();
    return std::move(policy_);
  }

 private:
  Standing& standing_of(const Field& field) {
    return standings_[static_cast<std::size_t>(&field - fields().data())];
  }

  // Each file's rules are a table of their own, so that ids of two files cannot collide.
  Status add_rules(const Layer& layer) {
    std::vector<rules::Rule> heard;
    const bool waives = may_loosen(layer, *find_field("/rules/allow"));
    for (const rules::Rule& rule : layer.rules) {
      if (rule.ruling != Ruling::allow || waives) heard.push_back(rule);
    }
    if (heard.empty()) return Ok{};
    auto table = rules::compile(std::move(heard));
    if (!table) return table.faults();
    rules::Ruleset own;
    own.add(*table);
    if (Faults wrong = rules::check_examples(own); !wrong.empty()) return wrong;
    own_rules_.push_back(*table);
    return Ok{};
  }

  std::shared_ptr<const rules::Ruleset> select() const {
    rules::Selection selection;
    selection.packs = policy_.packs;
    selection.packs.emplace_back("core");
    const auto& packs = policy_.packs;
    selection.every_pack = std::find(packs.begin(), packs.end(), "all") != packs.end();
    for (const Disabled& disabled : policy_.disabled) selection.disabled.push_back(disabled.id);
    auto ruleset = std::make_shared<rules::Ruleset>();
    ruleset->add(rules::shipped_rules(), selection);
    for (const auto& table : own_rules_) ruleset->add(table);
    return ruleset;
  }

  // Which no single file can tell: one may give the provider and another the model.
  std::optional<Fault> check_judge() const {
    const Endpoint& endpoint = policy_.judge.endpoint;
    const bool remote =
        endpoint.provider == Provider::openai || endpoint.provider == Provider::anthropic;
    if (!remote || !endpoint.model.empty()) return std::nullopt;
    if (!policy_.judge.routes.low.empty() && !policy_.judge.routes.high.empty()) {
      return std::nullopt;
    }
    std::string where = "judge.json: /judge/model";
    for (const Origin& origin : policy_.origins) {
      if (origin.field == "/judge/provider") where = origin.where + ": /judge/model";
    }
    return Fault{FaultKind::missing, where,
                 std::string("the provider ") + name_of(endpoint.provider) + " needs a model",
                 "name one, or set /judge/provider to \"builtin\""};
  }

  std::string canonical() const {
    nlohmann::json all = nlohmann::json::object();
    for (const Standing& standing : standings_) {
      all[nlohmann::json::json_pointer(std::string(standing.field->path))] = plain(standing.value);
    }
    return compact(all);
  }

  std::string repo_root_;
  std::vector<Standing> standings_;
  std::vector<std::shared_ptr<const rules::RuleTable>> own_rules_;
  Policy policy_;
};

}  // namespace

Result<Policy> merge(std::vector<Layer> layers, std::string_view repo_root) {
  std::stable_sort(layers.begin(), layers.end(), [](const Layer& a, const Layer& b) {
    return precedence(a.kind) < precedence(b.kind);
  });
  Merger merger(repo_root);
  Faults faults;
  for (Layer& layer : layers) {
    const Status added = merger.add(std::move(layer));
    if (!added) faults.insert(faults.end(), added.faults().begin(), added.faults().end());
  }
  if (!faults.empty()) return faults;
  return std::move(merger).finish();
}

Result<Policy> compose(const std::vector<Source>& sources, std::string_view repo_root) {
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
  return merge(std::move(layers), repo_root);
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
  return closed;
}

std::string_view embedded_text() {
  return embedded_json;
}

std::string effective(const Policy& policy) {
  std::string text;
  for (const Origin& origin : policy.origins) {
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
