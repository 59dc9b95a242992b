#include "sim/cli/classification_json.h"

#include <nlohmann/json.hpp>
#include <variant>

#include "core/coalition.h"

namespace genericity {

namespace {

using Json = nlohmann::ordered_json;

Json weights_json(const IntegerWeights& weights) {
  Json list = Json::array();
  for (const mpz_class& weight : weights) list.push_back(weight.get_str());
  return list;
}

Json scores_json(const std::vector<ScoringLevel::Score>& scores) {
  Json list = Json::array();
  for (const ScoringLevel::Score& score : scores) {
    list.push_back({{"coalition", score.coalition.to_string()},
                    {"given", score.given.to_string()},
                    {"about", score.about + 1},
                    {"weight", score.weight.get_str()}});
  }
  return list;
}

Json rank_json(const std::optional<RankAtPrior>& stated) {
  if (!stated) return nullptr;
  return {{"prior", weights_json(stated->weights)},
          {"prime", std::to_string(stated->prime)},
          {"rank", stated->rank}};
}

Json proof_of(const TypeSpace&, std::monostate) {
  return nullptr;
}

Json proof_of(const TypeSpace&, const ConditionGProof& proof) {
  Json weights = Json::array();
  for (const auto& [coalition, weight] : proof.weights)
    weights.push_back({{"coalition", coalition.to_string()}, {"weight", weight.get_str()}});
  return {{"part", proof.part.to_string()}, {"weights", std::move(weights)}};
}

Json proof_of(const TypeSpace&, const KnownTypesProof& proof) {
  return {{"coalition", proof.coalition.to_string()}};
}

Json proof_of(const TypeSpace&, const EliminationProof& proof) {
  Json levels = Json::array();
  for (const ScoringLevel& level : proof.scoring.levels) {
    Json terms = Json::array();
    for (const ScoringLevel::Term& term : level.terms) {
      terms.push_back(
          {{"agent", term.agent + 1}, {"of", term.of.to_string()}, {"factor", term.factor.get_str()}});
    }
    levels.push_back({{"terms", std::move(terms)}, {"scores", scores_json(level.scores)}});
  }
  Json steps = Json::array();
  for (const EliminationProof::Balanced& step : proof.balanced)
    steps.push_back({{"scores", scores_json(step.scores)}, {"structural", rank_json(step.structural)}});
  return {
      {"levels", std::move(levels)}, {"steps", std::move(steps)}, {"full_rank", rank_json(proof.full_rank)}};
}

Json proof_of(const TypeSpace& space, const WitnessProof& proof) {
  Json holds{{"prior", weights_json(proof.holds->weights)}};
  holds.update(transfers_json(space, proof.holds->certificate));
  Json fails{{"prior", weights_json(proof.fails->weights)}};
  fails.update(deviations_json(space, proof.fails->certificate));
  fails["prime"] = std::to_string(proof.fails->prime);
  fails["rank"] = proof.fails->rank;
  return {{"holds", std::move(holds)}, {"fails", std::move(fails)}};
}

Json proof_of(const TypeSpace& space, const std::shared_ptr<const InheritedProof>& inherited) {
  return {{"pattern", inherited->pattern.to_string()}, {"certificate", proof_json(space, inherited->proof)}};
}

}  // namespace

Json transfers_json(const TypeSpace& space, const TransferCertificate& certificate) {
  Json rows = Json::array();
  for (std::size_t place = 0; place < certificate.psi.size(); place += space.profiles()) {
    Json row = Json::array();
    for (std::size_t k = 0; k < space.profiles(); ++k) row.push_back(certificate.psi[place + k].get_str());
    rows.push_back(std::move(row));
  }
  return {{"psi", std::move(rows)}};
}

Json deviations_json(const TypeSpace& space, const DeviationCertificate& certificate) {
  Json list = Json::array();
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    list.push_back({{"coalition", entry.coalition.to_string()},
                    {"truth", joint_type_text(space, entry.coalition, entry.truth)},
                    {"report", joint_type_text(space, entry.coalition, entry.report)},
                    {"weight", entry.weight.get_str()}});
  }
  return {{"deviations", std::move(list)}};
}

Json proof_json(const TypeSpace& space, const GenericProof& proof) {
  Json object = std::visit([&](const auto& known) { return proof_of(space, known); }, proof);
  if (object.is_null()) return object;
  Json result{{"kind", std::string(proof_name(proof))}};
  result.update(object);
  return result;
}

Json classification_json(const TypeSpace& space, const Pattern& pattern,
                         const Classification& classification) {
  const GenericFinding& finding = classification.finding;
  const std::string name(proof_name(classification.proof));
  return {{"types", std::vector<int>(space.sizes().begin(), space.sizes().end())},
          {"pattern", pattern.to_string()},
          {"verdict", std::string(to_string(finding.verdict))},
          {"proof", name.empty() ? Json() : Json(name)},
          {"all_type_counts", finding.all_type_counts},
          {"chance", finding.certain ? 0.0 : false_identity_chance},
          {"reason", finding.reason},
          {"cbdp_codimension", cbdp_codimension(space, pattern)},
          {"certificate", proof_json(space, classification.proof)}};
}

}  // namespace genericity
