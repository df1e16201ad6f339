#include "server/judge/reply.h"

#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

using Verdict = Opinion::Verdict;

struct Row {
  std::string raw;
  Form form;
  Verdict verdict;  // none: not understood
  std::string reason;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.raw.substr(0, 120));
    const auto reply = parse_reply(row.raw, row.form);
    ASSERT_EQ(reply.has_value(), row.verdict != Verdict::none);
    if (!reply) continue;
    EXPECT_EQ(reply->verdict, row.verdict);
    EXPECT_EQ(reply->reason, row.reason);
  }
}

TEST(Reply, WholeVerdictsAreUnderstood) {
  const std::string long_reason(400, 'x');
  check({
      {"APPROVE: it can be rebuilt", Form::text, Verdict::approve, "it can be rebuilt"},
      {"DENY: it loses work", Form::text, Verdict::deny, "it loses work"},
      {"\n  APPROVE: ok \r\n", Form::text, Verdict::approve, "ok"},
      {"APPROVE: plain", Form::structured, Verdict::approve, "plain"},
      {R"({"verdict":"APPROVE","reason":"fine"})", Form::structured, Verdict::approve, "fine"},
      {R"( { "reason" : "no", "verdict" : "DENY" } )", Form::structured, Verdict::deny, "no"},
      {"<think>hm, DENY: or not</think>\nAPPROVE: ok", Form::text, Verdict::approve, "ok"},
      {"<think></think>DENY: no", Form::text, Verdict::deny, "no"},
      {"hm\n</think>\n\nAPPROVE: ok", Form::text, Verdict::approve, "ok"},
      {"</think>\nDENY: no", Form::text, Verdict::deny, "no"},
      {"I could say APPROVE: ok\n</think>\nDENY: no", Form::text, Verdict::deny, "no"},
      {"so I write APPROVE: ok\n</think>\r\nAPPROVE: ok", Form::text, Verdict::approve, "ok"},
      {"it could be DENY: x\n</think>\nDENY: no", Form::text, Verdict::deny, "no"},
      {"APPROVED things are\n</think>\nDENY: no", Form::text, Verdict::deny, "no"},
      {"hm\n</think>\n{\"verdict\":\"DENY\",\"reason\":\"no\"}", Form::structured, Verdict::deny,
       "no"},
      {"DENY: it says \"APPROVE: yes\" itself", Form::text, Verdict::deny,
       "it says \"APPROVE: yes\" itself"},
      {"APPROVE: gr\xC3\xBC\xC3\x9F", Form::text, Verdict::approve, "gr\xC3\xBC\xC3\x9F"},
      {"DENY: a\x1b[2Jb", Form::text, Verdict::deny, "a [2Jb"},
      {"DENY: " + long_reason, Form::text, Verdict::deny, std::string(299, 'x') + "…"},
  });
}

TEST(Reply, AnythingElseIsNotUnderstood) {
  const auto none = [](std::string raw, Form form = Form::text) {
    return Row{std::move(raw), form, Verdict::none, ""};
  };
  check({
      none(""),
      none("   \n"),
      none("APPROVE"),
      none("APPROVE:"),
      none("APPROVE: "),
      none("APPROVE: \t "),
      none("APPROVE:ok"),
      none("APPROVE : ok"),
      none("approve: ok"),
      none("Approve: ok"),
      none("APPROVED: ok"),
      none("I APPROVE: ok"),
      none("Sure!\nAPPROVE: ok"),
      none("APPROVE: ok\nDENY: no"),
      none("APPROVE: ok\n\nIt is harmless."),
      none("APPROVE: ok DENY: no"),
      none("APPROVE: ok deny : no"),
      none("APPROVE: APPROVE: ok"),
      none("DENY: no\nAPPROVE: ok"),
      none("DENY: no\rAPPROVE: ok"),
      none("APPROVE: a\xE2\x80\xA8"
           "b"),
      none("APPROVE: a\xC2\x85"
           "b"),
      none("APPROVE: a\vb"),
      none("```\nAPPROVE: ok\n```"),
      none("`APPROVE: ok`"),
      none("**APPROVE: ok**"),
      none("\"APPROVE: ok\""),
      none("\xD0\x90PPROVE: ok"),      // Cyrillic A
      none("APPROVE\xEF\xBC\x9A ok"),  // fullwidth colon
      none("APPROVE:\xC2\xA0ok"),      // no-break space
      none("\xE2\x80\x8B"
           "APPROVE: ok"),  // zero width space
      none("\xEF\xBB\xBF"
           "APPROVE: ok"),            // byte order mark
      none("APPROVE: \xE2\x80\x8B"),  // a reason that is not seen
      none("APPROVE: a\xFF"),
      none("APPROVE: " + std::string(max_answer_bytes, 'x')),
      none(std::string(1'000'000, 'A')),
      none(R"({"verdict":"APPROVE","reason":"fine"})"),  // was not requested
  });
}

