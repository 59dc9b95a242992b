#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/conditions/ci.h"
#include "core/conditions/participation.h"
#include "core/deviations.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/incentive_system.h"
#include "core/mechanisms/rule_set_search.h"
#include "core/mechanisms/scoring_design.h"
#include "core/mechanisms/simple_design.h"
#include "core/prior.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/refuse_overwriting.h"
#include "sim/cli/scoring_report.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cli/written_notes.h"
#include "sim/study/input_error.h"
#include "sim/study/mechanism_file.h"
#include "sim/study/structure_file.h"

namespace genericity {

namespace {

struct DesignOptions {
  std::string structure;
  std::string environment;
  std::string pattern;
  std::string kind = "simple";
  std::string base = "none";
  std::string transfers = "scaled";
  std::string rules = "few";
  std::string participation = "none";
  std::string output;
  std::uint64_t seed = 1;
  bool json = false;
  bool latex = false;
};

/// What a design came to: transfer rules, or why there are none.
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

Design undecided_design() {
  return {{}, "undecided: neither a mechanism nor a proof that there is none was found", true};
}

/// Least ‖t‖∞ is one dense rational program; beyond this many coefficients it takes too long.
constexpr std::size_t least_transfers_limit = 20000;
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
  const std::size_t coefficients = static_cast<std::size_t>(space.agents() - 1) * space.profiles() *
                                   DeviationSystem::count_rows(space, pattern);
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

/// η + Mψ with ψ neutral to single agents or to every coalition: participation comes with the surplus.
Design design_with_participation(const InformationStructure& structure, const Pattern& pattern,
                                 const std::optional<Environment>& given, const DesignOptions& options) {
  const TypeSpace& space = structure.space();
  const bool single = options.participation == "individual";
  const std::string name = single ? "CI with individual rationality" : "CI with coalitional rationality";
  ParticipationDecider decider(space, pattern,
                               single ? Participation::individual : Participation::coalitional);
  const Decision decision = decider.decide(Prior(structure));
  if (decision.verdict == Verdict::undecided) return undecided_design();
  if (decision.verdict == Verdict::fails)
    return {{}, name + " fails: some environment with a surplus has no such mechanism (checked exactly)"};
  TransferRule psi(space, decider.transfers().psi);
  psi *= 1 / psi.greatest();
  const std::string whom = single ? "single agents" : "every coalition";
  if (!given) {
    return {{std::move(psi)},
            name + " holds: these transfers make every deviation strictly costly and pay " + whom +
                " nothing on average"};
  }
  auto design = scaled_transfers(structure, pattern, *given, equal_shares(*given), psi);
  if (!design)
    throw std::logic_error("transfers of a proof of CI with participation do not deter a deviation");
  return {{std::move(design->rule)},
          name + " holds: equal shares of the surplus plus M times transfers within ±1 that pay " + whom +
              " nothing on average, with the least M: " + number_for_people(design->scale)};
}

/// t = base + Mψ with ψ from a proof of CI; `why` says what proves it.
Design design_from_proof(const InformationStructure& structure, const Pattern& pattern,
                         const std::optional<Environment>& given, const DesignOptions& options,
                         const TransferCertificate& proof, const std::string& why) {
  const TypeSpace& space = structure.space();
  const TransferRule psi = as_rule(space, proof);
  if (!given) {
    return {
        {psi}, why + ": these transfers make every deviation strictly costly", false, Verdict::holds, proof};
  }
  const TransferRule base = options.base == "shares" ? equal_shares(*given) : TransferRule(space);
  auto design = scaled_transfers(structure, pattern, *given, base, psi);
  if (!design) throw std::logic_error("transfers of a proof of CI do not deter a deviation");
  const std::string shares = options.base == "shares" ? "equal shares of the surplus plus " : "";
  return {{std::move(design->rule)},
          why + ": " + shares +
              "M times transfers within ±1, with the least M: " + number_for_people(design->scale),
          false,
          Verdict::holds,
          proof,
          design->scale};
}

Design design_simple(const InformationStructure& structure, const Pattern& pattern,
                     const std::optional<Environment>& given, const DesignOptions& options) {
  const TypeSpace& space = structure.space();
  if (options.participation != "none") return design_with_participation(structure, pattern, given, options);
  if (given && options.transfers == "least") return design_least(structure, pattern, *given);
  const Prior prior(structure);
  CiDecider decider(space, pattern);
  const Decision decision = decider.decide(prior, {});
  if (decision.verdict == Verdict::holds) {
    return design_from_proof(structure, pattern, given, options,
                             std::get<TransferCertificate>(decider.certificate(prior)), "CI holds");
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
                      const std::optional<Environment>& given, const DesignOptions& options) {
  const TypeSpace& space = structure.space();
  if (space.agents() > most_scored_agents) {
    throw InputError("--kind scoring: " + std::to_string(space.agents()) +
                     " agents; condition (L) is looked at for at most " + std::to_string(most_scored_agents));
  }
  const ScoringDesign found = design_scores(structure, pattern);
  if (const auto* transfers = std::get_if<ScoringTransfers>(&found)) {
    Design design = design_from_proof(structure, pattern, given, options, transfers->certificate,
                                      "CI holds, by condition (L)");
    design.form = closed_form(*transfers, space.agents(), design.scale,
                              options.base == "shares" ? "equal shares of the surplus" : "");
    return design;
  }
  // No proof that another mechanism of this kind does not exist.
  Design none{{}, why_no_scores(space, found), true};
  none.form.fields = no_scores_fields(space, found);
  return none;
}

Design design_ambiguous(const InformationStructure& structure, const Pattern& pattern,
                        const std::optional<Environment>& given, const DesignOptions& options) {
  std::vector<TransferRule> rules;
  std::string story;
  const std::optional<DeterringRules> few =
      options.rules == "few" ? find_few_rules(structure, pattern, options.seed) : std::nullopt;
  if (few) {
    rules = few->rules;
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
    return {std::move(rules), story + "; every joint type has a mixture of them that deters its misreports",
            false, Verdict::holds};
  }
  if (const auto pair = indistinguishable_types(structure, pattern, *given))
    return {{}, contradiction_text(structure.space(), *pair) + " (checked exactly)"};
  auto design = scaled_rules(structure, pattern, *given, equal_shares(*given), rules);
  if (!design) return undecided_design();
  return {std::move(design->rules),
          story + "; equal shares of the surplus plus M times rules within ±1, with the least M: " +
              number_for_people(design->scale),
          false, few ? Verdict::holds : Verdict::undecided};
}

/// Throws InputError for an option that says something of the other kind of mechanism.
void refuse_other_kind(const DesignOptions& options) {
  const DesignOptions usual;
  const auto refuse = [&](const std::string& option, const std::string& value, const std::string& otherwise) {
    if (value == otherwise) return;
    throw InputError(option + (value.empty() ? "" : " " + value) +
                     ": has no meaning for a mechanism of the kind " + options.kind +
                     "; leave it out, or change --kind");
  };
  if (options.kind != "ambiguous") {
    refuse("--rules", options.rules, usual.rules);
    if (options.seed != usual.seed) refuse("--seed", std::to_string(options.seed), "");
  }
  if (options.kind != "simple") {
    refuse("--transfers", options.transfers, usual.transfers);
    refuse("--participation", options.participation, usual.participation);
  }
  if (options.kind == "ambiguous") refuse("--base", options.base, usual.base);
  if (options.kind != "scoring" && options.latex) refuse("--latex", "", "given");
}

/// Throws InputError for options of one kind of mechanism of which one leaves no place for the other.
void refuse_contradictions(const DesignOptions& options) {
  if (options.latex && options.json)
    throw InputError("--latex: cannot go with --json, which has the same text as its key latex");
  const bool is_least = options.transfers == "least";
  const bool has_shares = options.base == "shares";
  if (options.environment.empty() && (is_least || has_shares)) {
    throw InputError(std::string(is_least ? "--transfers least" : "--base shares") +
                     ": needs --environment, for it depends on the utilities");
  }
  if (is_least && (has_shares || options.participation != "none")) {
    throw InputError("--transfers least: cannot go with " +
                     (has_shares ? "--base shares" : "--participation " + options.participation) +
                     ", which says what the transfers are made of");
  }
}

Design design_of_kind(const InformationStructure& structure, const Pattern& pattern,
                      const std::optional<Environment>& given, const DesignOptions& options) {
  if (options.kind == "simple") return design_simple(structure, pattern, given, options);
  if (options.kind == "scoring") return design_scoring(structure, pattern, given, options);
  return design_ambiguous(structure, pattern, given, options);
}

int run_design(const DesignOptions& options) {
  refuse_other_kind(options);
  refuse_contradictions(options);
  refuse_overwriting("--output", options.output, {options.structure, options.environment});
  const StructureFile file = read_structure(options.structure);
  const InformationStructure& structure = file.structure;
  const TypeSpace& space = structure.space();
  const Pattern pattern = chosen_pattern(file, options.pattern);
  std::optional<Environment> given;
  if (!options.environment.empty()) {
    given = read_environment(options.environment).environment;
    if (!(given->space() == space)) {
      throw InputError(options.environment + ": types: the environment has " + given->space().to_string() +
                       ", the structure " + space.to_string());
    }
    if (const auto fault = given->inefficiency())
      throw InputError(options.environment + ": rule: " + describe(*given, *fault));
  }
  const Design design = design_of_kind(structure, pattern, given, options);
  WrittenNotes notes(file);
  notes.look_at(pattern, options.kind == "ambiguous" ? Condition::cbdp : Condition::ci, design.verdict,
                design.proof);
  nlohmann::ordered_json object;
  object["kind"] = options.kind;
  object["exists"] =
      design.undecided ? nlohmann::ordered_json() : nlohmann::ordered_json(!design.rules.empty());
  object["reason"] = design.reason;
  if (options.kind == "scoring") object.update(design.form.fields);
  notes.add_to(object);
  if (design.rules.empty()) {
    if (options.json) {
      print_json(std::cout, object);
    } else {
      std::cout << "no " << options.kind << " mechanism: " << design.reason << '\n';
      notes.print(std::cout);
    }
    return exit_fault_found;
  }
  MechanismFile result{
      file.name, {structure, pattern, given ? *given : nothing_at_stake(space), design.rules}, {}};
  for (std::size_t k = 0; k < design.rules.size(); ++k)
    result.rule_names.push_back(design.rules.size() == 1 ? "t" : "t" + std::to_string(k + 1));
  const AuditReport report = audit(result.mechanism);
  if (!report.implements())
    throw std::logic_error("the designed mechanism did not pass its audit; please report this input");
  const std::string text = as_comments(design.form.text) + mechanism_text(result);
  if (!options.output.empty()) write_text(options.output, text);
  if (options.latex) {
    std::cout << design.form.latex;
    return exit_done;
  }
  if (options.json) {
    object["audit"] = audit_json(result.mechanism, result.rule_names, report);
    if (options.output.empty()) object["mechanism"] = text;
    print_json(std::cout, object);
    return exit_done;
  }
  print_heading(std::cout, file.name, space, pattern);
  std::cout << '\n' << design.reason << "\n\n";
  if (!design.form.text.empty()) std::cout << design.form.text << '\n';
  for (std::size_t k = 0; k < design.rules.size(); ++k) {
    print_rule(std::cout, space, result.rule_names[k], design.rules[k]);
    std::cout << '\n';
  }
  print_audit(std::cout, result.mechanism, result.rule_names, report, false);
  notes.print(std::cout);
  return exit_done;
}

}  // namespace

void add_design_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "design", "Build a mechanism for one information structure, and audit it");
  auto& options = verb.does(action, run_design);
  verb.option("structure", options.structure, "the information structure, a TOML file")
      .required()
      .file("toml");
  verb.option("-e,--environment", options.environment,
              "utilities and allocation rule, a TOML file (default: nothing at stake; the transfers that "
              "scale up to any environment)")
      .file("toml");
  verb.option("-k,--kind", options.kind,
              "simple (one rule), scoring (simple, in closed form) or ambiguous (several rules)")
      .one_of({"simple", "scoring", "ambiguous"});
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{2,3}\" (default: the file's, or minimal)");
  verb.option(
          "--transfers", options.transfers,
          "of a simple mechanism: scaled (M times a proof of CI) or least (of least size, by linear program)")
      .one_of({"scaled", "least"});
  verb.option("--base", options.base,
              "of a simple or scoring mechanism: what M times ψ is added to, none or shares")
      .one_of({"none", "shares"});
  verb.option("--participation", options.participation,
              "of a simple mechanism: none, or interim payoffs of at least zero for individual agents or for "
              "coalitional joint types, where the surplus is never negative")
      .one_of({"none", "individual", "coalitional"});
  verb.option("--rules", options.rules, "of an ambiguous mechanism: few (searched) or lemma4 (closed form)")
      .one_of({"few", "lemma4"});
  verb.option("--seed", options.seed, "of the search for few rules").showing_default();
  verb.option("-o,--output", options.output, "write the mechanism, exactly, to this TOML file")
      .not_empty()
      .file("toml");
  verb.flag("--json", options.json, "one JSON object instead of tables");
  verb.flag("--latex", options.latex, "of a scoring mechanism: its closed form alone, as LaTeX");
  verb.footer(
      "Every mechanism has passed the exact audit before it is shown. Where there is none the reason is a "
      "proof, and the exit code is 5. Scoring mechanisms pay logarithms of marginals of the prior (condition "
      "(L)); there is none for some patterns and at exceptional priors, even where CI holds: 5, too.\n\n"
      "Example: genericity design configs/structures/guo_section5.toml -e "
      "configs/environments/guo_section5_7.toml");
}

}  // namespace genericity
