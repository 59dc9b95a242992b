#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/mechanisms/audit.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/transfer_rule.h"
#include "core/pattern.h"
#include "sim/cli/scoring_report.h"
#include "sim/cli/written_notes.h"
#include "sim/study/mechanism_file.h"
#include "sim/study/structure_file.h"

namespace genericity {

// The words of a request, the usual one first.
inline const std::vector<std::string> design_kinds{"simple", "scoring", "ambiguous"};
inline const std::vector<std::string> design_transfers{"scaled", "least"};
inline const std::vector<std::string> design_bases{"none", "shares"};
inline const std::vector<std::string> design_participations{"none", "individual", "coalitional"};
inline const std::vector<std::string> design_rules{"few", "lemma4"};

/// Least ‖t‖∞ is one dense rational program; beyond this many coefficients it takes too long.
constexpr std::size_t least_transfers_limit = 20000;
std::size_t count_least_coefficients(const TypeSpace& space, const Pattern& pattern);

/// What mechanism to design; the words are those of `genericity design`.
struct DesignRequest {
  std::string kind = "simple";
  std::string base = "none";
  std::string transfers = "scaled";
  std::string rules = "few";
  std::string participation = "none";
  std::uint64_t seed = 1;
};

/// Transfer rules, or why there are none.
struct Design {
  std::vector<TransferRule> rules;
  std::string reason;  ///< how the rules came about, or the proof that there are none, in words
  bool undecided = false;
  /// The verdict on CI (for simple mechanisms) or CBDP (for ambiguous ones) that it rests on, if it rests on
  /// one, and CI's proof.
  Verdict verdict = Verdict::undecided;
  CiProof proof = {};
  mpq_class scale = 1;   ///< M, where M times a proof of CI is in the rule
  ClosedForm form = {};  ///< of a scoring mechanism
};

/// What a request comes to. A mechanism has passed its audit.
struct DesignAnswer {
  Design design;
  std::optional<MechanismFile> mechanism;
  AuditReport audit;
  std::string text;  ///< the mechanism in TOML, exactly; empty without one
  WrittenNotes notes;
  /// Kind, whether there is one, the reason; and with a mechanism the same as an object, and its audit.
  nlohmann::ordered_json fields;
};

/// Reads an environment for mechanisms on this type space. Throws InputError if it is on another one, or its
/// rule is not efficient.
Environment read_environment_on(const TypeSpace& space, const std::string& path);
/// The same from a text; `name` stands for the file in messages.
Environment parse_environment_on(const TypeSpace& space, const std::string& name, const std::string& text);

/// Designs a mechanism for the structure in `file`, which must outlive the answer; without an environment one
/// where nothing is at stake, whose transfers scale up to any. Throws InputError for words of a request that
/// are unknown or do not go together, and std::logic_error for a mechanism that fails its audit.
DesignAnswer design_mechanism(const DesignRequest& request, const StructureFile& file, const Pattern& pattern,
                              const std::optional<Environment>& environment);

}  // namespace genericity
