#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "sim/priors/family.h"
#include "sim/priors/spec.h"

namespace genericity {

/// One family as the registry knows it.
struct PriorFamilyEntry {
  PriorFamilyInfo info;
  /// The parameters' names, for checking.
  std::vector<std::string> parameters;
  /// Called with a description whose keys are known to be right.
  std::unique_ptr<PriorFamily> (*build)(const PriorSpec& spec, const TypeSpace& space,
                                        const PriorLoader& load);
  /// Those of the parameters whose value is a list by itself, so that a list of them is no choice of values.
  std::vector<std::string> list_keys = {};
  /// It looks at the description's keys itself, as it has others besides.
  bool checks_keys = false;
};

// Each is defined in the family's own file.
PriorFamilyEntry dirichlet_entry();
PriorFamilyEntry logistic_normal_entry();
PriorFamilyEntry independent_entry();
PriorFamilyEntry block_independent_entry();
PriorFamilyEntry exchangeable_entry();
PriorFamilyEntry latent_class_entry();
PriorFamilyEntry pairwise_entry();
PriorFamilyEntry factor_entry();
PriorFamilyEntry lattice_entry();
PriorFamilyEntry near_entry();
PriorFamilyEntry perturbed_entry();
PriorFamilyEntry marginals_entry();
PriorFamilyEntry mixture_entry();
PriorFamilyEntry plugin_entry();
PriorFamilyEntry file_entry();

/// All of them, in the order of help texts.
inline constexpr std::array prior_family_entries = {&dirichlet_entry,    &logistic_normal_entry,
                                                    &independent_entry,  &block_independent_entry,
                                                    &exchangeable_entry, &latent_class_entry,
                                                    &pairwise_entry,     &factor_entry,
                                                    &lattice_entry,      &near_entry,
                                                    &perturbed_entry,    &marginals_entry,
                                                    &mixture_entry,      &plugin_entry,
                                                    &file_entry};

/// Builds the family that `spec` describes, nested or not.
std::unique_ptr<PriorFamily> build_prior_family(const PriorSpec& spec, const TypeSpace& space,
                                                const PriorLoader& load);

}  // namespace genericity
