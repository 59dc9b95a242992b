#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/conditions/ci_margin.h"
#include "core/conditions/condition.h"
#include "core/information_structure.h"
#include "core/pattern.h"
#include "sim/cli/table.h"
#include "sim/cli/written_notes.h"

namespace genericity {

/// The proof of the verdict on CI for a reader: a table, and below it what it shows. Checked once more by the
/// exact checker.
struct CertificateWords {
  std::string title;
  /// Of a failure: coalition, true types, reported types, weight, of which the largest is 1. Of a success: a
  /// row a type profile, a column an agent.
  Table table;
  /// One observation a row: as `table`, or profile, agent and transfer; exact.
  Table tidy;
  std::string sentence;
};

/// Makes the proof as short as it can (core/conditions/short_certificate.h); `object` becomes what JSON says
/// of it, with every number. Nothing to say of an undecided verdict: then all is empty. Throws
/// std::logic_error if the proof does not pass its check.
CertificateWords certificate_in_words(const InformationStructure& structure, const Pattern& pattern,
                                      const CiProof& proof, nlohmann::ordered_json& object);

/// Why this condition about posteriors fails at the structure, as a sentence; empty for conditions that are
/// not about posteriors.
std::string failure_in_words(Condition condition, const InformationStructure& structure,
                             const Pattern& pattern);

}  // namespace genericity
