#include "sim/cli/design.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "core/conditions/ci.h"
#include "core/conditions/participation.h"
#include "core/conditions/participation_certificate.h"
#include "core/conditions/short_certificate.h"
#include "core/deviations.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/incentive_system.h"
#include "core/mechanisms/rule_set_search.h"
#include "core/mechanisms/scoring_design.h"
#include "core/mechanisms/short_rules.h"
#include "core/mechanisms/simple_design.h"
#include "core/prior.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

Design undecided_design() {
  return {{}, "undecided: neither a mechanism nor a proof that there is none was found", true};
}

/// With more agents the linear programs of condition (L) take hours.
constexpr int most_scored_agents = 8;

Environment nothing_at_stake(const TypeSpace& space) {
  return {space, {"x0"}, std::vector<mpq_class>(static_cast<std::size_t>(space.agents()) * space.profiles())};
}

Design refused(const InformationStructure& structure, const Pattern& pattern, const Environment& environment,
               const DeviationCertificate& certificate) {
  if (!proves_unimplementable(structure, pattern, environment, certificate))
    throw std::logic_error("the proof that no simple mechanism exists did not pass its check");
  return {{}, contradiction_text(structure, environment, certificate) + " (checked exactly)"};
}

Design design_least(const InformationStructure& structure, const Pattern& pattern,
                    const Environment& environment) {
  const TypeSpace& space = structure.space();
  const std::size_t coefficients = count_least_coefficients(space, pattern);
  if (coefficients > least_transfers_limit) {
    throw InputError("--transfers least: the exact linear program has " + std::to_string(coefficients) +
                     " coefficients, more than the supported " + std::to_string(least_transfers_limit));
  }
  const auto answer = least_transfers(structure, pattern, environment);
  if (const auto* certificate = std::get_if<DeviationCertificate>(&answer))
    return refused(structure, pattern, environment, *certificate);
  const auto& rule = std::get<TransferRule>(answer);
  return {{rule},
          "least transfers: no balanced rule with all |t_i| below " + number_for_people(rule.greatest()) +
              " implements the allocation rule"};
}

/// A factor of few digits that is not below the least one.
mpq_class short_scale(const mpq_class& least) {
  return least > 0 ? rounded_up(least) : least;
}

std::string scale_text(const mpq_class& scale, const mpq_class& least) {
  if (scale == least) return "the least M: " + number_for_people(least);
  return "M = " + number_for_people(scale) + " (the least M for them is " + number_for_people(least) + ")";
}

/// η + Mψ with ψ neutral to single agents or to every coalition: participation comes with the surplus.
Design design_with_participation(const InformationStructure& structure, const Pattern& pattern,
                                 const std::optional<Environment>& given, const DesignRequest& request) {
  const TypeSpace& space = structure.space();
  const bool single = request.participation == "individual";
  const std::string name = single ? "CI with individual rationality" : "CI with coalitional rationality";
  ParticipationDecider decider(space, pattern,
                               single ? Participation::individual : Participation::coalitional);
  const Decision decision = decider.decide(Prior(structure));
  if (decision.verdict == Verdict::undecided) return undecided_design();
  if (decision.verdict == Verdict::fails)
    return {{}, name + " fails: some environment with a surplus has no such mechanism (checked exactly)"};
  const Participation participation = single ? Participation::individual : Participation::coalitional;
  TransferRule psi =
      short_neutral_rules(structure, neutral_coalitions(pattern, participation),
                          {TransferRule(space, decider.transfers().psi)},
                          [&](const std::vector<TransferRule>& rules) {
                            return proves_participation(space, pattern, participation, structure.exact(),
                                                        {rules.front().values()});
                          })
          .front();
  const mpq_class greatest = psi.greatest();
  const std::string whom = single ? "single agents" : "every coalition";
  if (!given) {
    psi *= 1 / greatest;
    return {{std::move(psi)},
            name + " holds: these transfers make every deviation strictly costly and pay " + whom +
                " nothing on average"};
  }
  const TransferRule base = equal_shares(*given);
  const auto least = least_scale(structure, pattern, *given, base, psi);
  if (!least)
    throw std::logic_error("transfers of a proof of CI with participation do not deter a deviation");
  const mpq_class scale = short_scale(*least);
  return {{base + scale * psi},
          name + " holds: equal shares of the surplus plus M times transfers within ±1 that pay " + whom +
              " nothing on average, with " + scale_text(scale * greatest, *least * greatest)};
}

