// Programs whose arguments hold a language of their own: the words by which it runs or deletes.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

struct ActingWord {
  std::string_view program;
  std::string_view word;  // anywhere in an argument
};

// ImageMagick's coders that read, run or delete what they name; PostScript's file operators;
// miller's and exiftool's calls; the scripts of drawing programs.
constexpr ActingWord acting_words[] = {
    {"mlr", "system("},
    {"mlr", "exec("},
    {"mlr", "| \""},
    {"mlr", "tee >"},
    {"mlr", "print >"},
    {"mlr", "emit >"},
    {"mlr", "dump >"},
    {"mlr", "hostname("},
    {"exiftool", "system"},
    {"exiftool", "exec"},
    {"exiftool", "`"},
    {"exiftool", "qx"},
    {"exiftool", "unlink"},
    {"exiftool", "open("},
    {"exiftool", "-config"},
    {"exiftool", "-require"},
    {"convert", "msl:"},
    {"convert", "ephemeral:"},
    {"convert", "mvg:"},
    {"convert", "show:"},
    {"convert", "x:"},
    {"convert", "|"},
    {"magick", "msl:"},
    {"magick", "ephemeral:"},
    {"magick", "mvg:"},
    {"magick", "|"},
    {"mogrify", "msl:"},
    {"mogrify", "ephemeral:"},
    {"mogrify", "|"},
    {"gs", "-dNOSAFER"},
    {"gs", "-dDELAYSAFER"},
    {"gs", "deletefile"},
    {"gs", "renamefile"},
    {"gs", "%pipe%"},
    {"gs", "runlibfile"},
    {"gs", "--permit-file"},
    {"inkscape", "--actions"},
    {"inkscape", "--shell"},
    {"inkscape", "--batch-process"},
    {"plantuml", "UNSECURE"},
    {"csvtool", "call"},
    {"asciidoctor", "-r"},
    {"asciidoctor", "--require"},
    {"ffmpeg", "concat:"},
    {"ffmpeg", "subfile:"},
    {"ffmpeg", "tcp:"},
    {"ffmpeg", "udp:"},
    {"ffmpeg", "rtmp:"},
    {"ffmpeg", "unix:"},
    {"ffmpeg", "-f concat"},
    {"genie", "-c"},
};

}  // namespace

// Without such a word an expression computes, and the spec has said the rest.
void refine_expressions(const Invocation& invocation, const Reading&, Description& description) {
  if (description.negligible) return;
  for (const Argument& word : invocation.argv.subspan(1)) {
    const auto acting =
        std::find_if(std::begin(acting_words), std::end(acting_words), [&](const ActingWord& each) {
          return each.program == description.program &&
                 word.text.find(each.word) != std::string::npos;
        });
    if (acting == std::end(acting_words)) continue;
    description.effects.push_back(
        effect_on(EffectKind::opaque, description.program + " " + std::string(acting->word)));
    return;
  }
}

}  // namespace gavel::commands
