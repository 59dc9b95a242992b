#include "sim/study/structure_file.h"

#include <doctest/doctest.h>

#include "sim/study/input_error.h"
#include "tests/sim/store/temporary_directory.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::toml_priors_of;

StructureFile structure_of(const std::string& text) {
  const TemporaryDirectory folder;
  write_bytes(folder / "g.toml", text);
  return read_structure((folder / "g.toml").string());
}

/// The message without the folder.
std::string fault_of(const std::string& text) {
  const std::string message = message_of<InputError>([&] { (void)structure_of(text); });
  const std::size_t place = message.find("/g.toml");
  return place == std::string::npos ? message : message.substr(place + 1);
}

TEST_CASE("a structure is read as it is written") {
  const StructureFile file = structure_of(
      "name = \"Ein Beispiel, größer\"\ntypes = [2, 3]\npattern = \"{2,1}\"\n"
      "prior = [0.15, 0.05, \"1/10\",\n  3e-1, 0.2, 0.2]\n");
  CHECK(file.name == "Ein Beispiel, größer");
  CHECK(file.structure.space() == TypeSpace({2, 3}));
  CHECK(file.structure.exact() == IntegerWeights{3, 1, 2, 6, 4, 4});
  REQUIRE(file.pattern.has_value());
  CHECK(*file.pattern == Pattern::minimal(2));
  CHECK_FALSE(structure_of("types = [2, 2]\nprior = [1, 2, 3, 4]\n").pattern.has_value());
}

TEST_CASE("decimals that an author means as ties are ties") {
  // As doubles 0.1 · 3 and 0.3 differ.
  const StructureFile file = structure_of("types = [2, 2]\nprior = [0.1, 0.3, 0.2, 0.6]\n");
  const auto posteriors = file.structure.posteriors(Coalition::single(0));
  CHECK(posteriors[0] == posteriors[1]);
}

TEST_CASE("of every weight it is known how it was written") {
  const StructureFile file =
      structure_of("types = [2, 3]\nprior = [0.15, 0.050, \"1/10\",\n  3e-1, 2, \"0.25\"]\n");
  CHECK(file.written.values[1] == mpq_class(1, 20));
  CHECK(file.written.rounding == std::vector<mpq_class>{mpq_class(1, 200), mpq_class(1, 2000), 0,
                                                        mpq_class(1, 20), 0, mpq_class(1, 200)});
  CHECK(file.written.sum() == mpq_class(57, 20));
  CHECK(file.written.greatest_rounding() == mpq_class(1, 20));
  CHECK(structure_of("types = [2, 2]\nprior = [1, 2, 3, \"4/7\"]\n").written.greatest_rounding() == 0);
}

