#include "sim/cli/scoring_report.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "core/generic/scoring_latex.h"
#include "core/generic/scoring_text.h"
#include "sim/cli/mechanism_report.h"
#include "sim/priors/joined.h"

namespace genericity {

namespace {

using Fields = nlohmann::ordered_json;

/// What number_for_people puts before a number that is rounded.
constexpr std::string_view about_sign = "≈";

Fields levels_json(const ScoringProof& proof) {
  Fields levels = Fields::array();
  for (const ScoringLevel& level : proof.levels) {
    Fields& terms = levels.emplace_back(Fields::array());
    for (const ScoringLevel::Term& term : level.terms) {
      terms.push_back(
          {{"agent", term.agent + 1}, {"of", term.of.to_string()}, {"factor", term.factor.get_str()}});
    }
  }
  return levels;
}

/// "ε = 2^-7" the first time, later "ε^2".
std::string power_of_epsilon(std::size_t level, int exponent) {
  return level == 1 ? "ε = 2^-" + std::to_string(exponent) : "ε^" + std::to_string(level);
}

}  // namespace

ClosedForm closed_form(const ScoringTransfers& transfers, int agents, const mpq_class& scale,
                       const std::string& base) {
  const std::vector<ScoringLevel>& levels = transfers.proof.levels;
  mpz_class greatest = 0;
  for (const mpz_class& value : transfers.certificate.psi)
    greatest = std::max<mpz_class>(greatest, abs(value));
  // ψ · 2^shift, rounded, has this greatest entry.
  mpq_class factor = scale / greatest;
  if (transfers.shift >= 0) {
    factor *= mpz_class(1) << static_cast<unsigned>(transfers.shift);
  } else {
    factor /= mpz_class(1) << static_cast<unsigned>(-transfers.shift);
  }
  ClosedForm form;
  form.text = "closed form, with L_T = log p(θ_T):\n";
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (level > 0) form.text += "plus " + power_of_epsilon(level, transfers.epsilon_exponent) + " times\n";
    form.text += scoring_level_text(levels[level], agents);
  }
  std::string number = number_for_people(factor);
  number = number.starts_with(about_sign) ? "≈ " + number.substr(about_sign.size()) : "= " + number;
  form.text += "t = " + (base.empty() ? "" : base + " + ") + "c ψ, c " + number + ", with ψ rounded to " +
               std::to_string(mpz_sizeinbase(greatest.get_mpz_t(), 2)) + " bits\n";
  form.latex = scoring_latex(transfers.proof, agents, transfers.epsilon_exponent);
  form.fields["closed_form"] = levels_json(transfers.proof);
  form.fields["epsilon"] = levels.size() > 1 ? Fields(transfers.epsilon().get_str()) : Fields();
  form.fields["factor"] = factor.get_str();
  form.fields["latex"] = form.latex;
  return form;
}

std::string why_no_scores(const TypeSpace& space, const ScoringDesign& design) {
  if (const auto* left = std::get_if<LeftWithoutScore>(&design)) {
    std::vector<std::string> names;
    for (const Coalition coalition : left->coalitions) names.push_back(coalition.to_string());
    return "condition (L) leaves " + joined(names, ", ") + " without a score";
  }
  if (const auto* types = std::get_if<ExceptionalTypes>(&design)) {
    return "the prior is exceptional for the transfers that were found by condition (L): " +
           joint_types_text(space, types->coalition, types->first, types->second) +
           " have the same scores; whether CI holds, --kind simple says";
  }
  return "undecided: the prior is so close to one that is exceptional for the transfers of condition (L) "
         "that "
         "100 digits do not tell them apart";
}

nlohmann::ordered_json no_scores_fields(const TypeSpace& space, const ScoringDesign& design) {
  Fields fields = Fields::object();
  if (const auto* left = std::get_if<LeftWithoutScore>(&design)) {
    fields["left"] = Fields::array();
    for (const Coalition coalition : left->coalitions) fields["left"].push_back(coalition.to_string());
  } else if (const auto* types = std::get_if<ExceptionalTypes>(&design)) {
    fields["exceptional"] = {{"coalition", types->coalition.to_string()},
                             {"types",
                              {joint_type_text(space, types->coalition, types->first),
                               joint_type_text(space, types->coalition, types->second)}}};
  }
  return fields;
}

std::string as_comments(const std::string& text) {
  std::istringstream lines(text);
  std::string comments;
  for (std::string line; std::getline(lines, line);) comments += "# " + line + "\n";
  return comments;
}

}  // namespace genericity