/// t = base + Mψ with ψ from a proof of CI, times a whole number `unit` within ±1; `why` says what proves it.
/// With a unit M is made of few digits, too.
Design design_from_proof(const InformationStructure& structure, const Pattern& pattern,
                         const std::optional<Environment>& given, const DesignRequest& request,
                         const TransferCertificate& proof, const std::string& why,
                         const mpz_class& unit = 0) {
  const TypeSpace& space = structure.space();
  const TransferRule psi = as_rule(space, proof);
  if (!given) {
    return {
        {psi}, why + ": these transfers make every deviation strictly costly", false, Verdict::holds, proof};
  }
  const TransferRule base = request.base == "shares" ? equal_shares(*given) : TransferRule(space);
  const auto least = least_scale(structure, pattern, *given, base, psi);
  if (!least) throw std::logic_error("transfers of a proof of CI do not deter a deviation");
  const mpq_class scale = unit > 0 ? mpq_class(short_scale(*least / unit) * unit) : *least;
  const std::string shares = request.base == "shares" ? "equal shares of the surplus plus " : "";
  return {{base + scale * psi},
          why + ": " + shares + "M times transfers within ±1, with " + scale_text(scale, *least),
          false,
          Verdict::holds,
          proof,
          scale};
}

Design design_simple(const InformationStructure& structure, const Pattern& pattern,
                     const std::optional<Environment>& given, const DesignRequest& request) {
  const TypeSpace& space = structure.space();
  if (request.participation != "none") return design_with_participation(structure, pattern, given, request);
  if (given && request.transfers == "least") return design_least(structure, pattern, *given);
  const Prior prior(structure);
  CiDecider decider(space, pattern);
  const Decision decision = decider.decide(prior, {});
  if (decision.verdict == Verdict::holds) {
    const auto proof = std::get<TransferCertificate>(decider.certificate(prior));
    const ShortTransfers rounded = short_transfers(structure, pattern, proof);
    Design design = design_from_proof(structure, pattern, given, request, rounded.certificate, "CI holds",
                                      rounded.denominator);
    // Of the two it holds at more of the priors that round to what is written.
    design.proof = proof;
    return design;
  }
  if (!given && decision.verdict == Verdict::undecided) return undecided_design();
  if (!given) {
    return {{},
            "CI fails: some environment has no simple mechanism (see genericity counterexample)",
            false,
            decision.verdict,
            std::get<DeviationCertificate>(decider.certificate(prior))};
  }
  if (decision.verdict == Verdict::fails) {
    const auto certificate = std::get<DeviationCertificate>(decider.certificate(prior));
    if (proves_unimplementable(structure, pattern, *given, certificate))
      return refused(structure, pattern, *given, certificate);
  }
  auto found = find_transfers(structure, pattern, *given);
  if (!found) return undecided_design();
  if (const auto* certificate = std::get_if<DeviationCertificate>(&*found))
    return refused(structure, pattern, *given, *certificate);
  return {{std::get<TransferRule>(std::move(*found))},
          "CI does not hold here, but this environment is implementable all the same"};
}

Design design_scoring(const InformationStructure& structure, const Pattern& pattern,
                      const std::optional<Environment>& given, const DesignRequest& request) {
  const TypeSpace& space = structure.space();
  if (space.agents() > most_scored_agents) {
    throw InputError("--kind scoring: " + std::to_string(space.agents()) +
                     " agents; condition (L) is looked at for at most " + std::to_string(most_scored_agents));
  }
  const ScoringDesign found = design_scores(structure, pattern);
  if (const auto* transfers = std::get_if<ScoringTransfers>(&found)) {
    Design design = design_from_proof(structure, pattern, given, request, transfers->certificate,
                                      "CI holds, by condition (L)");
    design.form = closed_form(*transfers, space.agents(), design.scale,
                              request.base == "shares" ? "equal shares of the surplus" : "");
    return design;
  }
  // No proof that another mechanism of this kind does not exist.
  Design none{{}, why_no_scores(space, found), true};
  none.form.fields = no_scores_fields(space, found);
  return none;
}

