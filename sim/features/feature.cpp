#include "sim/features/feature.h"

#include <algorithm>

#include "sim/priors/joined.h"

namespace genericity {

std::optional<Feature> feature_named(std::string_view name) {
  const auto* const found = std::find_if(feature_table.begin(), feature_table.end(),
                                         [&](const FeatureInfo& feature) { return feature.name == name; });
  if (found == feature_table.end()) return {};
  return static_cast<Feature>(found - feature_table.begin());
}

std::vector<std::string> feature_names() {
  std::vector<std::string> names;
  names.reserve(feature_table.size());
  for (const FeatureInfo& feature : feature_table) names.emplace_back(feature.name);
  return names;
}

std::string Description::text() const {
  std::vector<std::string> names;
  names.reserve(features.size() + 1);
  for (const Feature feature : features) names.emplace_back(info(feature).name);
  if (priors) names.emplace_back("priors");
  return joined(names, " ");
}

}  // namespace genericity
