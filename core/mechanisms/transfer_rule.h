#pragma once

#include <gmpxx.h>

#include <optional>
#include <string>
#include <vector>

#include "core/coalition.h"
#include "core/information_structure.h"
#include "core/type_space.h"

namespace genericity {

/// A transfer rule t : Θ → Rⁿ, exact: t_i(θ) is what agent i receives when θ is reported.
class TransferRule {
 public:
  /// All transfers zero.
  explicit TransferRule(const TypeSpace& space);
  /// `values[i·|Θ| + θ]` = t_i(θ). Throws InvalidInput for a wrong count.
  TransferRule(const TypeSpace& space, std::vector<mpq_class> values);

  [[nodiscard]] int agents() const { return static_cast<int>(values_.size() / profiles_); }
  [[nodiscard]] std::size_t profiles() const { return profiles_; }
  [[nodiscard]] mpq_class& at(int agent, std::size_t profile) {
    return values_[static_cast<std::size_t>(agent) * profiles_ + profile];
  }
  [[nodiscard]] const mpq_class& at(int agent, std::size_t profile) const {
    return values_[static_cast<std::size_t>(agent) * profiles_ + profile];
  }
  [[nodiscard]] const std::vector<mpq_class>& values() const { return values_; }

  /// Σ_{i∈S} t_i(θ).
  [[nodiscard]] mpq_class joint(Coalition coalition, std::size_t profile) const;
  /// ‖t‖∞ = max_{i,θ} |t_i(θ)|.
  [[nodiscard]] mpq_class greatest() const;

  TransferRule& operator+=(const TransferRule& other);
  TransferRule& operator*=(const mpq_class& factor);
  friend TransferRule operator+(TransferRule a, const TransferRule& b) { return a += b; }
  friend TransferRule operator*(const mpq_class& factor, TransferRule a) { return a *= factor; }
  friend bool operator==(const TransferRule& a, const TransferRule& b) {
    return a.profiles_ == b.profiles_ && a.values_ == b.values_;
  }

 private:
  std::size_t profiles_;
  std::vector<mpq_class> values_;
};

/// Σ_{θ_-S} p(θ_-S | θ̄_S) f_S(θ̂_S, θ_-S), f_S = Σ_{i∈S} t_i: what the coalition of joint type θ̄_S expects to
/// be paid when it reports θ̂_S. Types are numbered as CoalitionSplit::inside.
mpq_class expected_transfer(const InformationStructure& structure, const CoalitionSplit& split,
                            Coalition coalition, const TransferRule& rule, std::size_t truth,
                            std::size_t report);

/// E[f_S | θ_S] for every joint type of the coalition: the expectation on the path of truthful reports.
std::vector<mpq_class> interim_transfers(const InformationStructure& structure, Coalition coalition,
                                         const TransferRule& rule);

}  // namespace genericity
