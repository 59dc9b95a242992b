#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "core/certificate.h"
#include "core/conditions/condition.h"
#include "core/pattern.h"
#include "core/verdict.h"
#include "sim/study/structure_file.h"

namespace genericity {

/// The proof of a verdict on CI; neither kind where there is none, or for other conditions.
using CiProof = std::variant<std::monostate, TransferCertificate, DeviationCertificate>;

/// What is to be said of verdicts on a prior because of how its weights are written: that decimals do not sum
/// to 1, and which verdicts are not proved for every prior that rounds to these decimals.
class WrittenNotes {
 public:
  /// Keeps a reference to both.
  WrittenNotes(const StructureFile& file, const Pattern& pattern) : file_(&file), pattern_(&pattern) {}

  /// Looks at a verdict. Only those on CI, CBDP and BDP are looked at, if they are decided; and nothing is if
  /// no weight is a decimal.
  void look_at(Condition condition, Verdict verdict, const CiProof& proof = {});

  /// Each note is a paragraph after an empty line.
  void print(std::ostream& out) const;
  /// Adds the fields "sum" and "rounding".
  void add_to(nlohmann::ordered_json& object) const;

 private:
  const StructureFile* file_;
  const Pattern* pattern_;
  /// Whether each verdict is proved for every prior that rounds to what is written.
  std::vector<std::pair<Condition, bool>> proved_;
};

}  // namespace genericity
