#include "rules/credential.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gavel::rules {
namespace {

// What the last words of a name say, between underscores.
constexpr std::string_view endings[] = {
    "TOKEN",           "PASSWORD",         "PASSWD",       "PASSPHRASE",    "SECRET",
    "APIKEY",          "API_KEY",          "SECRET_KEY",   "ACCESS_KEY",    "PRIVATE_KEY",
    "AUTH_KEY",        "SIGNING_KEY",      "ACCOUNT_KEY",  "MASTER_KEY",    "DEPLOY_KEY",
    "SERVICE_KEY",     "CREDENTIALS",      "CREDENTIAL",   "PAT",           "PASS",
    "SSHPASS",         "PGPASSWORD",       "MYSQL_PWD",    "REDISCLI_AUTH", "ENCRYPTION_KEY",
    "SECRET_KEY_BASE", "LICENSE_KEY",      "TOKEN_SECRET", "BEARER",        "SESSION_KEY",
    "KUBECONFIG_DATA", "VAULT_ADDR_TOKEN", "AUTH_TOKEN",   "COOKIE",
};

// Names that end so and are none.
constexpr std::string_view innocent[] = {"ASKPASS", "SSH_ASKPASS", "GIT_ASKPASS", "BYPASS",
                                         "PASS",    "COMPASS",     "EOF_TOKEN"};

constexpr std::string_view guarded[] = {
    "PASSWORD",    "PASSWD",     "PASSPHRASE", "PRIVATE_KEY",     "SECRET_KEY",
    "SIGNING_KEY", "MASTER_KEY", "MYSQL_PWD",  "SECRET_KEY_BASE", "ENCRYPTION_KEY",
    "PASS",        "SSHPASS",    "CREDENTIALS"};

struct Issuer {
  std::string_view word;    // a word of the variable's name
  std::string_view domain;  // its hosts are this domain and what lies below it
};

constexpr Issuer issuers[] = {
    {"GITHUB", "github.com"},
    {"GITHUB", "githubusercontent.com"},
    {"GH", "github.com"},
    {"GH", "githubusercontent.com"},
    {"GITLAB", "gitlab.com"},
    {"GL", "gitlab.com"},
    {"BITBUCKET", "bitbucket.org"},
    {"AWS", "amazonaws.com"},
    {"AWS", "aws.amazon.com"},
    {"NODE_AUTH", "pkg.github.com"},
    {"OPENAI", "openai.com"},
    {"ANTHROPIC", "anthropic.com"},
    {"CLAUDE", "anthropic.com"},
    {"GEMINI", "googleapis.com"},
    {"GOOGLE", "googleapis.com"},
    {"GOOGLE", "google.com"},
    {"GCP", "googleapis.com"},
    {"GCLOUD", "googleapis.com"},
    {"FIREBASE", "googleapis.com"},
    {"AZURE", "azure.com"},
    {"AZURE", "windows.net"},
    {"AZURE", "microsoft.com"},
    {"AZURE", "microsoftonline.com"},
    {"AZURE", "visualstudio.com"},
    {"CLOUDFLARE", "cloudflare.com"},
    {"CF", "cloudflare.com"},
    {"DIGITALOCEAN", "digitalocean.com"},
    {"DO", "digitalocean.com"},
    {"HF", "huggingface.co"},
    {"HUGGINGFACE", "huggingface.co"},
    {"HUGGING", "huggingface.co"},
    {"SLACK", "slack.com"},
    {"DISCORD", "discord.com"},
    {"TELEGRAM", "telegram.org"},
    {"STRIPE", "stripe.com"},
    {"TWILIO", "twilio.com"},
    {"SENDGRID", "sendgrid.com"},
    {"MAILGUN", "mailgun.net"},
    {"SENTRY", "sentry.io"},
    {"DATADOG", "datadoghq.com"},
    {"DD", "datadoghq.com"},
    {"VERCEL", "vercel.com"},
    {"NETLIFY", "netlify.com"},
    {"HEROKU", "heroku.com"},
    {"FLY", "fly.io"},
    {"LINEAR", "linear.app"},
    {"NOTION", "notion.com"},
    {"JIRA", "atlassian.net"},
    {"ATLASSIAN", "atlassian.net"},
    {"CONFLUENCE", "atlassian.net"},
    {"SUPABASE", "supabase.co"},
    {"MISTRAL", "mistral.ai"},
    {"GROQ", "groq.com"},
    {"DEEPSEEK", "deepseek.com"},
    {"OPENROUTER", "openrouter.ai"},
    {"COHERE", "cohere.ai"},
    {"COHERE", "cohere.com"},
    {"TOGETHER", "together.xyz"},
    {"REPLICATE", "replicate.com"},
    {"ELEVENLABS", "elevenlabs.io"},
    {"DOCKER", "docker.com"},
    {"DOCKERHUB", "docker.com"},
    {"CIRCLE", "circleci.com"},
    {"CIRCLECI", "circleci.com"},
    {"CODECOV", "codecov.io"},
    {"SONAR", "sonarcloud.io"},
    {"PULUMI", "pulumi.com"},
    {"TF", "terraform.io"},
    {"LAUNCHDARKLY", "launchdarkly.com"},
    {"PINECONE", "pinecone.io"},
    {"TAVILY", "tavily.com"},
    {"SERPAPI", "serpapi.com"},
    {"BRAVE", "brave.com"},
    {"FIGMA", "figma.com"},
    {"AIRTABLE", "airtable.com"},
    {"SHOPIFY", "myshopify.com"},
    {"SHOPIFY", "shopify.com"},
    {"HUBSPOT", "hubapi.com"},
    {"XAI", "x.ai"},
};

// Words that stand in every such name and tell no issuer.
constexpr std::string_view generic[] = {
    "API",    "KEY",    "TOKEN", "SECRET",  "ACCESS", "AUTH",    "APP",
    "PROD",   "DEV",    "TEST",  "USER",    "ADMIN",  "DB",      "BOT",
    "CLIENT", "MY",     "WEB",   "HTTP",    "SERVER", "SERVICE", "CI",
    "BASIC",  "BEARER", "LOCAL", "STAGING", "MASTER", "PRIVATE", "PASSWORD"};

bool ends_at_word(std::string_view name, std::string_view ending) {
  return name.ends_with(ending) &&
         (name.size() == ending.size() || name[name.size() - ending.size() - 1] == '_');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view host_of(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos)
    url.remove_prefix(at + 1);
  return url.substr(0, url.find(':'));
}

bool is_below(std::string_view host, std::string_view domain) {
  return host.size() >= domain.size() && same(host.substr(host.size() - domain.size()), domain) &&
         (host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.');
}

// "api.stripe.com" -> "stripe".
std::string_view company(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos) return {};
  host = host.substr(0, dot);
  return host.substr(host.rfind('.') + 1);
}

bool has_word(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string_view::npos;
       at = name.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || name[at - 1] == '_') && (end == name.size() || name[end] == '_')) return true;
  }
  return false;
}

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

