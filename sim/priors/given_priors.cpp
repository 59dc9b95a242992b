#include "sim/priors/given_priors.h"

#include <cmath>
#include <utility>

namespace genericity {
namespace {

void check_prior(const PriorSpec& spec, const std::string& which, const std::vector<double>& prior,
                 const TypeSpace& space) {
  if (prior.size() != space.profiles())
    spec.fail("file", which + " has " + std::to_string(prior.size()) + " weights, the type space " +
                          space.to_string() + " needs " + std::to_string(space.profiles()));
  if (const std::string fault = fault_of_weights(prior); !fault.empty())
    spec.fail("file", which + ": " + fault);
}

}  // namespace

std::string fault_of_weights(std::span<const double> weights) {
  double total = 0;
  for (std::size_t profile = 0; profile < weights.size(); ++profile) {
    const double weight = weights[profile];
    if (!(std::isnormal(weight) && weight > 0)) {
      return "weight " + std::to_string(profile + 1) + " is " + number_text(weight) +
             "; weights must be positive, finite and at least 2^-1022";
    }
    total += weight;
  }
  return std::isfinite(total) ? "" : "the sum of the weights is not finite; scale them down";
}

GivenPriors load_given_priors(const PriorSpec& spec, const TypeSpace& space, const PriorLoader& load) {
  const std::string path = spec.text("file", "\"structures/guo.toml\"");
  if (path.empty()) spec.fail("file", "must not be empty");
  if (!load) spec.fail("file", "cannot be read: no files can be read here");
  LoadedPriors loaded = load(path, space);
  if (!loaded.library.empty())
    spec.fail("file",
              "must hold priors; " + shown_text(path) + " is named as a library, for the family plugin");
  if (!(loaded.space == space))
    spec.fail("file",
              "holds priors on the type space " + loaded.space.to_string() + ", not on " + space.to_string());
  if (loaded.priors.empty()) spec.fail("file", "holds no prior");

  GivenPriors given;
  given.base_name = path.substr(path.find_last_of('/') + 1);
  given.digest = loaded.digest;
  given.profiles = space.profiles();
  given.weights.reserve(loaded.priors.size() * space.profiles());
  for (std::size_t j = 0; j < loaded.priors.size(); ++j) {
    check_prior(spec, "holds a fault; prior " + std::to_string(j + 1), loaded.priors[j], space);
    given.weights.insert(given.weights.end(), loaded.priors[j].begin(), loaded.priors[j].end());
  }
  given.exact = std::move(loaded.exact);
  given.coordinates = std::move(loaded.coordinates);
  given.rounded = loaded.rounded;
  return given;
}

PriorLoader rounding_loader(const PriorLoader& load) {
  if (!load) return load;
  return [load](const std::string& path, const TypeSpace& space) {
    LoadedPriors loaded = load(path, space);
    loaded.rounded = loaded.rounded || !loaded.exact.empty();
    loaded.exact.clear();
    return loaded;
  };
}

}  // namespace genericity
