#include "server/judge/plan.h"

#include "server/judge/digest.h"

namespace gavel::judge {
namespace {

policy::Endpoint with_model(policy::Endpoint endpoint, const std::string& model) {
  if (!model.empty()) endpoint.model = model;
  return endpoint;
}

// A price of the model's own comes before the endpoint's.
void set_price(policy::Endpoint& endpoint, const std::vector<policy::ModelPrice>& prices) {
  for (const policy::ModelPrice& one : prices) {
    if (one.model == endpoint.model) endpoint.price = one.price;
  }
}

void append(std::string& key, const policy::Endpoint& endpoint) {
  constexpr char separator = '\x1f';
  key += std::to_string(static_cast<int>(endpoint.provider));
  for (const std::string* part : {&endpoint.base_url, &endpoint.model, &endpoint.api_key_env,
                                  &endpoint.api_key_file, &endpoint.ca_file}) {
    key += separator + *part;
  }
  key += '\x1e';
}

}  // namespace

std::string Plan::key() const {
  std::string key;
  for (const policy::Endpoint& step : steps) append(key, step);
  key += '|';
  if (second) append(key, *second);
  return key;
}

std::string cache_key(const Prompt& prompt, const Plan& plan) {
  return sha256_hex(prompt.hash + "|" + plan.key());
}

Plan plan_for(const policy::Judge& settings, Risk risk) {
  const bool high = risk >= Risk::high;
  Plan plan;
  plan.steps.push_back(
      with_model(settings.endpoint, high ? settings.routes.high : settings.routes.low));
  plan.steps.insert(plan.steps.end(), settings.fallback.begin(), settings.fallback.end());
  const policy::Endpoint stronger = with_model(settings.endpoint, settings.routes.high);
  if (settings.second_look && stronger.model != plan.steps.front().model) plan.second = stronger;
  for (policy::Endpoint& step : plan.steps) set_price(step, settings.prices);
  if (plan.second) set_price(*plan.second, settings.prices);
  return plan;
}

Deadline share_of(Deadline now, Deadline end, bool more_could_follow) {
  if (!more_could_follow || end <= now) return end;
  return now + (end - now) * 2 / 3;
}

}  // namespace gavel::judge
