#include "sim/cli/certificate_words.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/certificate_shape.h"
#include "core/conditions/convex_independence.h"
#include "core/conditions/short_certificate.h"
#include "core/mechanisms/environment.h"
#include "core/mechanisms/simple_design.h"
#include "core/prior.h"
#include "sim/cli/classification_json.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/cli/strict_json.h"
#include "sim/priors/joined.h"

namespace genericity {

namespace {

/// "agent 3", "coalition {1,2}".
std::string whom(Coalition coalition) {
  const std::string text = coalition.to_string();
  return coalition.size() == 1 ? "agent " + text.substr(1, text.size() - 2) : "coalition " + text;
}

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& texts) {
  if (texts.size() < 2) return joined(texts, "");
  return joined(std::vector<std::string>(texts.begin(), texts.end() - 1), ", ") + " and " + texts.back();
}

std::string sentence_of(const TypeSpace&, const Redraws& shape) {
  const auto who = [](const Redraws::Redraw& redraw) {
    return whom(redraw.coalition) +
           (redraw.coalition == redraw.part ? "" : " for " + redraw.part.to_string());
  };
  if (shape.redraws.size() == 2 && shape.redraws[0].coalition == shape.redraws[0].part &&
      shape.redraws[1].coalition == shape.redraws[1].part) {
    const bool is_first_larger = shape.redraws[0].coalition.size() > shape.redraws[1].coalition.size();
    const Coalition one = shape.redraws[is_first_larger ? 0 : 1].coalition;
    const Coalition other = shape.redraws[is_first_larger ? 1 : 0].coalition;
    const auto drawn = [](Coalition coalition) {
      return coalition.size() == 1
                 ? " reports a type drawn from its prior distribution, whatever its true one is"
                 : " reports types drawn from their joint prior distribution, whatever its true ones are";
    };
    return "Suppose " + whom(one) + drawn(one) + ", while " + whom(other) + " is truthful; or else that " +
           whom(other) + " does the like while " + whom(one) +
           " is truthful. Either way the designer sees the same distribution of reports, in which those of "
           "the two are "
           "independent of each other. Transfers sum to zero, so what " +
           whom(one) + " expects to lose by the first, " + whom(other) +
           " expects to gain by the second: none make both strictly costly, as CI asks.";
  }
  std::vector<std::string> texts;
  for (const Redraws::Redraw& redraw : shape.redraws)
    texts.push_back(who(redraw) + " (weight " + number_for_people(redraw.weight) + ")");
  return "If a coalition draws types anew from their law in place of its true ones, and reports its other "
         "types "
         "truthfully, the designer sees the same distribution of reports whichever of these does it: " +
         listed(texts) + "; the one in which the types of " + shape.part.to_string() +
         " and the others' are independent. With these weights every agent takes part equally often, so that "
         "transfers, which sum to zero, cannot make all of these misreports strictly costly, as CI asks.";
}

/// "Types (1,2) and (2,1) of coalition {1,3}", as a sentence begins.
std::string pair_text(const TypeSpace& space, Coalition coalition, std::uint32_t first,
                      std::uint32_t second) {
  std::string text = joint_types_text(space, coalition, first, second);
  text.front() = 'T';
  return text;
}

std::string sentence_of(const TypeSpace& space, const ExchangedTypes& shape) {
  return pair_text(space, shape.coalition, shape.first, shape.second) +
         " have the same beliefs about the others. If each reports the other equally often, the designer "
         "sees the "
         "same distribution of reports as under the truth. So no transfers make both of these misreports "
         "costly.";
}

std::string sentence_of(const TypeSpace&, const HiddenMisreports& shape) {
  return "If " + whom(shape.coalition) +
         " makes these misreports with these weights, the designer sees the same "
         "distribution of reports as under the truth. So no transfers make all of them costly.";
}

std::string sentence_of(const TypeSpace&, const SameChange& shape) {
  std::vector<std::string> texts;
  for (const Coalition coalition : shape.coalitions) texts.push_back(whom(coalition));
  return "If one of " + listed(texts) +
         " makes its misreports of this table with these weights, the designer sees "
         "the same distribution of reports whichever of them does it. And as the budget balances, what is "
         "taken "
         "from one is paid to the others. So no transfers make all of these misreports costly.";
}

std::string sentence_of(const TypeSpace&, const BalancedChange& shape) {
  if (shape.unchanged) {
    return "For every agent, the misreports of the coalitions with this agent, taken together with these "
           "weights, leave the distribution of reports as it is under the truth. So no transfers make all of "
           "them "
           "costly.";
  }
  return "The misreports of the coalitions with one agent, taken together with these weights, change the "
         "distribution of reports in the same way whichever agent that is. On such a change transfers, which "
         "sum "
         "to zero, come to nothing. So no transfers make all of these misreports costly.";
}

void add_deviations(CertificateWords& words, const TypeSpace& space, const DeviationCertificate& certificate,
                    const CertificateShape& shape) {
  mpz_class greatest = 0;
  for (const DeviationCertificate::Entry& entry : certificate.entries)
    greatest = std::max(greatest, entry.weight);
  const auto weight_of = [&](const mpz_class& weight) {
    mpq_class scaled(weight, greatest);
    scaled.canonicalize();
    return scaled;
  };
  words.tidy.columns = {"coalition", "true types", "reported types", "weight"};
  words.table.columns = words.tidy.columns;
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    std::vector<Entry> row{entry.coalition.to_string(), joint_type_text(space, entry.coalition, entry.truth),
                           joint_type_text(space, entry.coalition, entry.report)};
    row.emplace_back(weight_of(entry.weight).get_str());
    words.tidy.rows.push_back(row);
    row.back() = number_for_people(weight_of(entry.weight));
    words.table.rows.push_back(std::move(row));
  }
  const auto* redraws = std::get_if<Redraws>(&shape);
  if (redraws == nullptr) return;
  // The weight depends on what is drawn alone: a row for it stands for all true types.
  const bool are_whole =
      std::all_of(redraws->redraws.begin(), redraws->redraws.end(),
                  [](const Redraws::Redraw& redraw) { return redraw.coalition == redraw.part; });
  words.table.rows.clear();
  if (!are_whole)
    words.table.columns = {"coalition", "draws types of", "true types", "reported types", "weight"};
  for (const Redraws::Redraw& redraw : redraws->redraws) {
    const CoalitionSplit split(space, redraw.coalition);
    const CoalitionSplit own(space, redraw.part);
    for (std::uint32_t drawn = 0; drawn < own.inside.size(); ++drawn) {
      const auto found = std::find_if(
          certificate.entries.begin(), certificate.entries.end(),
          [&](const DeviationCertificate::Entry& entry) {
            if (!(entry.coalition == redraw.coalition)) return false;
            for (int agent = 0; agent < space.agents(); ++agent) {
              if (redraw.part.contains(agent) &&
                  space.type_of(split.inside[entry.report], agent) != space.type_of(own.inside[drawn], agent))
                return false;
            }
            return true;
          });
      std::vector<Entry> row{redraw.coalition.to_string()};
      if (!are_whole) row.emplace_back(redraw.part.to_string());
      row.emplace_back("any other");
      row.emplace_back(joint_type_text(space, redraw.part, drawn));
      row.emplace_back(number_for_people(weight_of(found->weight)));
      words.table.rows.push_back(std::move(row));
    }
  }
}

