#include "sim/cli/written_notes.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "core/conditions/prior_box.h"
#include "core/exact/integers.h"
#include "sim/cli/option_entry.h"
#include "sim/cli/table.h"
#include "sim/cli/terminal.h"
#include "sim/priors/joined.h"
#include "sim/study/shortened.h"

namespace genericity {

namespace {

bool ci_keeps_verdict(Verdict verdict, const PriorBox& box, const Pattern& pattern, const CiProof& proof) {
  if (verdict == Verdict::holds)
    return ci_holds_throughout(box, pattern, std::get_if<TransferCertificate>(&proof));
  const auto* const certificate = std::get_if<DeviationCertificate>(&proof);
  return certificate != nullptr && ci_fails_throughout(box, pattern, *certificate);
}

}  // namespace

void WrittenNotes::look_at(const Pattern& pattern, Condition condition, Verdict verdict,
                           const CiProof& proof) {
  const WrittenWeights& written = file_->written;
  if (verdict == Verdict::undecided || written.greatest_rounding() == 0) return;
  const bool has_pairs = info(condition).pairs != ComparedPairs::none;
  if (condition != Condition::ci && !has_pairs) return;
  const PriorBox box(file_->structure.space(), written.values, written.rounding);
  const bool proved = has_pairs ? pairs_keep_verdict(verdict, box, compared_coalitions(condition, pattern))
                                : ci_keeps_verdict(verdict, box, pattern, proof);
  const auto place = proved_.emplace(condition, proved).first;
  place->second = place->second && proved;
}

bool WrittenNotes::is_proved(Condition condition) const {
  const auto place = proved_.find(condition);
  return place == proved_.end() || place->second;
}

void WrittenNotes::print(std::ostream& out) const {
  const WrittenWeights& written = file_->written;
  const mpq_class rounding = written.greatest_rounding();
  if (rounding > 0 && written.sum() != 1) {
    out << "\nThe weights as written sum to " << shortened(exact_decimal(written.sum()))
        << ", not 1. They are divided by that sum.\n";
  }
  std::vector<std::string> doubtful;
  for (const auto& [condition, proved] : proved_) {
    if (!proved) doubtful.push_back(to_string(condition));
  }
  if (doubtful.empty()) return;
  const bool one = doubtful.size() == 1;
  const std::string text =
      joined(doubtful, ", ") + (one ? ": the verdict is" : ": the verdicts are") +
      " on the very numbers written. A prior that rounds to these decimals (each within half a unit of its "
      "last place, at most ±" +
      short_text(rounding.get_d()) + ") may have " + (one ? "the other one" : "other ones") +
      R"(. If fractions are meant, write fractions, such as "1/3".)";
  out << '\n' << wrapped(text, paragraph_width(out)) << '\n';
}

void WrittenNotes::add_to(nlohmann::ordered_json& object) const {
  const WrittenWeights& written = file_->written;
  object["sum"] = exact_decimal(written.sum());
  nlohmann::ordered_json& rounding = object["rounding"];
  if (written.greatest_rounding() == 0) return;
  rounding["at_most"] = exact_decimal(written.greatest_rounding());
  rounding["same_verdict"] = nlohmann::ordered_json::object();
  for (const auto& [condition, proved] : proved_) rounding["same_verdict"][to_string(condition)] = proved;
}

}  // namespace genericity
