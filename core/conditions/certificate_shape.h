#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "core/certificate.h"
#include "core/coalition.h"
#include "core/information_structure.h"

namespace genericity {

// What the deviations of a certificate that CI fails have in common, so that it can be said in words.

/// Every coalition in use contains A or I∖A and redraws the types of that part from their law, whatever its
/// true types are, c(S, θ̄_S → θ̂_S) = λ_S w(θ̂_A) for all θ̂_S that differ from θ̄_S in θ_A alone, with
/// Σ_{S∋i} λ_S = 1 for every agent i. So whoever does it, reports then follow p(θ_A) p(θ_{I∖A}).
struct Redraws {
  struct Redraw {
    Coalition coalition;
    Coalition part;    ///< A or I∖A
    mpq_class weight;  ///< λ_S
  };
  Coalition part;  ///< A
  std::vector<Redraw> redraws;
};

/// Two joint types of one coalition with the same posterior, exchanged equally often: c w(θ̄_S) is the same
/// both ways.
struct ExchangedTypes {
  Coalition coalition;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

/// One coalition, whose deviations leave the law of reports as it is: ν_S = 0. (Then some of its types have
/// equal posteriors: an extreme one among those in use is no mixture of others.)
struct HiddenMisreports {
  Coalition coalition;
};

/// The coalitions in use have every agent in exactly one of them, and change the law of reports in the same
/// way: ν_S is one function, and not 0.
struct SameChange {
  std::vector<Coalition> coalitions;
};

/// Σ_{S∋i} ν_S is one function for all agents; `unchanged` says whether it is 0.
struct BalancedChange {
  bool unchanged = false;
};

using CertificateShape = std::variant<Redraws, ExchangedTypes, HiddenMisreports, SameChange, BalancedChange>;

/// The first of these that is true of the certificate, exactly; nothing here knows how it was made. It must
/// be one that CertificateChecker::refutes_ci accepts, with positive weights.
CertificateShape shape_of(const InformationStructure& structure, const DeviationCertificate& certificate);

}  // namespace genericity