/// At most the value, in four digits.
std::string text_below(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 3);
  const std::string text = short_text(std::floor(value / unit) * unit);
  return std::stod(text) <= value ? text : short_text((std::floor(value / unit) - 1) * unit);
}

void add_transfers(CertificateWords& words, const InformationStructure& structure, const Pattern& pattern,
                   const ShortTransfers& transfers) {
  const TypeSpace& space = structure.space();
  std::vector<mpq_class> values(transfers.certificate.psi.begin(), transfers.certificate.psi.end());
  TransferRule rule(space, std::move(values));
  rule *= mpq_class(1, transfers.denominator);
  words.table = rule_table(space, rule, "psi_");
  // The denominators of short transfers are those of decimals, of at most nine digits.
  for (std::size_t profile = 0; transfers.denominator <= 100000000 && profile < space.profiles(); ++profile) {
    for (int agent = 0; agent < space.agents(); ++agent)
      words.table.rows[profile][static_cast<std::size_t>(agent) + 1] =
          short_text(rule.at(agent, profile).get_d(), 9);
  }
  words.tidy = tidy_rules(space, {"psi"}, {rule});
  const double cost =
      CertificateChecker(space, pattern).margin_at_least(structure.exact(), transfers.certificate);
  words.sentence =
      "These transfers sum to zero at every type profile, and under them every misreport of every "
      "coalition costs it something: ";
  words.sentence +=
      cost > 0 ? "at least " + text_below(cost) + "." : "how little, is beyond the range of doubles.";
}