bool names_credential(std::string_view variable) {
  if (variable.size() < 4 || variable.front() < 'A' || variable.front() > 'Z') return false;
  if (std::find(std::begin(innocent), std::end(innocent), variable) != std::end(innocent))
    return false;
  return std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return ends_at_word(variable, ending); });
}

Belongs belongs(std::string_view variable, std::string_view host) {
  host = host_of(host);
  bool known = false;
  for (const Issuer& issuer : issuers) {
    if (!has_word(variable, issuer.word)) continue;
    known = true;
    if (is_below(host, issuer.domain)) return Belongs::yes;
  }
  const std::string_view name = company(host);
  std::size_t at = 0;
  while (!known && at < variable.size()) {
    const std::size_t end = std::min(variable.find('_', at), variable.size());
    const std::string_view word = variable.substr(at, end - at);
    const bool telling =
        std::find(std::begin(generic), std::end(generic), word) == std::end(generic);
    if (telling && word.size() > 2 && same(word, name)) return Belongs::yes;
    at = end + 1;
  }
  if (known) return Belongs::no;
  const bool own = std::any_of(std::begin(guarded), std::end(guarded),
                               [&](std::string_view e) { return ends_at_word(variable, e); });
  return own ? Belongs::never : Belongs::unknown;
}

Marks printed_variables(const std::vector<Argument>& argv) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (names_credential(argv[i].text)) return Mark::credential;
  }
  return {};
}

std::string_view credential_in(std::string_view source) {
  for (std::size_t at = source.find('$'); at != std::string_view::npos;
       at = source.find('$', at + 1)) {
    std::size_t begin = at + 1;
    while (begin < source.size() && (source[begin] == '{' || source[begin] == '!')) ++begin;
    std::size_t end = begin;
    while (end < source.size() && in_name(source[end])) ++end;
    const std::string_view name = source.substr(begin, end - begin);
    if (names_credential(name)) return name;
  }
  return {};
}

}  // namespace gavel::rules
