#pragma once

#include <cstdint>
#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/pattern.h"
#include "sim/priors/family.h"
#include "sim/study/result.h"

namespace genericity {

/// Every condition at every prior of a list, decided as a study of the list decides it, with proof.
struct ListReport {
  std::uint64_t count = 0;
  std::vector<PriorCoordinate> coordinates;
  /// In the order of the priors, and of the table of conditions for each.
  std::vector<SampleRecord> records;
};

/// `path` is that of the list's file. Throws InputError for a list that no study takes.
ListReport examine_list(const std::string& path, const LoadedPriors& list, const Pattern& pattern,
                        int threads);

/// An object for each prior: its number from 1, what stands beside it, and for each condition the verdict,
/// whether it is certified, and the margin.
nlohmann::ordered_json list_json(const ListReport& report);
/// A line for each prior.
void print_list(std::ostream& out, const ListReport& report);

}  // namespace genericity
