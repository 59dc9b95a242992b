#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/mechanisms/environment.h"
#include "core/mechanisms/simple_design.h"
#include "core/pattern.h"
#include "core/verdict.h"
#include "sim/cli/written_notes.h"
#include "sim/study/structure_file.h"

namespace genericity {

/// An environment that no mechanism of a kind implements, or why there is none.
struct Counterexample {
  std::optional<CounterexampleEnvironment> found;
  std::string reason;
  /// On CI, with its proof, or, for ambiguous mechanisms, on CBDP.
  Verdict verdict = Verdict::undecided;
  CiProof proof = {};
};

/// What `genericity counterexample` answers.
struct CounterexampleAnswer {
  Counterexample example;
  std::string environment;  ///< in TOML, exactly; empty without one
  WrittenNotes notes;
  nlohmann::ordered_json fields;
};

/// Looks for an environment without a mechanism of this kind, "simple" or "ambiguous", at the structure in
/// `file`, which must outlive the answer. Throws std::logic_error for one that fails its check.
CounterexampleAnswer find_counterexample(const std::string& kind, const StructureFile& file,
                                         const Pattern& pattern);

}  // namespace genericity
