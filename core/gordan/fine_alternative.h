#pragma once

#include <optional>
#include <span>

#include "core/gordan/alternative.h"
#include "core/gordan/sparse_rows.h"

namespace genericity {

/// Does what exact_alternative does where rows nearly depend on each other, so that doubles cannot tell a
/// direction in which they agree from one in which they differ by rounding: priors that a few latent states
/// generate are such, once their weights have been rounded.
///
/// `c` (one number > 0 for each row of `support`) solves the equations up to the accuracy of doubles. In 100
/// digits it is first moved onto Aᵀc = 0, each weight in proportion to itself, by steps towards the analytic
/// centre, max Σ log c. Independent rows are then chosen modulo a prime, and their weights follow exactly
/// from the others', rounded to 300 bits. Takes seconds at 300 unknowns. Returns nothing if no interior
/// solution comes out; as with exact_alternative, whoever asks checks the result.
std::optional<Alternative> fine_alternative(const SparseRows<mpz_class>& rows,
                                            std::span<const std::size_t> support, std::span<const double> c);

}  // namespace genericity
