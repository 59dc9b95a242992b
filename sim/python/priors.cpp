#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/verdict.h"
#include "sim/cli/cores.h"
#include "sim/cli/list_report.h"
#include "sim/cli/mechanism_report.h"
#include "sim/lists/prior_files.h"
#include "sim/priors/family.h"
#include "sim/priors/given_priors.h"
#include "sim/priors/joined.h"
#include "sim/priors/list_checks.h"
#include "sim/priors/nearest_name.h"
#include "sim/python/given_structure.h"
#include "sim/python/rooms.h"
#include "sim/random/stream.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/study.h"

namespace genericity::python {

namespace {

namespace py = pybind11;
using Doubles = py::array_t<double, py::array::c_style>;

/// Samples drawn between two questions whether to stop.
constexpr std::uint64_t drawn_at_a_time = 4096;

/// The law that a description in JSON says; files of priors are looked for where the program runs.
std::unique_ptr<PriorFamily> family_of(const std::string& description, const TypeSpace& space) {
  InputFiles files;
  const nlohmann::json spec = nlohmann::json::parse(description, nullptr, false);
  if (spec.is_discarded()) throw InputError("family: it cannot be written as JSON");
  try {
    return make_prior_family(spec, space, prior_file_loader(files));
  } catch (const PriorError& error) {
    throw InputError((error.key() == "family" ? "" : "family.") + error.key() + ": " + error.what());
  }
}

Doubles draw(const std::string& description, const std::vector<int>& types, std::uint64_t count,
             std::uint64_t seed, std::uint64_t first) {
  const TypeSpace space = space_of(types);
  const std::size_t profiles = space.profiles();
  if (count > most_list_weights / profiles) {
    throw InputError("n: at most " + std::to_string(most_list_weights / profiles) +
                     " priors on these types are drawn at once; draw the others with first");
  }
  const std::unique_ptr<PriorFamily> family = family_of(description, space);
  if (family->size() > 0 && (first > family->size() || count > family->size() - first)) {
    throw InputError("n: the law has the priors 0 to " + std::to_string(family->size() - 1) +
                     " and no others");
  }
  Doubles drawn({static_cast<py::ssize_t>(count), static_cast<py::ssize_t>(profiles)});
  const std::span<double> weights(drawn.mutable_data(), count * profiles);
  bool stopped = false;
  {
    const py::gil_scoped_release free;
    std::vector<double> scratch(family->scratch_size());
    const StreamKey key = make_stream_key(seed, ensemble_key(space, *family));
    for (std::uint64_t done = 0; done < count && !stopped; done += drawn_at_a_time) {
      const std::uint64_t some = std::min(drawn_at_a_time, count - done);
      family->draw(key, first + done, some, weights.subspan(done * profiles, some * profiles), scratch);
      stopped = is_interrupted();
    }
  }
  if (stopped) raise_interrupt();
  return drawn;
}

std::vector<Condition> conditions_of(const std::vector<std::string>& keys) {
  std::vector<Condition> conditions;
  for (const std::string& key : keys) {
    const std::optional<Condition> condition = condition_named(key);
    if (condition && info(*condition).needs_environment)
      throw InputError("conditions: " + key +
                       " is about environments; only studies draw them (genericity.run)");
    if (!condition) {
      std::vector<std::string> known;
      for (const ConditionInfo& record : structure_conditions) known.emplace_back(record.key);
      throw InputError("conditions: unknown condition '" + key + "'; expected some of " +
                       joined(known, ", ") + did_you_mean(key, known));
    }
    if (std::find(conditions.begin(), conditions.end(), *condition) != conditions.end())
      throw InputError("conditions: '" + key + "' is listed twice");
    conditions.push_back(*condition);
  }
  return conditions;
}

/// The priors as a law that has these and no others. Throws InputError for weights of which the first fault
/// is at prior and weight numbers from 1.
std::shared_ptr<const PriorFamily> list_of(const Doubles& priors, const TypeSpace& space) {
  const std::size_t profiles = space.profiles();
  const std::span<const double> weights(priors.data(), static_cast<std::size_t>(priors.size()));
  for (std::size_t first = 0; first < weights.size(); first += profiles) {
    if (const std::string fault = fault_of_weights(weights.subspan(first, profiles)); !fault.empty())
      throw InputError("priors: prior " + std::to_string(first / profiles + 1) + ": " + fault);
  }
  GivenPriors given;
  given.base_name = "priors";
  given.profiles = profiles;
  given.weights.assign(weights.begin(), weights.end());
  return make_given_family(std::move(given));
}

/// Verdicts as whole numbers, whether each is certified, and margins; arrays of shape (priors, conditions).
py::tuple decide(const Doubles& priors, const std::vector<int>& types, const std::string& pattern,
                 const std::vector<std::string>& keys, bool margins, int threads) {
  const TypeSpace space = space_of(types);
  if (priors.ndim() != 2 || static_cast<std::size_t>(priors.shape(1)) != space.profiles())
    throw InputError("priors: expected an array with a row of " + std::to_string(space.profiles()) +
                     " weights for each prior");
  const Pattern chosen = chosen_pattern(std::nullopt, space, pattern);
  require_feasible(space, chosen, "priors");
  ListQuestion question;
  question.conditions = conditions_of(keys);
  question.margins = margins ? RecordMargins::all : RecordMargins::cheap;
  question.threads = chosen_threads(threads, nullptr).threads;
  question.stop_requested = is_interrupted;
  const std::vector<py::ssize_t> shape{priors.shape(0), static_cast<py::ssize_t>(keys.size())};
  py::array_t<std::uint8_t> verdicts(shape);
  py::array_t<bool> certified(shape);
  Doubles found(shape);
  const auto size = static_cast<std::size_t>(verdicts.size());
  if (size == 0) return py::make_tuple(verdicts, certified, found);
  bool complete = false;
  {
    const std::span<std::uint8_t> verdict(verdicts.mutable_data(), size);
    const std::span<bool> proof(certified.mutable_data(), size);
    const std::span<double> margin(found.mutable_data(), size);
    const py::gil_scoped_release free;
    const ListReport report = examine_list(space, list_of(priors, space), chosen, question);
    complete = report.records.size() == size;
    for (std::size_t k = 0; k < report.records.size(); ++k) {
      const SampleRecord& record = report.records[k];
      verdict[k] = record.verdict;
      proof[k] = record.certified != 0;
      margin[k] = static_cast<Verdict>(record.verdict) == Verdict::fails ? 0 : record.margin;
    }
  }
  if (!complete) raise_interrupt();
  return py::make_tuple(verdicts, certified, found);
}

}  // namespace

void add_priors(py::module_& module) {
  module.def("draw", draw, py::arg("family"), py::arg("types"), py::arg("count"), py::arg("seed"),
             py::arg("first"),
             "Samples first … first+count−1 that a study with this seed draws of the law: an array of shape "
             "(count, type profiles).");
  module.def("decide", decide, py::arg("priors"), py::arg("types"), py::arg("pattern"), py::arg("conditions"),
             py::arg("margins"), py::arg("threads"),
             "Decides conditions at every prior: verdicts (0 holds, 1 fails, 2 undecided), whether each is "
             "certified, and margins, of shape (priors, conditions).");
  module.def(
      "conditions",
      [] {
        py::dict labels;
        for (const ConditionInfo& known : structure_conditions)
          labels[py::str(std::string(known.key))] = std::string(known.label);
        return labels;
      },
      "The conditions: key to label.");
  module.def(
      "families",
      [] {
        py::dict known;
        for (const PriorFamilyInfo& family : prior_families())
          known[py::str(family.name)] = py::make_tuple(family.parameters, family.summary);
        return known;
      },
      "The laws of priors: name to parameters and summary.");
}

}  // namespace genericity::python
