#include "sim/priors/pairwise_on_graph.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/interaction_graph.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// Fewer bits for a clique's weights make coincidences, which are ties that the law has with probability 0,
/// come up too often: see PairwiseOnGraph.
constexpr int least_clique_bits = 8;
constexpr int double_bits = 53;
constexpr std::size_t most_cliques = double_bits / least_clique_bits;

/// log w(θ) = Σ_i a_i(θ_i) + Σ_{i-j an edge} b_ij(θ_i, θ_j), every coefficient independent normal, mean 0,
/// variance sigma². What an agent knows of those who are no neighbours of his, his neighbours know better.
///
/// Exactness: that posteriors ignore an agent who has no neighbour outside his coalition is to be seen in the
/// doubles. So w is a product over the maximal cliques of the graph, each main effect and interaction being
/// in one of them, and each of these K factors is rounded to b = floor(53/K) significant bits: the product is
/// a double without rounding. The price: a factor has a relative error of at most 2^-b (chain of three:
/// 2^-26; of five, 2^-13), so that posteriors which differ under the law coincide now and then: for two types
/// of an agent who has one neighbour outside, with two types, in about one of 2^(2b-1) draws. A complete
/// graph, with one clique, is not rounded.
///
/// Factors beyond 2^-floor(960/K) below their clique's largest are cut there (weights_from_logs). That
/// changes the interactions, but makes none between agents who are no neighbours.
class PairwiseOnGraph final : public PriorFamily {
 public:
  PairwiseOnGraph(double sigma, InteractionGraph graph, const TypeSpace& space)
      : sigma_(sigma), graph_(std::move(graph)), profiles_(space.profiles()) {
    const std::vector<Coalition> cliques = graph_.maximal_cliques();
    bits_ = double_bits / static_cast<int>(cliques.size());
    least_ = std::ldexp(1.0, -(960 / static_cast<int>(cliques.size())));
    for (const Coalition clique : cliques) {
      splits_.emplace_back(space, clique);
      groups_.push_back(static_cast<int>(splits_.back().inside.size()));
      cells_ += splits_.back().inside.size();
    }
    terms_.resize(cells_);
    for (int i = 0; i < space.agents(); ++i) add_effect(space, cliques, Coalition::single(i));
    for (const auto& [i, j] : graph_.edges())
      add_effect(space, cliques, Coalition(Coalition::single(i).mask() | Coalition::single(j).mask()));
  }

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "pairwise"}, {"sigma", sigma_}, {"graph", graph_.text()}};
  }

  /// All coefficients, and the factors of all cliques.
  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::size_t scratch_size() const override { return portion() * (coefficients_ + cells_); }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    for (std::size_t done = 0; done < count; done += portion()) {
      const std::size_t samples = std::min(portion(), count - done);
      const auto coefficients = scratch.first(samples * coefficients_);
      const auto factors = scratch.subspan(portion() * coefficients_, samples * cells_);
      generator().normals(address_of(key, first + done, samples, coefficients_), sigma_, coefficients);
      for (std::size_t k = 0; k < samples; ++k)
        add_effects(coefficients.subspan(k * coefficients_, coefficients_),
                    factors.subspan(k * cells_, cells_));
      weights_from_logs(generator(), address_of(key, first + done, samples, cells_), groups_, factors,
                        least_);
      for (std::size_t k = 0; k < samples; ++k)
        multiply(factors.subspan(k * cells_, cells_), weights.subspan((done + k) * profiles_, profiles_));
    }
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    return NullSetTheory::of_regular_law(
        null_set_codimension_of_graph(space, coalitions, graph_.neighbours()));
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::string tail_refusal() const override {
    return normals_have_form(sigma_) ? "" : normals_without_form;
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    if (!normals_have_form(sigma_)) return nullptr;
    return std::make_unique<Form>(*this);
  }

 private:
  /// Inputs: the coefficients over sigma.
  class Form final : public GenerativeForm {
   public:
    explicit Form(const PairwiseOnGraph& family)
        : GenerativeForm(std::vector<InputLaw>(family.coefficients_)),
          family_(&family),
          coefficients_(family.coefficients_),
          factors_(family.cells_) {}

    void assemble(std::span<const double> inputs, std::span<double> weights) override {
      for (std::size_t k = 0; k < coefficients_.size(); ++k) coefficients_[k] = family_->sigma_ * inputs[k];
      family_->add_effects(coefficients_, factors_);
      std::size_t begin = 0;
      for (const int size : family_->groups_) {
        exponentiate_group(std::span(factors_).subspan(begin, static_cast<std::size_t>(size)),
                           family_->least_);
        begin += static_cast<std::size_t>(size);
      }
      family_->multiply(factors_, weights);
    }

    [[nodiscard]] double resolution() const override {
      return std::max(GenerativeForm::resolution(), std::ldexp(1.0, -family_->bits_));
    }

   private:
    const PairwiseOnGraph* family_;
    std::vector<double> coefficients_;
    std::vector<double> factors_;
  };

  [[nodiscard]] std::size_t portion() const { return samples_at_once(std::max(coefficients_, cells_)); }

  /// Gives the effect of these agents, one or two neighbours, its coefficients, and a place in the first
  /// clique that holds them all.
  void add_effect(const TypeSpace& space, const std::vector<Coalition>& cliques, Coalition agents) {
    const CoalitionSplit effect(space, agents);
    std::vector<std::size_t> coefficient_of(profiles_);
    for (std::size_t type = 0; type < effect.inside.size(); ++type)
      for (const std::uint32_t outside : effect.outside)
        coefficient_of[effect.inside[type] + outside] = coefficients_ + type;
    std::size_t begin = 0;
    for (std::size_t c = 0; c < cliques.size(); ++c) {
      const std::vector<std::uint32_t>& inside = splits_[c].inside;
      if ((agents.mask() & ~cliques[c].mask()) == 0) {
        for (std::size_t cell = 0; cell < inside.size(); ++cell)
          terms_[begin + cell].push_back(coefficient_of[inside[cell]]);
        break;
      }
      begin += inside.size();
    }
    coefficients_ += effect.inside.size();
  }

  /// The logarithms of one sample's factors, clique by clique.
  void add_effects(std::span<const double> coefficients, std::span<double> factors) const {
    for (std::size_t cell = 0; cell < cells_; ++cell) {
      factors[cell] = 0;
      for (const std::size_t term : terms_[cell]) factors[cell] += coefficients[term];
    }
  }

  /// One sample's weights: the products of its factors, which are rounded first.
  void multiply(std::span<double> factors, std::span<double> row) const {
    std::fill(row.begin(), row.end(), 1.0);
    std::size_t next = 0;
    for (const CoalitionSplit& split : splits_) {
      for (const std::uint32_t inside : split.inside) {
        const double factor = round_to_bits(factors[next++], bits_);
        for (const std::uint32_t outside : split.outside) row[inside + outside] *= factor;
      }
    }
  }

  double sigma_;
  InteractionGraph graph_;
  std::size_t profiles_;
  std::vector<CoalitionSplit> splits_;           ///< one a clique
  std::vector<int> groups_;                      ///< joint types of the cliques
  std::vector<std::vector<std::size_t>> terms_;  ///< of each factor: the coefficients in its logarithm
  std::size_t cells_ = 0;
  std::size_t coefficients_ = 0;
  int bits_ = double_bits;
  double least_ = weight_floor;
};

}  // namespace

std::unique_ptr<PriorFamily> make_pairwise_on_graph(const PriorSpec& spec, double sigma,
                                                    const TypeSpace& space) {
  InteractionGraph graph = read_interaction_graph(spec, "graph", space.agents());
  const std::size_t cliques = graph.maximal_cliques().size();
  if (cliques > most_cliques)
    spec.fail("graph", "has " + std::to_string(cliques) +
                           " maximal cliques, an agent without edges being one; "
                           "at most " +
                           std::to_string(most_cliques) +
                           " can share the 53 bits of a weight, which must be exactly a product over them");
  return std::make_unique<PairwiseOnGraph>(sigma, std::move(graph), space);
}

}  // namespace genericity