Design design_ambiguous(const InformationStructure& structure, const Pattern& pattern,
                        const std::optional<Environment>& given, const DesignRequest& request) {
  std::vector<TransferRule> rules;
  std::string story;
  const std::optional<DeterringRules> few =
      request.rules == "few" ? find_few_rules(structure, pattern, request.seed) : std::nullopt;
  if (few) {
    rules = short_neutral_rules(structure, neutral_coalitions(pattern, Participation::coalitional),
                                few->rules, [&](const std::vector<TransferRule>& rounded) {
                                  return deters_every_misreport(structure, pattern, rounded);
                                });
    story = "CBDP holds: " + std::to_string(rules.size()) + (rules.size() == 1 ? " rule" : " rules") +
            " found by search" +
            (few->fewest && rules.size() > 1 ? " (one rule that is neutral to the truth would not do)" : "");
  } else {
    rules = neutral_rules(structure, pattern);
    story = std::to_string(rules.size()) + " rules in the closed form of Lemma 4";
  }
  if (!given) {
    if (!deters_every_misreport(structure, pattern, rules))
      return {{},
              "CBDP fails: some environment has no ambiguous mechanism (see genericity counterexample)",
              false,
              Verdict::fails};
    mpq_class greatest = 0;
    for (const TransferRule& rule : rules) greatest = std::max(greatest, rule.greatest());
    for (TransferRule& rule : rules) rule *= 1 / greatest;
    return {std::move(rules), story + "; every joint type has a mixture of them that deters its misreports",
            false, Verdict::holds};
  }
  if (const auto pair = indistinguishable_types(structure, pattern, *given))
    return {{}, contradiction_text(structure.space(), *pair) + " (checked exactly)"};
  const TransferRule base = equal_shares(*given);
  const auto least = least_ambiguous_scale(structure, pattern, *given, base, rules);
  if (!least) return undecided_design();
  // The rules of Lemma 4, where they are no search's, need not deter all: a greater M might not do for them.
  const mpq_class scale = few ? short_scale(*least) : *least;
  mpq_class greatest = 0;
  std::vector<TransferRule> scaled;
  for (const TransferRule& rule : rules) {
    greatest = std::max(greatest, rule.greatest());
    TransferRule made = base + scale * rule;
    if (std::find(scaled.begin(), scaled.end(), made) == scaled.end()) scaled.push_back(std::move(made));
  }
  return {std::move(scaled),
          story + "; equal shares of the surplus plus M times rules within ±1, with " +
              scale_text(scale * greatest, *least * greatest),
          false, few ? Verdict::holds : Verdict::undecided};
}

/// Throws InputError for an option that says something of the other kind of mechanism.
void refuse_other_kind(const DesignRequest& request) {
  const DesignRequest usual;
  const auto refuse = [&](const std::string& option, const std::string& value, const std::string& otherwise) {
    if (value == otherwise) return;
    throw InputError(option + (value.empty() ? "" : " " + value) +
                     ": has no meaning for a mechanism of the kind " + request.kind +
                     "; leave it out, or change --kind");
  };
  if (request.kind != "ambiguous") {
    refuse("--rules", request.rules, usual.rules);
    if (request.seed != usual.seed) refuse("--seed", std::to_string(request.seed), "");
  }
  if (request.kind != "simple") {
    refuse("--transfers", request.transfers, usual.transfers);
    refuse("--participation", request.participation, usual.participation);
  }
  if (request.kind == "ambiguous") refuse("--base", request.base, usual.base);
}

