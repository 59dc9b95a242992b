#pragma once

#include <iosfwd>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <variant>

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
  /// Keeps a reference.
  explicit WrittenNotes(const StructureFile& file) : file_(&file) {}

  /// Looks at a verdict at a pattern. Only those on CI, CBDP and BDP are looked at, if they are decided; and
  /// nothing is if no weight is a decimal. Of verdicts on one condition at several patterns all must be
  /// proved.
  void look_at(const Pattern& pattern, Condition condition, Verdict verdict, const CiProof& proof = {});
  /// Whether all verdicts on the condition so far are proved for every prior that rounds to what is written.
  [[nodiscard]] bool is_proved(Condition condition) const;

  /// Each note is a paragraph after an empty line.
  void print(std::ostream& out) const;
  /// Adds the fields "sum" and "rounding".
  void add_to(nlohmann::ordered_json& object) const;

 private:
  const StructureFile* file_;
  /// Whether each verdict is proved for every prior that rounds to what is written.
  std::map<Condition, bool> proved_;
};

}  // namespace genericity
