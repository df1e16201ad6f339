// curl and wget: what is sent, with which method, from where, and into which file.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

bool is_data_flag(std::string_view name) {
  constexpr std::string_view names[] = {
      "-d", "--data", "--data-ascii", "--data-binary", "--data-urlencode", "--json", "--url-query"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// What a request sends, gathered over all flags.
struct Sent {
  Traits traits;
  Marks marks;
  bool mutates() const { return traits.has(Trait::mutating_method) || traits.has(Trait::upload); }
};

void send_file(const Argument& file, Sent& sent, Description& out) {
  sent.traits |= Trait::upload;
  sent.marks |= file.marks;
  const bool stream = file.exact() && (file.text == "-" || file.text == ".");
  if (!stream) out.effects.push_back(effect_on(EffectKind::read, file, Trait::upload));
}

// "@file", and "name@file" for --data-urlencode.
void send_data(const UsedFlag& used, const Invocation& invocation, Sent& sent, Description& out) {
  const Argument& value = *used.value;
  sent.marks |= value.marks;
  if (used.name != "--url-query") sent.traits |= Trait::mutating_method;
  const bool named = used.name == "--data-urlencode" || used.name == "--url-query";
  const std::size_t at = named                         ? value.text.find('@')
                         : value.text.starts_with('@') ? 0
                                                       : std::string::npos;
  const bool assigned = named && value.text.find('=') < at;
  if (at != std::string::npos && !assigned) {
    if (value.text.substr(at) == "@-") sent.marks |= invocation.stdin_marks;
    send_file(tail_of(value, at + 1), sent, out);
  } else {
    if (!value.exact() && value.text.empty()) sent.traits |= Trait::unknown_target;
    out.data_words.push_back(used.value_index);
  }
}

// -F name=@file, name=<file, with ";type=" and the like behind.
void send_form(const UsedFlag& used, Sent& sent, Description& out) {
  const Argument& value = *used.value;
  sent.traits |= Trait::mutating_method;
  sent.marks |= value.marks;
  const std::size_t equals = value.text.find('=');
  if (equals == std::string::npos || equals + 1 >= value.text.size()) return;
  const char kind = value.text[equals + 1];
  if (kind != '@' && kind != '<') return;
  Argument file = tail_of(value, equals + 2);
  file.text = file.text.substr(0, file.text.find(';'));
  send_file(file, sent, out);
}

bool only_asks(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "get" ||
         method == "head";
}

void add_requests(const Reading& reading, const Sent& sent, std::vector<Argument> urls,
                  Description& out) {
  (void)reading;
  for (const Argument& url : urls) {
    const EffectKind kind = sent.mutates() ? EffectKind::net_out : EffectKind::net_in;
    Effect effect = effect_on(kind, url, sent.traits);
    effect.marks |= sent.marks;
    if (url.text.starts_with("file:")) {
      effect = effect_on(EffectKind::read, tail_of(url, url.text.starts_with("file://") ? 7 : 5));
      out.stdout_marks |= Mark::local_data;
    }
    out.effects.push_back(std::move(effect));
  }
}

std::vector<Argument> urls_of(const Reading& reading) {
  std::vector<Argument> urls;
  for (const Operand& operand : reading.operands) urls.push_back(operand.word);
  for (const UsedFlag& used : reading.flags) {
    if (used.name == "--url" && used.value) urls.push_back(*used.value);
  }
  return urls;
}

std::string file_name_of(const std::string& url) {
  std::string path = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

void add_remote_names(const Reading& reading, const std::vector<Argument>& urls, Description& out) {
  const Argument* folder = reading.value("--output-dir");
  if (!folder) folder = reading.value("-P");
  const std::string prefix = folder ? folder->text + "/" : std::string();
  for (const Argument& url : urls) {
    const std::string name = file_name_of(url.text);
    out.effects.push_back(
        effect_on(EffectKind::write, prefix + (name.empty() ? "index.html" : name)));
  }
}

void collect_curl(const Invocation& invocation, const Reading& reading, Sent& sent,
                  Description& out) {
  for (const UsedFlag& used : reading.flags) {
    if (!used.value) continue;
    if (is_data_flag(used.name))
      send_data(used, invocation, sent, out);
    else if (used.name == "-F" || used.name == "--form")
      send_form(used, sent, out);
    else if (used.name == "--data-raw" || used.name == "--form-string") {
      sent.traits |= Trait::mutating_method;
      sent.marks |= used.value->marks;
      out.data_words.push_back(used.value_index);
    } else if (used.name == "-T" || used.name == "--upload-file") {
      sent.traits |= Trait::mutating_method;
      if (used.value->text == "-" || used.value->text == ".") sent.marks |= invocation.stdin_marks;
      send_file(*used.value, sent, out);
    } else if (used.name == "-H" || used.name == "--header" || used.name == "-u" ||
               used.name == "-b" || used.name == "--user" || used.name == "--cookie" ||
               used.name == "-A" || used.name == "-e") {
      sent.marks |= used.value->marks;
      // A cookie without "=" is the name of a file of them.
      const bool cookies = (used.name == "-b" || used.name == "--cookie") &&
                           used.value->text.find('=') == std::string::npos &&
                           !used.value->text.empty();
      if (used.value->text.starts_with('@')) send_file(tail_of(*used.value, 1), sent, out);
      if (cookies) out.effects.push_back(effect_on(EffectKind::read, *used.value));
    } else if (used.name == "-X" || used.name == "--request") {
      if (!only_asks(used.value->text)) sent.traits |= Trait::mutating_method;
    }
  }
}

// A proxy or another address for the host: "localhost" is then not this machine.
bool goes_elsewhere(const Reading& reading) {
  constexpr std::string_view names[] = {"-x",          "--proxy",  "--preproxy",        "--socks4",
                                        "--socks4a",   "--socks5", "--socks5-hostname", "--resolve",
                                        "--connect-to"};
  return std::any_of(reading.flags.begin(), reading.flags.end(), [&](const UsedFlag& used) {
    const bool named = std::find(std::begin(names), std::end(names), used.name) != std::end(names);
    if (!named || !used.value) return false;
    return !host_traits(used.value->text).has(Trait::loopback) || used.name == "--resolve" ||
           used.name == "--connect-to";
  });
}

}  // namespace

void refine_curl(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  Sent sent;
  collect_curl(invocation, reading, sent, description);
  // -G turns data into a query: still sent, but by GET.
  if (reading.has("-G") && !reading.has_any({"-X", "-T", "-F"})) {
    sent.traits = sent.traits.without(Trait::mutating_method);
  }
  const std::vector<Argument> urls = urls_of(reading);
  add_requests(reading, sent, urls, description);
  if (goes_elsewhere(reading)) {
    for (Effect& effect : description.effects)
      effect.traits = effect.traits.without(Trait::loopback);
  }
  if (reading.has_any({"-O", "--remote-name-all"})) add_remote_names(reading, urls, description);
  if (reading.has_any({"-K", "--config"})) {
    description.effects.push_back(
        effect_on(EffectKind::opaque, "curl reads its options from a file"));
  }
  description.stdout_marks |= Mark::downloaded;
}

// w3m, lynx: an operand is a file where it looks like one, else an address.
void refine_browser(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  const Argument& word = reading.operands.front().word;
  const bool path =
      word.text.starts_with('/') || word.text.starts_with('~') || word.text.starts_with('.');
  if (path) {
    description.effects.push_back(effect_on(EffectKind::read, word));
    description.stdout_marks |= Mark::local_data;
  } else {
    add_requests(reading, Sent{}, {word}, description);
  }
}

void refine_wget(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  Sent sent;
  for (const UsedFlag& used : reading.flags) {
    if (!used.value) continue;
    if (used.name == "--post-data" || used.name == "--body-data") {
      sent.traits |= Trait::mutating_method;
      sent.marks |= used.value->marks;
    } else if (used.name == "--post-file" || used.name == "--body-file") {
      sent.traits |= Trait::mutating_method;
      if (used.value->text == "-" || used.value->text == "/dev/stdin")
        sent.marks |= invocation.stdin_marks;
      send_file(*used.value, sent, description);
    } else if (used.name == "--method" && !only_asks(used.value->text)) {
      sent.traits |= Trait::mutating_method;
    } else if (used.name == "--header") {
      sent.marks |= used.value->marks;
    }
  }
  const std::vector<Argument> urls = urls_of(reading);
  add_requests(reading, sent, urls, description);
  description.stdout_marks |= Mark::downloaded;
  const Argument* document = reading.value("-O");
  if (document) {
    if (document->text != "-" && document->text != "/dev/stdout") {
      description.effects.push_back(effect_on(EffectKind::write, *document));
    }
  } else if (!reading.has("--spider")) {
    add_remote_names(reading, urls, description);
  }
}

}  // namespace gavel::commands
