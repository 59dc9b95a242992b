#include "sim/study/mechanism_file.h"

#include <doctest/doctest.h>

#include <string>

#include "core/mechanisms/audit.h"
#include "sim/study/input_error.h"

using namespace genericity;

namespace {

const std::string good = R"(types = [2, 2]
prior = [0.4, 0.1, 0.1, 0.4]
[environment]
depends_on = 1
outcomes = ["a", "b"]
rule = ["a", "b"]
[environment.utilities]
a = [0, 0]
b = [1, ["-1/2", 0.5]]
[[rule]]
transfers = [[0, 0], [0, 0], [-1, 1], ["-1/3", "1/3"]]
)";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = good;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& text) {
  try {
    (void)parse_mechanism("m.toml", text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no complaint";
}

}  // namespace

TEST_CASE("a mechanism is read as it is written, and written as it reads") {
  const MechanismFile file = parse_mechanism("m.toml", good);
  const Mechanism& mechanism = file.mechanism;
  CHECK(mechanism.environment.utility(1, 1, 1) == mpq_class(-1, 2));
  CHECK(mechanism.environment.utility(1, 1, 2) == mpq_class(1, 2));
  CHECK(mechanism.environment.chosen(3) == 1);
  CHECK(mechanism.rules.front().at(0, 3) == mpq_class(-1, 3));
  CHECK(mechanism.pattern == Pattern::minimal(2));
  const std::string text = mechanism_text(file);
  const MechanismFile again = parse_mechanism("again.toml", text);
  CHECK(again.mechanism.rules == mechanism.rules);
  CHECK(again.mechanism.structure.exact() == mechanism.structure.exact());
  CHECK(mechanism_text(again) == text);
}

TEST_CASE("an environment is read alone, and its efficient rule is found when none is given") {
  const std::string text = R"(types = [2, 2]
outcomes = ["a", "b"]
[utilities]
a = [0, 0]
b = [[1, 1, 2, 2], "-3/2"]
)";
  const EnvironmentFile file = parse_environment("e.toml", text);
  CHECK(file.environment.chosen(1) == 0);
  CHECK(file.environment.chosen(2) == 1);
  const EnvironmentFile again = parse_environment("e2.toml", environment_text(file));
  CHECK(environment_text(again) == environment_text(file));
}

TEST_CASE("private values are said in short, and are those of all type profiles") {
  const std::string outcomes = "types = [2, 3]\noutcomes = [\"nothing\", \"project\"]\n";
  const std::string in_short = outcomes + R"(values = "private"
[utilities]
nothing = [0, 0]
project = [[-1, 1], [-1, 0, "1/2"]]
)";
  const std::string in_full = outcomes + R"([utilities]
nothing = [0, 0]
project = [[-1, -1, -1, 1, 1, 1], [-1, 0, "1/2", -1, 0, "1/2"]]
)";
  CHECK(environment_text(parse_environment("short.toml", in_short)) ==
        environment_text(parse_environment("full.toml", in_full)));
  const auto complaint_of = [](const std::string& text) {
    try {
      (void)parse_environment("e.toml", text);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(complaint_of(in_full).empty());
  CHECK(complaint_of(std::string(in_short).replace(in_short.find("[-1, 1]"), 7, "[-1, 1, 2]")) ==
        "e.toml:6: utilities.project: expected one number or a list of 2 (one a type of agent 1), found 3");
  CHECK(
      complaint_of(std::string(in_short).replace(in_short.find("private"), 7, "privat"))
          .starts_with("e.toml:3: values: expected one of interdependent, private; did you mean 'private'?"));
  CHECK(
      complaint_of("depends_on = 1\n" + in_short).starts_with("e.toml:4: values: private values cannot go"));
}

TEST_CASE("numbers beyond 64 bits survive") {
  const MechanismFile file = parse_mechanism(
      "m.toml", replaced("[-1, 1]", R"(["-12345678901234567890123", "12345678901234567890123"])"));
  CHECK(file.mechanism.rules[0].at(1, 2) == mpq_class("12345678901234567890123"));
  CHECK(parse_mechanism("n.toml", mechanism_text(file)).mechanism.rules == file.mechanism.rules);
}

TEST_CASE("faults are named with file, line and key") {
  CHECK(complaint(good) == "no complaint");
  CHECK(complaint(replaced(R"(rule = ["a", "b"])", R"(rule = ["a", "c"])")) ==
        "m.toml:6: environment.rule: expected one of the outcomes a, b");
  CHECK(
      complaint(replaced(R"(rule = ["a", "b"])", R"(rule = ["a"])"))
          .starts_with(
              "m.toml:6: environment.rule: expected a list of outcomes, 2 (one a type of agent 1), found 1"));
  CHECK(complaint(replaced("depends_on = 1", "depends_on = 3")) ==
        "m.toml:4: environment.depends_on: expected an agent from 1 to 2");
  CHECK(complaint(replaced("a = [0, 0]", "a = [0]"))
            .starts_with("m.toml:8: environment.utilities.a: expected a list of 2 entries"));
  CHECK(complaint(replaced("a = [0, 0]", "c = [0, 0]"))
            .starts_with("m.toml:8: environment.utilities.c: no such outcome"));
  CHECK(complaint(replaced(", [-1, 1]", "")).starts_with("m.toml:11: rule.transfers: expected 4 rows"));
  CHECK(complaint(replaced("[-1, 1]", "[-1, 1, 0]"))
            .starts_with("m.toml:11: rule.transfers at (2,1): expected 2 transfers"));
  CHECK(complaint(replaced("[[rule]]\ntransfers", "[[rule]]\ntransfer"))
            .starts_with("m.toml:11: rule.transfer: "));
  CHECK(complaint(replaced("[environment]", "[environmental]")).starts_with("m.toml:3: environmental: "));
}

TEST_CASE("an unbalanced or inefficient mechanism reads; the audit says what is wrong") {
  const MechanismFile file = parse_mechanism("m.toml", replaced("[-1, 1]", "[-1, 2]"));
  const AuditReport report = audit(file.mechanism);
  REQUIRE(report.budget);
  CHECK(report.budget->sum == 1);
  CHECK(report.budget->profile == 2);
}