TEST(Reply, ThoughtsAreOneLeadingAndClosed) {
  const auto none = [](std::string raw) {
    return Row{std::move(raw), Form::text, Verdict::none, ""};
  };
  check({
      none("<think>APPROVE: ok"),
      none("<think>APPROVE: ok</think>"),
      none("thinking</think>APPROVE: ok"),
      none("thinking</think>\nAPPROVE: ok"),
      none("thinking\n</think>APPROVE: ok"),
      none("thinking\n</think> APPROVE: ok"),
      none("thinking\n</think>\n"),
      none("thinking\n</think>\nSure. APPROVE: ok"),
      none("thinking\n</think>\nAPPROVE: ok\nDENY: no"),
      none("a\n</think>\nb\n</think>\nAPPROVE: ok"),
      none("a\n</think>\n<think>b</think>APPROVE: ok"),
      none("a <think>b\n</think>\nAPPROVE: ok"),
      none("DENY: it says\n</think>\nAPPROVE: ok"),
      none("DENY: no\n</think>\nDENY: no"),
      none("APPROVE: ok\n</think>\nDENY: no"),
      none("APPROVE: ok\n</think>\n"),
      none("Verdict: DENY: it says\n</think>\nAPPROVE: ok"),
      none("I deny : it says\n</think>\nAPPROVE: ok"),
      none("{\"verdict\":\"DENY\"}\n</think>\nAPPROVE: ok"),
      none("a\n</THINK>\nAPPROVE: ok"),
      none(std::string(max_thought_bytes + 1, 'x') + "\n</think>\nAPPROVE: ok"),
      none("APPROVE: ok <think>no</think>"),
      none("APPROVE: ok <think>no"),
      none("<think>a</think><think>b</think>APPROVE: ok"),
      none("<think>a<think>b</think>APPROVE: ok"),
      none("<think>a</think>APPROVE: ok</think>DENY: no"),
      none("<think>a</think></think>APPROVE: ok"),
      none("<THINK>a</THINK>APPROVE: ok"),
      none("<think>" + std::string(max_thought_bytes + 1, 'x') + "</think>APPROVE: ok"),
  });
}

TEST(Reply, StructuredIsExactlyTwoKeys) {
  const auto none = [](std::string raw) {
    return Row{std::move(raw), Form::structured, Verdict::none, ""};
  };
  check({
      none(R"({"verdict":"APPROVE"})"),
      none(R"({"reason":"fine"})"),
      none(R"({"verdict":"APPROVE","reason":"fine","x":1})"),
      none(R"({"verdict":"DENY","verdict":"APPROVE","reason":"fine"})"),
      none(R"({"verdict":"approve","reason":"fine"})"),
      none(R"({"verdict":"APPROVE ","reason":"fine"})"),
      none(R"({"verdict":true,"reason":"fine"})"),
      none(R"({"verdict":"APPROVE","reason":["fine"]})"),
      none(R"({"verdict":"APPROVE","reason":""})"),
      none(R"({"verdict":"APPROVE","reason":"a\nb"})"),
      none(R"({"verdict":"APPROVE","reason":"a\u2028b"})"),
      none(R"({"verdict":"APPROVE","reason":"\u0000"})"),
      none(R"({"verdict":"APPROVE","reason":"so DENY: no"})"),
      none(R"([{"verdict":"APPROVE","reason":"fine"}])"),
      none(R"({"verdict":"APPROVE","reason":"fine"}{})"),
      none(R"({"verdict":"APPROVE","reason":"fine"} DENY: no)"),
      none(R"({"verdict":"APPROVE","reason":"fine")"),
      none(R"({'verdict':'APPROVE','reason':'fine'})"),
      none(R"({"a":{"verdict":"APPROVE","reason":"fine"}})"),
      none(std::string(4000, '{')),
  });
}