TEST_CASE("every fault names file, line and key") {
  const std::string types = "types = [2, 2]\n";
  struct Case {
    std::string text;
    std::string place;
    std::string says;
  };
  const std::vector<Case> cases{
      {"prior = [1, 2, 3, 4]\n", "g.toml: types: ", "missing"},
      {types, "g.toml: prior: ", "missing; expected 4 positive weights"},
      {types + "prior = 3\n", "g.toml:2: prior: ", "expected a list of 4 positive weights"},
      {types + "prior = [1, 2, 3]\n", "g.toml:2: prior: ", "found 3"},
      {types + "prior = [1, 2, 3, 4, 5]\n", "g.toml:2: prior: ", "found 5"},
      {types + "prior = []\n", "g.toml:2: prior: ", "found 0"},
      {types + "prior = [1, 2,\n0, 4]\n", "g.toml:3: prior, weight 3: ", "expected a positive weight"},
      {types + "prior = [1, 2, 3, -0.5]\n", "g.toml:2: prior, weight 4: ", "expected a positive weight"},
      {types + "prior = [1, nan, 3, 4]\n", "g.toml:2: prior, weight 2: ", "expected a finite number"},
      {types + "prior = [inf, 2, 3, 4]\n", "g.toml:2: prior, weight 1: ", "expected a finite number"},
      {types + "prior = [1, '1/0', 3, 4]\n", "g.toml:2: prior, weight 2: ", "zero denominator"},
      {types + "prior = [1, 'x', 3, 4]\n", "g.toml:2: prior, weight 2: ", "is not a number"},
      {types + "prior = [1, '-1/2', 3, 4]\n", "g.toml:2: prior, weight 2: ", "expected a positive weight"},
      {types + "prior = [1, true, 3, 4]\n", "g.toml:2: prior, weight 2: ", "not true or false"},
      {types + "prior = [[1, 2], [3, 4]]\n", "g.toml:2: prior: ", "found 2"},
      {types + "pattern = \"{1,3}\"\nprior = [1, 2, 3, 4]\n", "g.toml:2: pattern: ", "names agent 3"},
      {types + "pattern = \"{1\"\nprior = [1, 2, 3, 4]\n", "g.toml:2: pattern: ", "expected"},
      {types + "pattern = [[1, 2]]\nprior = [1, 2, 3, 4]\n",
       "g.toml:2: pattern: ", "expected one text with all coalitions"},
      {types + "patern = \"\"\nprior = [1, 2, 3, 4]\n", "g.toml:2: patern: ", "did you mean 'pattern'?"},
      {types + "name = 4\nprior = [1, 2, 3, 4]\n", "g.toml:2: name: ", "expected a text"},
      {"types = [2]\nprior = [1, 2]\n", "g.toml:1: types: ", "2 to 16 agents"},
      {"types = [2, 1]\nprior = [1, 2]\n", "g.toml:1: types: ", "2"},
      {"types = [2, -2]\nprior = [1, 2]\n", "g.toml:1: types: ", "2"},
      {"types = [2, 2.0]\nprior = [1, 2]\n", "g.toml:1: types: ", "expected an integer, not a number"},
      {"types = \"2x2\"\nprior = [1, 2]\n", "g.toml:1: types: ", "expected one list of type counts"},
      {"types = [1048576, 2]\nprior = [1, 2]\n", "g.toml:1: types: ", "more than 1048576"},
      {"types = [9223372036854775807, 2]\nprior = [1]\n", "g.toml:1: types: ", "out of range"},
      {"types = [2147483647, 2147483647, 2147483647]\nprior = [1]\n", "g.toml:1: types: ", "more than"},
      {"types = [2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2]\nprior = [1]\n", "g.toml:1: types: ", "16 agents"},
      {types + "prior = [1, 2, 3, 4", "g.toml:2: not valid TOML: ", ""},
      {"", "g.toml: types: ", "missing"}};
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const std::string message = fault_of(one.text);
    CAPTURE(message);
    CHECK(message.starts_with(one.place));
    CHECK(contains(message, one.says));
  }
}

TEST_CASE("a structure serves as a prior with its exact ties") {
  const TemporaryDirectory folder;
  write_bytes(folder / "g.toml", "types = [2, 2]\nprior = [0.1, 0.3, 0.2, 0.6]\n");
  const LoadedPriors loaded = toml_priors_of((folder / "g.toml").string());
  CHECK(loaded.priors == std::vector<std::vector<double>>{{1, 3, 2, 6}});
  write_bytes(folder / "other.toml", "types = [2, 2]\nprior = [1, 3, 2, 6.0]\n");
  CHECK(toml_priors_of((folder / "other.toml").string()).digest == loaded.digest);
  CHECK(loaded.exact.empty());
  CHECK_FALSE(loaded.rounded);
  write_bytes(folder / "changed.toml", "types = [2, 2]\nprior = [1, 3, 2, 7]\n");
  CHECK(toml_priors_of((folder / "changed.toml").string()).digest != loaded.digest);
}

TEST_CASE("a structure that no doubles are comes with its own weights") {
  const TemporaryDirectory folder;
  const auto load = [&](const std::string& prior) {
    write_bytes(folder / "g.toml", "types = [2, 2]\nprior = " + prior + "\n");
    return toml_priors_of((folder / "g.toml").string());
  };
  const LoadedPriors rational = load("[0.1000000000000000000001, 0.2, 0.1, 0.2]");
  REQUIRE(rational.exact.size() == 1);
  CHECK(rational.exact[0].exact()[0] - rational.exact[0].exact()[2] == 1);
  CHECK(rational.priors[0][0] == rational.priors[0][2]);
  CHECK(load("[1, '1e-310', 1, 1]").exact.size() == 1);
  CHECK(load("[1, 9007199254740993, 1, 1]").exact.size() == 1);
  CHECK(load("[1, 9007199254740992, 1, 1]").exact.empty());
  // Far apart, but each of them a double.
  CHECK(load("[1, '1/1606938044258990275541962092341162602522202993782792835301376', 1, 1]").exact.empty());
}

}  // namespace
}  // namespace genericity
