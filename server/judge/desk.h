// All that is remembered of one endpoint between questions: breaker, queue, and what it refuses.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "policy/policy.h"
#include "server/judge/breaker.h"
#include "server/judge/gate.h"
#include "server/judge/protocol.h"

namespace gavel::judge {

struct Desk {
  explicit Desk(boost::asio::any_io_executor executor) : gate(std::move(executor)) {}

  Extras extras_for(const std::string& model) const {
    return plain_models.contains(model) ? Extras::none : Extras::all;
  }

  Breaker breaker;
  Gate gate;
  std::set<std::string> plain_models;  // that refused a request with extras
};

class Desks {
 public:
  explicit Desks(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  std::shared_ptr<Desk> of(const policy::Endpoint& endpoint) {
    auto& desk = desks_[{endpoint.provider, endpoint.base_url}];
    if (desk == nullptr) desk = std::make_shared<Desk>(executor_);
    return desk;
  }

 private:
  boost::asio::any_io_executor executor_;
  std::map<std::pair<policy::Provider, std::string>, std::shared_ptr<Desk>> desks_;
};

}  // namespace gavel::judge
