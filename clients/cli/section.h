// One part of `gavel report`: a fold over the decisions of a time, shown as Markdown or JSON.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "server/audit/record.h"

namespace gavel::cli {

class Section {
 public:
  virtual ~Section() = default;
  virtual const char* name() const = 0;               // the key in the JSON
  virtual void add(const audit::Record& record) = 0;  // oldest first
  virtual std::string markdown() const = 0;
  virtual nlohmann::json to_json() const = 0;
};

}  // namespace gavel::cli
