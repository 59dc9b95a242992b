#include "sim/store/inference_columns.h"

#include <array>
#include <cmath>

#include "sim/store/table_tools.h"

namespace genericity {
namespace {

using U = UnitInference;
constexpr std::array<InferredQuantity, 14> quantities{
    {{"simultaneous_low", "lower limit, together with all other cells and conditions", &U::simultaneous_low},
     {"simultaneous_high", "upper limit, together with all other cells and conditions",
      &U::simultaneous_high},
     {"sequence_low", "lower limit, whatever ended the sampling", &U::sequence_low},
     {"sequence_high", "upper limit, whatever ended the sampling", &U::sequence_high},
     {"tail_exponent", "k of P(0 < margin < e) ~ C e^k, fitted; NaN when not", &U::tail_exponent},
     {"tail_exponent_low", "lower confidence limit of k", &U::tail_exponent_low},
     {"tail_exponent_high", "upper confidence limit of k", &U::tail_exponent_high},
     {"tail_constant", "C, with k as fitted", &U::tail_constant},
     {"codimension", "codimension of failure by theory, 0: all priors fail; NaN when unknown",
      &U::codimension},
     {"theory_exponent", "k by theory; NaN when unknown", &U::theory_exponent},
     {"theory_constant", "C by theory; NaN when unknown", &U::theory_constant},
     {"constant_at_theory", "C, estimated with k by theory", &U::constant_at_theory},
     {"constant_at_theory_low", "its lower confidence limit", &U::constant_at_theory_low},
     {"constant_at_theory_high", "its upper confidence limit", &U::constant_at_theory_high}}};

void add_inferred(const UnitInference& inferred, ResultTables& t) {
  for (std::size_t k = 0; k < quantities.size(); ++k) {
    const double value = inferred.*quantities[k].value;
    t.inferred[k].push_back(std::isnan(value) ? no_number : value);
  }
  t.tail_size.push_back(stored_count(inferred.tail_size));
  t.tail_straight.push_back(inferred.tail_straight ? 1 : 0);
}

UnitInference rebuild_inferred(const ResultTables& t, std::size_t row) {
  UnitInference inferred;
  for (std::size_t k = 0; k < quantities.size(); ++k) inferred.*quantities[k].value = t.inferred[k][row];
  inferred.tail_size = static_cast<std::uint64_t>(t.tail_size[row]);
  inferred.tail_straight = t.tail_straight[row] != 0;
  return inferred;
}

}  // namespace

std::span<const InferredQuantity> inferred_quantities() {
  return quantities;
}

void add_inferences(const StudyResult& result, ResultTables& t) {
  for (const CellResult& cell : result.cells) {
    for (const UnitInference& inferred : cell.inferred) add_inferred(inferred, t);
  }
}

void rebuild_inferences(const ResultTables& t, StudyResult& result) {
  std::size_t row = 0;
  for (CellResult& cell : result.cells) {
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      const UnitInference& inferred = cell.inferred.emplace_back(rebuild_inferred(t, row++));
      cell.theory.push_back({inferred.codimension, inferred.theory_exponent, inferred.theory_constant});
    }
  }
}

}  // namespace genericity