std::string pair_in_words(Condition condition, const InformationStructure& structure,
                          const Pattern& pattern) {
  const Prior prior(structure);
  for (const Coalition coalition : compared_coalitions(condition, pattern)) {
    const ClosestPosteriors closest = BeliefSeparation(structure.space(), coalition).closest(prior);
    if (closest.distance > 0) continue;
    return pair_text(structure.space(), coalition, closest.first, closest.second) +
           " have exactly the same beliefs about the others. So whatever is paid for reports, both expect "
           "the same from each: payments cannot tell them apart.";
  }
  return "";
}

std::string mixture_in_words(const InformationStructure& structure) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  for (int agent = 0; agent < space.agents(); ++agent) {
    ConvexIndependence condition(space, Coalition::single(agent));
    if (condition.decide(prior).verdict != Verdict::fails) continue;
    const CombinationCertificate& found = condition.combination();
    const std::vector<mpq_class> marginal = structure.marginal(found.coalition);
    std::vector<mpq_class> mixture;
    mpq_class total = 0;
    for (std::size_t type = 0; type < marginal.size(); ++type) {
      mixture.emplace_back(found.weights[type] * marginal[type]);
      total += mixture.back();
    }
    for (mpq_class& weight : mixture) weight /= total;
    return "Type " + std::to_string(found.type + 1) + " of " + whom(found.coalition) +
           " has the beliefs about the others that a mixture of the agent's other types has: " +
           mixture_text(space, found.coalition, mixture) +
           ". So whatever is paid for reports, this type expects from each the average of what those expect.";
  }
  return "";
}

}  // namespace

CertificateWords certificate_in_words(const InformationStructure& structure, const Pattern& pattern,
                                      const CiProof& proof, nlohmann::ordered_json& object) {
  const TypeSpace& space = structure.space();
  const CertificateChecker checker(space, pattern);
  CertificateWords words;
  bool valid = true;
  if (const auto* transfers = std::get_if<TransferCertificate>(&proof)) {
    const ShortTransfers rounded = short_transfers(structure, pattern, *transfers);
    valid = checker.proves_ci(structure.exact(), *transfers) &&
            checker.proves_ci(structure.exact(), rounded.certificate);
    object = {{"kind", "transfers"}};
    object.update(transfers_json(space, *transfers));
    object["short"] = {{"denominator", rounded.denominator.get_str()}};
    object["short"].update(transfers_json(space, rounded.certificate));
    words.title = "transfers within ±1 that prove ci";
    add_transfers(words, structure, pattern, rounded);
  } else if (const auto* deviations = std::get_if<DeviationCertificate>(&proof)) {
    const DeviationCertificate shown = short_certificate(structure, pattern, *deviations);
    valid = checker.refutes_ci(structure.exact(), shown);
    if (!valid)
      throw std::logic_error("the proof that CI fails did not pass its check; please report this prior");
    const CertificateShape shape = shape_of(structure, shown);
    object = {{"kind", "deviations"}};
    object.update(deviations_json(space, shown));
    words.title = std::to_string(shown.entries.size()) +
                  " misreports that no transfers make costly, weights relative to the largest";
    add_deviations(words, space, shown, shape);
    words.sentence = std::visit([&](const auto& known) { return sentence_of(space, known); }, shape);
  } else {
    return words;
  }
  if (!valid)
    throw std::logic_error("the certificate of CI did not pass its check; please report this prior");
  object["words"] = words.sentence;
  return words;
}

std::string failure_in_words(Condition condition, const InformationStructure& structure,
                             const Pattern& pattern) {
  if (info(condition).pairs != ComparedPairs::none) return pair_in_words(condition, structure, pattern);
  return condition == Condition::convex_independence ? mixture_in_words(structure) : "";
}

}  // namespace genericity