// Written apart from the grammar's code: is this text, blanks aside, a whole approval?
bool is_whole_approval(std::string text) {
  const std::string blanks = " \t\r\n";
  const auto strip = [&] {
    while (!text.empty() && blanks.find(text.front()) != std::string::npos) text.erase(0, 1);
    while (!text.empty() && blanks.find(text.back()) != std::string::npos) text.pop_back();
  };
  strip();
  if (text.rfind("<think>", 0) == 0) {
    const auto close = text.find("</think>");
    if (close == std::string::npos) return false;
    text.erase(0, close + 8);
    strip();
  } else if (const auto close = text.find("</think>"); close != std::string::npos) {
    const std::string thought = text.substr(0, close);
    if (thought.rfind("APPROVE: ", 0) == 0 || thought.rfind("DENY:", 0) == 0) return false;
    if (thought.find("DENY:") != std::string::npos) return false;
    if (!thought.empty() && thought.back() != '\n') return false;
    text.erase(0, close + 8);
    if (text.empty() || (text[0] != '\n' && text[0] != '\r')) return false;
    strip();
  }
  if (text.find("<think>") != std::string::npos || text.find("</think>") != std::string::npos) {
    return false;
  }
  return text.rfind("APPROVE: ", 0) == 0 && text.size() > 9 &&
         text.find('\n') == std::string::npos && text.find('\r') == std::string::npos &&
         text.find("DENY:") == std::string::npos && text.find("APPROVE:", 1) == std::string::npos;
}

std::string mutated(std::string text, std::mt19937& random) {
  static const std::vector<std::string> pieces = {
      "APPROVE: ",    "DENY: ",   "\n", "```", "<think>", "</think>", "{",    "}", "\"",
      "\xE2\x80\xAE", "\xD0\x90", "\0", ":",   " ",       "approve",  "\xFF", "\r"};
  const auto pick = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  const std::size_t rounds = pick(4);
  for (std::size_t i = 0; i <= rounds; ++i) {
    const std::size_t at = pick(text.size() + 1);
    switch (pick(4)) {
      case 0:
        text.insert(at, pieces[pick(pieces.size())]);
        break;
      case 1:
        text.erase(at, pick(4) + 1);
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(pick(256));
        break;
      default:
        text += text.substr(at);
    }
  }
  return text;
}

TEST(Reply, NoBytesApproveUnlessTheyAreAWholeApproval) {
  const std::vector<std::string> seeds = {"APPROVE: it can be rebuilt",
                                          "DENY: it loses work",
                                          "<think>why not</think>APPROVE: ok",
                                          "<think>APPROVE: x</think>\nDENY: no",
                                          "```APPROVE: ok```",
                                          "why not\n</think>\nAPPROVE: ok",
                                          "APPROVE: x\n</think>\nDENY: no"};
  std::mt19937 random(20240611);
  std::size_t approvals = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = mutated(seeds[static_cast<std::size_t>(i) % seeds.size()], random);
    const auto reply = parse_reply(text, Form::text);
    const bool approves = reply && reply->verdict == Verdict::approve;
    if (approves) {
      ++approvals;
      ASSERT_TRUE(is_whole_approval(text)) << text;
    }
    if (reply) {
      ASSERT_FALSE(reply->reason.empty());
      for (std::size_t n = 0; n <= text.size(); ++n) {
        ASSERT_FALSE(hopeless(text.substr(0, n), Form::text)) << text << " at " << n;
      }
    }
  }
  EXPECT_GT(approvals, 1000u);  // the mutations are not so wild that nothing is ever valid
}

TEST(Reply, HopelessSaysWhenNothingCanHelp) {
  for (const char* text : {"{", "APPROVE: a\nb", "a <think>", "a</think>b", "a\n</think>\nb",
                           "a\n</think>\nDENY:x", "DENY: a\n</think>"}) {
    EXPECT_TRUE(hopeless(text, Form::text)) << text;
  }
  for (const char* text : {"", " ", "A", "APPROVE", "APPROVE:", "DENY: no\n", "<", "<think>x",
                           "Sure", "APPROVE:x", "Sure\n</think>", "Sure\n</think>\nDE"}) {
    EXPECT_FALSE(hopeless(text, Form::text)) << text;
  }
  EXPECT_FALSE(hopeless("{\"verdict\"", Form::structured));
  EXPECT_TRUE(hopeless(std::string(max_answer_bytes + 1, ' '), Form::text));
  EXPECT_TRUE(hopeless(std::string(max_thought_bytes + 100, 'x'), Form::text));
  EXPECT_TRUE(hopeless("APPROVE: " + std::string(max_answer_bytes, 'x'), Form::text));
}

}  // namespace
}  // namespace gavel::judge
