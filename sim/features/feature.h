#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

/// Numbers that describe the prior of a sample, or the prior under a pattern. Their order is that of the
/// table below.
enum class Feature : std::uint8_t {
  entropy,
  total_correlation,
  mutual_information,
  least_weight,
  separation,
  t_star
};

/// All that is said of a feature.
struct FeatureInfo {
  std::string_view name;
  /// What it is, without its unit.
  std::string_view sentence;
  /// "nat", or "1" for pure numbers.
  std::string_view units;
};

/// One record a feature. Entropies have natural logarithms.
inline constexpr std::array feature_table = std::to_array<FeatureInfo>({
    {"entropy", "Shannon entropy of the prior", "nat"},
    {"total_correlation", "entropies of the agents' types, summed, less that of the prior", "nat"},
    {"mutual_information",
     "least mutual information of a coalition's types and the others', over the pattern's coalitions", "nat"},
    {"least_weight", "least probability of a type profile", "1"},
    {"separation", "least total-variation distance of two posteriors of one coalition: cbdp's margin", "1"},
    {"t_star", "ci's margin, proved to a part in a hundred; 0 where ci fails, NaN where it is undecided",
     "1"},
});
static_assert(feature_table.size() == static_cast<std::size_t>(Feature::t_star) + 1);

constexpr const FeatureInfo& info(Feature feature) {
  return feature_table[static_cast<std::size_t>(feature)];
}
/// The feature of this name; nothing if there is none.
std::optional<Feature> feature_named(std::string_view name);
std::vector<std::string> feature_names();

/// What is kept of the priors of recorded samples: features, in this order, and then, if wanted, the prior,
/// |Θ| probabilities.
struct Description {
  std::vector<Feature> features;
  bool priors = false;

  [[nodiscard]] bool empty() const { return features.empty() && !priors; }
  /// How many numbers describe a sample, if there are so many type profiles.
  [[nodiscard]] std::size_t size(std::size_t profiles) const {
    return features.size() + (priors ? profiles : 0);
  }
  /// As a study's identity states it: "entropy t_star priors".
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Description&, const Description&) = default;
};

}  // namespace genericity
