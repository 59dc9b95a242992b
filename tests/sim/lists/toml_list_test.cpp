// Lists of priors in TOML, and how a file's format is found out.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/lists/prior_files.h"
#include "sim/study/input_error.h"
#include "sim/study/toml_priors.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

std::string toml_fault(const std::string& text) {
  return message_of<InputError>([&] { (void)read_toml_priors("l.toml", text); });
}

TEST_CASE("a list in TOML is exact, with what stands beside it") {
  const std::string text =
      "name = 'line'\ntypes = [2, 2]\npattern = '{1,2}'\nrho = [0, '1/4']\n"
      "prior = [[0.1, 0.3, 0.2, 0.6],\n  [1, '1/2', 1, 2]]\n";
  CHECK(holds_prior_list("l.toml", text));
  const PriorListFile list = read_toml_list("l.toml", text);
  CHECK(list.name == "line");
  CHECK(list.pattern == Pattern::parse("{1,2}", 2));
  CHECK(list.priors.priors == std::vector<std::vector<double>>{{1, 3, 2, 6}, {2, 1, 2, 4}});
  REQUIRE(list.priors.coordinates.size() == 1);
  CHECK(list.priors.coordinates[0].key == "rho");
  CHECK(list.priors.coordinates[0].values == std::vector<double>{0, 0.25});
  CHECK(read_toml_priors("l.toml", text).digest == list.priors.digest);
}

TEST_CASE("a list of one prior is that structure") {
  const std::string structure = "types = [2, 2]\nprior = [0.1, 0.3, 0.2, 0.6]\n";
  CHECK_FALSE(holds_prior_list("l.toml", structure));
  CHECK(read_toml_priors("l.toml", structure).digest ==
        read_toml_priors("l.toml", "types = [2, 2]\nprior = [[1, 3, 2, 6]]\n").digest);
}

TEST_CASE("a long list on one line is read in good time") {
  // If every number were looked for from the beginning of its line, these would take minutes.
  std::string text = "types = [2, 2]\nprior = [[0.5, 1, 2, 3]";
  for (int k = 1; k < 20000; ++k) text += ", [0.25, 0.125, " + std::to_string(k) + ".5, 1e-3]";
  const LoadedPriors loaded = read_toml_priors("l.toml", text + "]\n");
  REQUIRE(loaded.priors.size() == 20000);
  CHECK(loaded.priors[19999] == std::vector<double>{250, 125, 19999500, 1});
}

TEST_CASE("faults of lists in TOML name the line and the key") {
  struct Case {
    std::string text;
    std::string message;
  };
  for (const Case& one : std::vector<Case>{
           {"prior = [[1, 1, 1, 1]]\n", "l.toml: types: missing"},
           {"types = [2, 2]\nprior = [[1, 1, 1, 1],\n [1, 1, 1]]\n",
            "l.toml:3: prior 2: expected 4 positive weights for types 2x2, found 3"},
           {"types = [2, 2]\nprior = [[1, 1, 1, 1],\n 1]\n", "l.toml:3: prior 2: expected a list of 4"},
           {"types = [2, 2]\nprior = [[1, 1, 1, 0]]\n", "l.toml:2: prior 1, weight 4: expected a positive"},
           {"types = [2, 2]\nprior = [[1, 1, 'x', 1]]\n", "l.toml:2: prior 1, weight 3: "},
           {"types = [2, 2]\nrho = [1]\nprior = [[1, 1, 1, 1], [1, 1, 1, 1]]\n",
            "l.toml:2: rho: expected a list of 2 numbers, one for each prior; it has 1 entries"},
           {"types = [2, 2]\nrho = [true]\nprior = [[1, 1, 1, 1]]\n", "l.toml:2: rho, number 1: "},
           {"types = [2, 2]\nmargin = [1]\nprior = [[1, 1, 1, 1]]\n", "l.toml:2: margin: 'margin' stands"},
           {"types = [2, 2]\npatern = '{1,2}'\nprior = [[1, 1, 1, 1]]\n", "did you mean 'pattern'"},
           {"types = [2, 2]\npattern = '{1,3}'\nprior = [[1, 1, 1, 1]]\n", "l.toml:2: pattern: "}}) {
    CAPTURE(one.text);
    const std::string message = toml_fault(one.text);
    CAPTURE(message);
    CHECK(contains(message, one.message));
  }
}

TEST_CASE("the format is what is in the file, or else what its name says") {
  const TemporaryDirectory folder;
  const auto format = [&](const std::string& name, const std::string& bytes) {
    write_bytes(folder / name, bytes);
    InputFiles files;
    return open_prior_file((folder / name).string(), files).format;
  };
  const auto refusal = [&](const std::string& name, const std::string& bytes) {
    return message_of<InputError>([&] { (void)format(name, bytes); });
  };
  const std::string toml = "# A comment, first.\n\ntypes = [2, 2]\n";
  CHECK(format("l.csv", "\x93NUMPY\x01") == PriorFormat::npy);
  CHECK(format("l.NPY", "x") == PriorFormat::npy);
  CHECK(format("l.csv", toml) == PriorFormat::csv);
  CHECK(format("l.toml", "a,b") == PriorFormat::toml);
  CHECK(format("list", toml) == PriorFormat::toml);
  CHECK(format("list", "a,b,c,d\n1,2,3,4\n") == PriorFormat::csv);
  CHECK(format("list.so", "") == PriorFormat::library);
  CHECK(contains(refusal("list", "types"), "expected HDF5, .npy, .csv or .toml"));
  CHECK(contains(refusal("l.npz", "PK\x03\x04"), "zip archive"));
  CHECK(contains(refusal("l.csv.gz", "\x1F\x8B"), "compressed"));
  InputFiles files;
  CHECK_THROWS_AS((void)open_prior_file((folder / "absent.csv").string(), files), UnreadableInput);
}

}  // namespace
}  // namespace genericity