/// Throws InputError for request of one kind of mechanism of which one leaves no place for the other.
void refuse_contradictions(const DesignRequest& request, bool has_environment) {
  const bool is_least = request.transfers == "least";
  const bool has_shares = request.base == "shares";
  if (!has_environment && (is_least || has_shares)) {
    throw InputError(std::string(is_least ? "--transfers least" : "--base shares") +
                     ": needs --environment, for it depends on the utilities");
  }
  if (is_least && (has_shares || request.participation != "none")) {
    throw InputError("--transfers least: cannot go with " +
                     (has_shares ? "--base shares" : "--participation " + request.participation) +
                     ", which says what the transfers are made of");
  }
}

void refuse_unknown_words(const DesignRequest& request) {
  const auto require = [](const std::string& option, const std::string& word,
                          const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      throw InputError(option + ": expected one of " + joined(known, ", ") + ", found '" + word + "'" +
                       did_you_mean(word, known));
    }
  };
  require("--kind", request.kind, design_kinds);
  require("--transfers", request.transfers, design_transfers);
  require("--base", request.base, design_bases);
  require("--participation", request.participation, design_participations);
  require("--rules", request.rules, design_rules);
}

Design design_of_kind(const InformationStructure& structure, const Pattern& pattern,
                      const std::optional<Environment>& given, const DesignRequest& request) {
  if (request.kind == "simple") return design_simple(structure, pattern, given, request);
  if (request.kind == "scoring") return design_scoring(structure, pattern, given, request);
  return design_ambiguous(structure, pattern, given, request);
}

Environment on_space(const TypeSpace& space, const std::string& name, EnvironmentFile file) {
  Environment environment = std::move(file.environment);
  if (!(environment.space() == space)) {
    throw InputError(name + ": types: the environment has " + environment.space().to_string() +
                     ", the structure " + space.to_string());
  }
  if (const auto fault = environment.inefficiency())
    throw InputError(name + ": rule: " + describe(environment, *fault));
  return environment;
}

}  // namespace

std::size_t count_least_coefficients(const TypeSpace& space, const Pattern& pattern) {
  return static_cast<std::size_t>(space.agents() - 1) * space.profiles() *
         DeviationSystem::count_rows(space, pattern);
}

Environment read_environment_on(const TypeSpace& space, const std::string& path) {
  return on_space(space, path, read_environment(path));
}

Environment parse_environment_on(const TypeSpace& space, const std::string& name, const std::string& text) {
  return on_space(space, name, parse_environment(name, text));
}

DesignAnswer design_mechanism(const DesignRequest& request, const StructureFile& file, const Pattern& pattern,
                              const std::optional<Environment>& environment) {
  refuse_unknown_words(request);
  refuse_other_kind(request);
  refuse_contradictions(request, environment.has_value());
  const InformationStructure& structure = file.structure;
  DesignAnswer answer{
      design_of_kind(structure, pattern, environment, request), {}, {}, {}, WrittenNotes(file), {}};
  const Design& design = answer.design;
  answer.notes.look_at(pattern, request.kind == "ambiguous" ? Condition::cbdp : Condition::ci, design.verdict,
                       design.proof);
  nlohmann::ordered_json& fields = answer.fields;
  fields["kind"] = request.kind;
  fields["exists"] =
      design.undecided ? nlohmann::ordered_json() : nlohmann::ordered_json(!design.rules.empty());
  fields["reason"] = design.reason;
  if (request.kind == "scoring") fields.update(design.form.fields);
  answer.notes.add_to(fields);
  if (design.rules.empty()) return answer;
  MechanismFile& result = answer.mechanism.emplace(MechanismFile{
      file.name,
      {structure, pattern, environment ? *environment : nothing_at_stake(structure.space()), design.rules},
      {}});
  for (std::size_t k = 0; k < design.rules.size(); ++k)
    result.rule_names.push_back(design.rules.size() == 1 ? "t" : "t" + std::to_string(k + 1));
  answer.audit = audit(result.mechanism);
  if (!answer.audit.implements())
    throw std::logic_error("the designed mechanism did not pass its audit; please report this input");
  answer.text = as_comments(design.form.text) + mechanism_text(result);
  fields["mechanism"] = mechanism_json(result);
  fields["audit"] = audit_json(result.mechanism, result.rule_names, answer.audit);
  return answer;
}

}  // namespace genericity
