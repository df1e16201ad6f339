#include "rules/shell/arithmetic.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace gavel::shell {
namespace {

// A shell with a few variables.
class World : public Surroundings {
 public:
  World() {
    const auto set = [this](const char* name, const char* text) { values_[name].text = text; };
    set("x", "5");
    set("text", "x + 1");
    set("bad", "1 +");
    set("loop", "loop");
    values_["gone"].set = false;
    values_["dark"].known = Argument::Known::unknown;
  }
  const Value* variable(std::string_view name) override {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }
  const std::vector<Argument>* positional() override { return nullptr; }
  std::string_view home() override { return {}; }
  std::string_view cwd() override { return {}; }
  std::string_view source(Span) override { return {}; }
  Output substitute(const Part&) override { return {}; }
  void assign(std::string_view, Value) override {}
  void evaluate(const Value&, Span) override {}

 private:
  std::map<std::string, Value, std::less<>> values_;
};

// "7; y=7 x=6": the value, and what was assigned in order. "?": not known.
std::string computed(const std::string& text) {
  World world;
  const std::optional<Computed> made = compute(text, world);
  if (!made) return "?";
  std::string out = std::to_string(made->value);
  for (const auto& [name, value] : made->assigned) {
    out += (out.find(';') == out.npos ? "; " : " ") + name + "=" + std::to_string(value);
  }
  return out;
}

TEST(Arithmetic, ComputesAsBashDoes) {
  const struct {
    const char* text;
    const char* value;
  } rows[] = {
      {"", "0"},
      {"1+2*3", "7"},
      {"(1+2)*3", "9"},
      {"-2**2", "4"},
      {"2**3**2", "512"},
      {"7/2", "3"},
      {"-7/2", "-3"},
      {"-7%3", "-1"},
      {"1<<4|1", "17"},
      {"!0 + ~0", "0"},
      {"010 + 0x1f + 2#101", "44"},
      {"36#z", "35"},
      {"64#@", "62"},
      {"1 ? 2 : 3", "2"},
      {"1 > 2 || 3 >= 3 && 1 != 2", "1"},
      {"x", "5"},
      {"text * 2", "12"},
      {"gone + 1", "1"},
      {"y = 7, x++", "5; y=7 x=6"},
      {"++x * x--", "36; x=6 x=5"},
      {"x += y = 2", "7; y=2 x=7"},
      {"0 && (y = 1)", "0"},
      {"1 || dark", "1"},
      {"1 ? x : dark", "5"},
      {"9223372036854775807", "?"},
      {"9223372036854775807 + 1", "?"},
      {"1/0", "?"},
      {"1 << 64", "?"},
      {"2 ** -1", "?"},
      {"08", "?"},
      {"1 +", "?"},
      {"1 2", "?"},
      {"(1", "?"},
      {"bad", "?"},
      {"loop", "?"},
      {"dark", "?"},
      {"nobody", "?"},
      {"a[0]", "?"},
      {"x = 1 = 2", "?"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(computed(row.text), row.value);
  }
}

TEST(Arithmetic, DeepAndLongExpressionsAreNotComputed) {
  EXPECT_EQ(computed(std::string(200, '(') + "1" + std::string(200, ')')), "?");
  EXPECT_EQ(computed(std::string(200, '-') + "1"), "?");
  EXPECT_EQ(computed("1" + std::string(2'000, ' ')), "?");
}

}  // namespace
}  // namespace gavel::shell
