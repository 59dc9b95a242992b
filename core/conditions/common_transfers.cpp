#include <cmath>
#include <numeric>

#include "core/conditions/prior_box.h"
#include "core/deviations.h"
#include "core/gordan/interior_point.h"

namespace genericity {

namespace {

/// Rounds of worst corners; each is one run of the interior point method.
constexpr int most_rounds = 40;
/// Runs on more unknowns or rows take longer than a note is worth.
constexpr std::size_t most_unknowns = 1000;
constexpr std::size_t most_rows = 20000;
/// Bits of the integers that transfers are rounded to.
constexpr int transfer_bits = 52;
/// How well each program is solved.
constexpr double program_gap = 1e-12;
constexpr double relative_gap = 0.01;

/// Linear programs for transfers that serve every prior of a box: rows of Lemma 1 at more and more corners.
class CornerPrograms {
 public:
  CornerPrograms(const PriorBox& box, const DeviationSystem& system)
      : box_(&box),
        system_(&system),
        profiles_(box.space().profiles()),
        codes_(system.matrix<std::int32_t>()) {
    std::vector<std::int32_t> places(profiles_);
    std::iota(places.begin(), places.end(), 1);
    system.fill(places, codes_);
    rows_.columns = system.unknowns();
    forms_.columns = system.unknowns();
    for (std::size_t profile = 0; profile < profiles_; ++profile) {
      for (std::size_t j = profile; j < system.unknowns(); j += profiles_) forms_.push(j, 1.0);
      forms_.end_row();
    }
    for (std::size_t r = 0; r < codes_.rows(); ++r) {
      push_corner(r, [&](std::size_t profile) {
        return (box_->approximate_low()[profile] + box_->approximate_high()[profile]) / 2;
      });
    }
  }

  /// Transfers for the corners so far; empty if there seem to be none.
  std::vector<mpz_class> solve() {
    method_.solve({&rows_, &forms_}, {program_gap, relative_gap}, StepEquations::by_columns);
    if (!(method_.lower() > 0) || !method_.x().allFinite() || method_.x().cwiseAbs().maxCoeff() > 2)
      return {};
    std::vector<mpz_class> psi(system_->unknowns() + profiles_);
    for (std::size_t j = 0; j < system_->unknowns(); ++j)
      psi[j] = std::round(std::ldexp(method_.x()[static_cast<Eigen::Index>(j)], transfer_bits));
    complete_balance(std::span(psi), system_->unknowns(), profiles_);
    return psi;
  }

  /// Adds, for every deviation that pays the last transfers somewhere in the box or nearly so, the corner
  /// where it pays most. False if there is none, or no room.
  bool add_worst_corners() {
    const double enough = method_.lower() / 2;
    const std::size_t before = rows_.rows();
    std::vector<double> change(profiles_);
    for (std::size_t r = 0; r < codes_.rows(); ++r) {
      for_entries(r, [&](std::size_t profile, double, std::size_t) { change[profile] = 0; });
      for_entries(r, [&](std::size_t profile, double sign, std::size_t column) {
        change[profile] += sign * method_.x()[static_cast<Eigen::Index>(column)];
      });
      const auto worst = [&](std::size_t profile) {
        return change[profile] > 0 ? box_->approximate_high()[profile] : box_->approximate_low()[profile];
      };
      push_corner(r, worst);
      if (rows_.dot(rows_.rows() - 1, method_.x()) > -enough) continue;
      const std::size_t start = rows_.start[rows_.rows() - 1];
      rows_.column.resize(start);
      rows_.value.resize(start);
      rows_.start.pop_back();
    }
    return rows_.rows() > before && rows_.rows() <= most_rows;
  }

 private:
  /// Calls with the profile whose weight an entry of the row is, its sign, and its column.
  template <class Visit>
  void for_entries(std::size_t row, const Visit& visit) const {
    for (std::uint32_t k = codes_.start[row]; k < codes_.start[row + 1]; ++k) {
      const std::int32_t code = codes_.value[k];
      visit(static_cast<std::size_t>(std::abs(code)) - 1, code > 0 ? 1.0 : -1.0, codes_.column[k]);
    }
  }

  /// Appends the row at the weights that `weight` gives, with posteriors as coefficients.
  template <class Weight>
  void push_corner(std::size_t row, const Weight& weight) {
    const DeviationSystem::Deviation deviation = system_->deviation(row);
    const CoalitionSplit& split = deviation.block->split;
    double total = 0;
    for (const std::uint32_t rest : split.outside) total += weight(split.inside[deviation.truth] + rest);
    for_entries(row, [&](std::size_t profile, double sign, std::size_t column) {
      rows_.push(column, sign * weight(profile) / total);
    });
    rows_.end_row();
  }

  const PriorBox* box_;
  const DeviationSystem* system_;
  std::size_t profiles_;
  SparseRows<std::int32_t> codes_;  // ±(θ+1) for a coefficient ±w(θ)
  SparseRows<double> rows_;
  SparseRows<double> forms_;
  InteriorPoint<double> method_;
};

}  // namespace

bool ci_holds_throughout(const PriorBox& box, const Pattern& pattern, const TransferCertificate* first) {
  if (first != nullptr && proves_ci_throughout(box, pattern, *first)) return true;
  // Where posteriors may be equal CI may fail, and no transfers serve.
  if (!pairs_keep_verdict(Verdict::holds, box, pattern.coalitions())) return false;
  const DeviationSystem system(box.space(), pattern);
  if (system.unknowns() > most_unknowns || system.rows() > most_rows) return false;
  CornerPrograms programs(box, system);
  for (int round = 0; round < most_rounds; ++round) {
    TransferCertificate found{programs.solve()};
    if (found.psi.empty()) return false;
    if (proves_ci_throughout(box, pattern, found)) return true;
    if (!programs.add_worst_corners()) return false;
  }
  return false;
}

}  // namespace genericity
