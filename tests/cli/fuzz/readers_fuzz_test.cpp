#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <typeinfo>
#include <utility>
#include <vector>

#include "sim/lists/prior_files.h"
#include "sim/store/store_error.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/structure_file.h"
#include "sim/study/study_file.h"
#include "tests/cli/fuzz/mutations.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

/// Fixed, so that a failure comes back; printed with it, beside the text.
constexpr std::uint64_t seed = 20261121;

struct Outcome {
  int accepted = 0;
  int refused = 0;
  double slowest = 0;
};

/// A message is one line that names the file, or at least its folder.
bool well_formed(const std::string& message, const std::string& place) {
  return message.find(place) != std::string::npos && std::none_of(message.begin(), message.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
         });
}

/// Reads one spoilt text; anything but acceptance or InputError is a failure.
template <class Read>
void try_one(const std::string& text, const std::string& path, const Read& read, Outcome& outcome) {
  write_bytes(path, text);
  const auto start = std::chrono::steady_clock::now();
  try {
    read(path);
    ++outcome.accepted;
  } catch (const InputError& error) {
    ++outcome.refused;
    const std::string message = error.what();
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    if (!well_formed(message, folder) && !well_formed(message, "the ensemble of types")) {
      CAPTURE(seed);
      CAPTURE(text);
      FAIL_CHECK("malformed message: ", message);
    }
  } catch (const std::exception& error) {
    CAPTURE(seed);
    CAPTURE(text);
    FAIL_CHECK(typeid(error).name(), ": ", error.what());
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  outcome.slowest = std::max(outcome.slowest, spent.count());
}

const std::vector<std::string> studies{
    "format = 1\ntitle = \"Größe\"\nseed = 5\nconditions = [\"ci\", \"cbdp\"]\n\n[[ensemble]]\n"
    "types = [[2, 2, 2], [3, 2]]\nprior = [{ family = \"dirichlet\", alpha = 1.0 }, { family = \"near\", "
    "base = "
    "{ family = \"lattice\", denominator = 24 }, epsilon = 1e-3 }]\npatterns = [\"minimal\", \"{1,2}\", "
    "\"size<=1\"]\n\n"
    "[stop]\nsamples = 100\nhalf_width = 0.01\nconfidence = 0.95\ntime = \"2h\"\n\n[record]\nsamples = "
    "\"all\"\n"
    "margins = true\n",
    "format = 1\nseed = 1\n[[ensemble]]\ntypes = [2, 2, 2, 2]\nprior = { family = \"file\", file = "
    "\"given.toml\" }\n"
    "patterns = [\"{1,2},{2,3}\", \"noncomplementary\"]\n[[ensemble]]\ntypes = [[2, 2, 2, 2]]\n"
    "prior = [\"independent\", { family = \"block_independent\", blocks = \"{1,2},{3,4}\" }, { family = "
    "\"latent_class\", classes = 2, alpha = 0.5 }, { family = \"perturbed\", file = \"given.toml\", epsilon "
    "= 0.01 }]\n"
    "patterns = \"maximal\"\n[stop]\nsamples = 10\n",
    "format = 1\nseed = [5, { range = [7, 9, 2] }]\nexclude = [{ types = [2, 2], family = \"dirichlet\", "
    "alpha = "
    "\">=1\" }, { base = { classes = 2 }, pattern = \"maximal\", seed = [5] }]\nskip = "
    "[\"never\"]\n[[ensemble]]\n"
    "types = [{ agents = [2, 3], each = { range = [2, 3, 1] }, ordered = false }, [2, 2]]\n"
    "prior = [{ family = \"dirichlet\", alpha = [0.5, { linspace = [1, 2, 3] }, { logspace = [0.1, 10, 3] }] "
    "}, "
    "{ family = \"near\", base = { family = \"latent_class\", classes = [2, 3] }, epsilon = 0.1 }]\n"
    "patterns = [\"minimal\", \"maximal\"]\n"};

const std::vector<std::string> structures{
    "name = \"Größe\"\ntypes = [2, 2, 2]\npattern = \"{1,2}\"\nprior = [0.2, 0.15, 1e-1, \"1/20\",\n"
    "           0.05, 0.1, 1_5.0, 2]\n",
    "types = [2, 3] # two agents\nprior = [1, 2, 3,\n4, 5, 6]\n"};

TEST_CASE("spoilt studies are accepted or refused with one clear line") {
  CAPTURE(seed);
  const TemporaryDirectory folder;
  write_bytes(folder / "given.toml",
              "types = [2, 2, 2, 2]\nprior = [1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1]\n");
  const std::string path = (folder / "s.toml").string();
  const auto read = [](const std::string& file) {
    InputFiles files;
    const Study study = read_study(file, {}, prior_file_loader(files));
    require_feasible(study);
    // What is accepted makes sense.
    CHECK(study.cells() > 0);
    CHECK(study.stop.samples > 0);
    CHECK_FALSE(study.conditions.empty());
    CHECK_FALSE(study.identity().empty());
  };
  test::Mutator mutator(seed);
  Outcome outcome;
  for (const std::string& study : studies) CHECK_NOTHROW([&] { write_bytes(path, study), read(path); }());
  for (int k = 0; k < 5000; ++k)
    try_one(mutator.mutated(studies[mutator.below(studies.size())]), path, read, outcome);
  // The mutations neither spare everything nor spoil everything.
  CHECK(outcome.accepted > 50);
  CHECK(outcome.refused > 1000);
  MESSAGE("accepted ", outcome.accepted, ", refused ", outcome.refused, ", slowest ", outcome.slowest, " s");
}

TEST_CASE("spoilt structures are accepted or refused with one clear line") {
  CAPTURE(seed);
  const TemporaryDirectory folder;
  const std::string path = (folder / "g.toml").string();
  const auto read = [](const std::string& file) {
    const StructureFile structure = read_structure(file);
    for (const mpz_class& weight : structure.structure.exact()) CHECK(weight > 0);
    CHECK(structure.structure.exact().size() == structure.structure.space().profiles());
    InputFiles files;
    (void)read_priors(open_prior_file(file, files), structure.structure.space());
  };
  test::Mutator mutator(seed + 1);
  Outcome outcome;
  for (const std::string& structure : structures)
    CHECK_NOTHROW([&] { write_bytes(path, structure), read(path); }());
  for (int k = 0; k < 5000; ++k)
    try_one(mutator.mutated(structures[mutator.below(structures.size())]), path, read, outcome);
  CHECK(outcome.accepted > 50);
  CHECK(outcome.refused > 1000);
  MESSAGE("accepted ", outcome.accepted, ", refused ", outcome.refused, ", slowest ", outcome.slowest, " s");
}

/// Three priors on 2x2 as a table, a list in TOML and arrays of NumPy.
std::vector<std::pair<std::string, std::string>> written_lists() {
  std::vector<std::pair<std::string, std::string>> lists{
      {"l.csv", "rho,\"a, b\",w01,w10,w11\r\n0.5,0.2,1/3,1e-1,2\r\n-1,0.25,0.5,12,24\r\n7,1,2,3,4\r\n"},
      {"l.toml",
       "types = [2, 2]\nrho = [0.5, -1]\nprior = [[0.2, \"1/3\", 1e-1, 2], [0.25, 0.5, 12, 24]]\n"}};
  for (const bool is_fortran : {false, true}) {
    const std::string header = std::string("{'descr': '<i2', 'fortran_order': ") +
                               (is_fortran ? "True" : "False") + ", 'shape': (3, 2, 2), }\n";
    std::string bytes = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header;
    for (int k = 1; k <= 12; ++k) bytes += {static_cast<char>(k), '\0'};
    lists.emplace_back("l.npy", bytes);
  }
  return lists;
}

TEST_CASE("spoilt lists are accepted or refused with one clear line") {
  CAPTURE(seed);
  const TemporaryDirectory folder;
  const TypeSpace space({2, 2});
  const auto read = [&](const std::string& file) {
    InputFiles files;
    const LoadedPriors loaded = read_priors(open_prior_file(file, files), space);
    CHECK_FALSE(loaded.priors.empty());
    for (const std::vector<double>& prior : loaded.priors) {
      CHECK(prior.size() == loaded.space.profiles());
      CHECK(std::all_of(prior.begin(), prior.end(), [](double w) { return w > 0 && std::isfinite(w); }));
    }
    CHECK((loaded.exact.empty() || loaded.exact.size() == loaded.priors.size()));
    for (const PriorCoordinate& beside : loaded.coordinates)
      CHECK(beside.values.size() == loaded.priors.size());
  };
  test::Mutator mutator(seed + 3);
  for (const auto& list : written_lists()) {
    const std::string& name = list.first;
    const std::string& bytes = list.second;
    CAPTURE(name);
    const std::string path = (folder / name).string();
    write_bytes(path, bytes);
    CHECK_NOTHROW(read(path));
    Outcome outcome;
    for (int k = 0; k < 2000; ++k) {
      std::string spoilt = bytes;
      const std::size_t place = mutator.below(spoilt.size());
      spoilt[place] = static_cast<char>(static_cast<unsigned char>(spoilt[place]) ^ (1U << mutator.below(8)));
      try_one(spoilt, path, read, outcome);
      try_one(mutator.mutated(bytes), path, read, outcome);
      if (k < 200) try_one(bytes.substr(0, mutator.below(bytes.size())), path, read, outcome);
    }
    CHECK(outcome.accepted > 50);
    CHECK(outcome.refused > 1000);
  }
}

TEST_CASE("spoilt assignments are accepted or refused with one clear line") {
  CAPTURE(seed);
  const TemporaryDirectory folder;
  write_bytes(folder / "given.toml",
              "types = [2, 2, 2, 2]\nprior = [1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1]\n");
  const std::string path = (folder / "s.toml").string();
  write_bytes(path, studies[0]);
  const std::vector<std::string> assignments{"stop.samples=100", "record.samples=all", "title=\"a b\"",
                                             "conditions=[\"ci\"]", "stop.time=2h"};
  test::Mutator mutator(seed + 2);
  int refused = 0;
  for (int k = 0; k < 1000; ++k) {
    const std::string assignment = mutator.mutated(assignments[mutator.below(assignments.size())]);
    try {
      InputFiles files;
      (void)read_study(path, {assignment}, prior_file_loader(files));
    } catch (const InputError& error) {
      ++refused;
      CHECK(well_formed(error.what(), ""));
    } catch (const std::exception& error) {
      CAPTURE(assignment);
      FAIL_CHECK(typeid(error).name(), ": ", error.what());
    }
  }
  CHECK(refused > 100);
}

}  // namespace
}  // namespace genericity
