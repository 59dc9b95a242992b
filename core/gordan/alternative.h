#pragma once

#include <gmpxx.h>

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/gordan/sparse_rows.h"

namespace genericity {

/// Gordan's alternative to A x < 0: row numbers with integer weights c ≥ 0, not all zero, such that Aᵀc = 0.
using Alternative = std::vector<std::pair<std::size_t, mpz_class>>;

/// Turns approximate multipliers into an exact alternative, or finds that it cannot.
///
/// `support` lists the rows J whose multipliers `c` (same order, all > 0) are not vanishing; c should be well
/// inside the face of solutions, as an interior point method leaves it. Of the rows of J, scaled by c, a
/// best-conditioned set B that spans them all is chosen; the others keep their c, rounded to 40 bits; the c
/// of B then follow exactly from A_Bᵀ c_B = −A_Nᵀ c_N, one integer system solved by p-adic lifting. Interior
/// c_B stay positive under so small a change. Returns nothing when an exact c_B is negative or the system is
/// singular. What is returned solves the equations of the chosen columns only: whoever asks checks Aᵀc = 0 in
/// full.
std::optional<Alternative> exact_alternative(const SparseRows<mpz_class>& rows,
                                             const SparseRows<double>& approximate,
                                             std::span<const std::size_t> support, const Eigen::VectorXd& c);

/// The part of exact_alternative that is exact: the weights of `free` are given and the others follow.
struct PartialAlternative {
  std::vector<std::size_t> basis;      ///< independent rows whose weights follow
  std::vector<std::size_t> equations;  ///< as many columns, in which the basis is regular
  Alternative free;                    ///< the other rows of the support, with their weights
};
/// Nothing when a weight that follows is negative or the basis is singular in these columns. Only the
/// equations of the chosen columns are solved: whoever asks checks Aᵀc = 0 in full.
std::optional<Alternative> complete_alternative(const SparseRows<mpz_class>& rows,
                                                PartialAlternative partial);

}  // namespace genericity
