#include "sim/environments/environment_law.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/priors/spec.h"
#include "sim/random/variates.h"

namespace genericity {

namespace {

constexpr std::array laws{
    UtilitiesInfo{
        Utilities::gaussian, "gaussian", "",
        "every agent's utility from every outcome at every type profile is normal, all independent"},
    UtilitiesInfo{Utilities::private_values, "private", "",
                  "an agent's utilities depend on the outcome and the agent's own type only, all independent "
                  "and normal"},
    UtilitiesInfo{Utilities::common, "common", "",
                  "all agents have the same utility, normal and independent over outcomes and type profiles"},
    UtilitiesInfo{
        Utilities::sparse, "sparse", "density above 0 to 1",
        "as gaussian, but a utility is 0 unless an independent event of probability density happens"},
    UtilitiesInfo{
        Utilities::additive, "additive", "lambda from -10 to 10",
        "an agent's utility is a normal value of the own type plus lambda times every other agent's"},
};

constexpr bool stand_in_order() {
  for (std::size_t k = 0; k < laws.size(); ++k) {
    if (static_cast<std::size_t>(laws[k].utilities) != k) return false;
  }
  return laws.size() == static_cast<std::size_t>(Utilities::count_);
}
static_assert(stand_in_order(), "every law of environments needs its record, in the enumeration's order");

/// The stream of the events of `sparse`, apart from that of the normal numbers.
constexpr std::uint64_t events_tag = 0x5ba45e;

const UtilitiesInfo& named(const PriorSpec& spec) {
  const std::string wanted = spec.text("utilities", "\"gaussian\"");
  const auto* const found =
      std::find_if(laws.begin(), laws.end(), [&](const UtilitiesInfo& law) { return law.name == wanted; });
  if (found != laws.end()) return *found;
  std::vector<std::string> known;
  known.reserve(laws.size());
  for (const UtilitiesInfo& law : laws) known.emplace_back(law.name);
  spec.fail("utilities", "names no known law: " + shown_text(wanted) + did_you_mean(wanted, known) +
                             " Known: " + joined(known, ", "));
}

/// The key of the law's own parameter, if it has one.
std::string own_key(const UtilitiesInfo& law) {
  return std::string(law.parameter.substr(0, law.parameter.find(' ')));
}

}  // namespace

std::span<const UtilitiesInfo> environment_laws() {
  return laws;
}

std::string law_text(const std::string& prior, const std::string& environment) {
  return environment.empty() ? prior : prior + " in " + environment;
}

EnvironmentLaw::EnvironmentLaw(const nlohmann::json& spec, TypeSpace space) : space_(std::move(space)) {
  const PriorSpec given(spec);
  const UtilitiesInfo& law = named(given);
  utilities_ = law.utilities;
  const std::string own = own_key(law);
  std::vector<std::string> known{"outcomes", "outside"};
  if (!own.empty()) known.push_back(own);
  for (const auto& item : spec.items()) {
    if (item.key() == "utilities" || std::find(known.begin(), known.end(), item.key()) != known.end())
      continue;
    given.fail(item.key(), "is no parameter of utilities = \"" + std::string(law.name) + "\"" +
                               did_you_mean(item.key(), known) + " Its parameters: " + joined(known, ", "));
  }
  outcomes_ = static_cast<std::size_t>(
      given.integer("outcomes", 2, most_outcomes, "what the efficient rule chooses among"));
  outside_ = given.real("outside", 0.0, -100, 100,
                        "what staying out is worth to every agent, in standard deviations");
  if (utilities_ == Utilities::sparse) {
    parameter_ = given.real("density", {}, 1e-6, 1, "the share of utilities that are not 0");
  } else if (utilities_ == Utilities::additive) {
    parameter_ = given.real("lambda", {}, -10, 10, "how much another agent's value counts beside the own");
  }
}

PriorParameters EnvironmentLaw::parameters() const {
  const UtilitiesInfo& law = laws[static_cast<std::size_t>(utilities_)];
  PriorParameters parameters{{"utilities", std::string(law.name)},
                             {"outcomes", static_cast<double>(outcomes_), true}};
  if (!law.parameter.empty()) parameters.push_back({own_key(law), parameter_});
  parameters.push_back({"outside", outside_});
  return parameters;
}

std::string EnvironmentLaw::stream_name() const {
  const PriorParameters all = parameters();
  return canonical_name(std::span(all).first(2));
}

std::size_t EnvironmentLaw::numbers_drawn() const {
  const auto agents = static_cast<std::size_t>(space_.agents());
  switch (utilities_) {
    case Utilities::common:
      return outcomes_ * space_.profiles();
    case Utilities::private_values:
    case Utilities::additive:
      return outcomes_ *
             static_cast<std::size_t>(std::accumulate(space_.sizes().begin(), space_.sizes().end(), 0));
    case Utilities::gaussian:
    case Utilities::sparse:
    case Utilities::count_:
      break;
  }
  return outcomes_ * agents * space_.profiles();
}

std::size_t EnvironmentLaw::scratch_size() const {
  return 2 * outcomes_ * static_cast<std::size_t>(space_.agents()) * space_.profiles();
}

std::size_t EnvironmentLaw::draw(StreamKey stream, std::uint64_t sample, std::uint64_t number,
                                 SampledEnvironment& environment, std::span<double> scratch) const {
  const auto agents = static_cast<std::size_t>(space_.agents());
  const std::size_t profiles = space_.profiles();
  const std::span<double> utilities = scratch.first(outcomes_ * agents * profiles);
  const std::span<double> numbers = scratch.subspan(utilities.size(), numbers_drawn());
  const StreamKey key = derive_stream_key(stream, number);
  const VariateAddress address = address_of(key, sample, 1, numbers.size());
  generator_.normals(address, 1, numbers);
  const auto each = [&](const auto& value) {
    std::size_t place = 0;
    for (std::size_t outcome = 0; outcome < outcomes_; ++outcome) {
      for (std::size_t agent = 0; agent < agents; ++agent) {
        for (std::size_t profile = 0; profile < profiles; ++profile)
          utilities[place++] = value(outcome, agent, profile);
      }
    }
  };
  // Of private values: where those of an outcome start, and those of an agent within them.
  const std::size_t types = numbers.size() / outcomes_;
  const auto own = [&](std::size_t outcome, std::size_t agent, std::size_t profile) {
    std::size_t first = 0;
    for (std::size_t other = 0; other < agent; ++other)
      first += static_cast<std::size_t>(space_.size(static_cast<int>(other)));
    return numbers[outcome * types + first +
                   static_cast<std::size_t>(space_.type_of(profile, static_cast<int>(agent)))];
  };
  switch (utilities_) {
    case Utilities::private_values:
      each(own);
      break;
    case Utilities::common:
      each([&](std::size_t outcome, std::size_t, std::size_t profile) {
        return numbers[outcome * profiles + profile];
      });
      break;
    case Utilities::additive:
      each([&](std::size_t outcome, std::size_t agent, std::size_t profile) {
        double others = 0;
        for (std::size_t other = 0; other < agents; ++other) {
          if (other != agent) others += own(outcome, other, profile);
        }
        return own(outcome, agent, profile) + parameter_ * others;
      });
      break;
    case Utilities::sparse:
      generator_.uniforms(address_of(derive_stream_key(key, events_tag), sample, 1, utilities.size()),
                          utilities);
      for (std::size_t k = 0; k < utilities.size(); ++k)
        utilities[k] = utilities[k] < parameter_ ? numbers[k] : 0;
      break;
    case Utilities::gaussian:
    case Utilities::count_:
      std::copy(numbers.begin(), numbers.end(), utilities.begin());
      break;
  }
  return environment.set(utilities, outside_);
}

}  // namespace genericity
