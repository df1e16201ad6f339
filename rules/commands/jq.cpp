// jq and yq: filters that read the environment and further files.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

bool begins_word(std::string_view text, std::size_t at) {
  return at == 0 || std::string_view(" |(,[{:;").find(text[at - 1]) != std::string_view::npos;
}

// env and $ENV hold every variable.
bool reads_environment(std::string_view filter) {
  if (filter.find("$ENV") != std::string_view::npos) return true;
  for (const std::string_view word : {"strenv(", "envsubst"}) {
    if (filter.find(word) != std::string_view::npos) return true;
  }
  for (std::size_t at = filter.find("env"); at != std::string_view::npos;
       at = filter.find("env", at + 1)) {
    const bool ends = at + 3 == filter.size() ||
                      std::string_view(" |),.]}[(").find(filter[at + 3]) != std::string_view::npos;
    if (begins_word(filter, at) && ends) return true;
  }
  return false;
}

// yq's load("FILE"), jq's import "FILE" and include "FILE".
void read_loaded(const Argument& filter, Description& out) {
  const std::string& text = filter.text;
  for (const std::string_view word :
       {"load(", "load_str(", "load_xml(", "load_props(", "load_base64(", "import ", "include "}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      if (!begins_word(text, at)) continue;
      const std::size_t open = text.find('"', at);
      const std::size_t close = open == std::string::npos ? open : text.find('"', open + 1);
      Argument file = filter;
      if (close == std::string::npos)
        file.known = Argument::Known::unknown, file.text.clear();
      else
        file.text = text.substr(open + 1, close - open - 1);
      out.effects.push_back(effect_on(EffectKind::read, file));
    }
  }
}

}  // namespace

void refine_jq(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  // --rawfile NAME FILE
  for (const UsedFlag& used : reading.flags) {
    const bool pair =
        used.name == "--rawfile" || used.name == "--slurpfile" || used.name == "--argfile";
    if (pair && used.value_index + 1 < invocation.argv.size())
      description.effects.push_back(
          effect_on(EffectKind::read, invocation.argv[used.value_index + 1]));
  }
  // yq eval FILTER: the filter may be any of the first words.
  bool environment = false;
  for (std::size_t i = 0; i < std::min<std::size_t>(reading.operands.size(), 2); ++i) {
    const Argument& word = reading.operands[i].word;
    environment = environment || reads_environment(word.text);
    read_loaded(word, description);
  }
  if (!environment) return;
  description.effects.push_back(effect_on(EffectKind::read, "environment", Trait::secret));
  description.stdout_marks |= Mark::secret;
}

}  // namespace gavel::commands
