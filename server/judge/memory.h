// A shelf for verdicts that outlives the gateway; it keeps texts and understands none of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gavel::judge {

// Total: what cannot be read is not there, and what cannot be written is forgotten.
class Memory {
 public:
  virtual ~Memory() = default;
  virtual std::optional<std::string> find(const std::string& key) = 0;
  // `until_ms`: unix time from which it may be thrown away.
  virtual void put(const std::string& key, const std::string& text, std::int64_t until_ms) = 0;
};

}  // namespace gavel::judge
