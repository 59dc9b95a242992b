#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/conditions/condition.h"
#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/priors/family.h"
#include "sim/study/result.h"
#include "sim/study/states.h"

namespace genericity {

/// Which conditions are decided at the priors of a list, and how.
struct ListQuestion {
  std::vector<Condition> conditions;
  RecordMargins margins = RecordMargins::all;
  int threads = 1;
  /// Asked about every second by the calling thread; true ends the work, and the report has no records then.
  std::function<bool()> stop_requested = [] { return false; };
};

/// Conditions at every prior of a list, decided as a study of the list decides them, with proof.
struct ListReport {
  std::uint64_t count = 0;
  std::vector<Condition> conditions;
  std::vector<PriorCoordinate> coordinates;
  /// In the order of the priors, and of the conditions for each.
  std::vector<SampleRecord> records;
};

/// Decides all conditions, on so many threads. `path` is that of the list's file. Throws InputError for a
/// list that no study takes.
ListReport examine_list(const std::string& path, const LoadedPriors& list, const Pattern& pattern,
                        int threads);
/// The same for a law that has finitely many priors (PriorFamily::size), of one question.
ListReport examine_list(const TypeSpace& space, std::shared_ptr<const PriorFamily> list,
                        const Pattern& pattern, const ListQuestion& question);

/// An object for each prior: its number from 1, what stands beside it, and for each condition the verdict,
/// whether it is certified, and the margin.
nlohmann::ordered_json list_json(const ListReport& report);
/// A line for each prior.
void print_list(std::ostream& out, const ListReport& report);

}  // namespace genericity
