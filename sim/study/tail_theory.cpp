#include "sim/study/tail_theory.h"

#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

NullSetTheory tail_theory(const StudyResult& result, std::size_t cell, std::size_t condition) {
  const std::string& name = result.conditions[condition];
  if (name != "cbdp" && name != "bdp") return {};
  const EnsembleResult& ensemble = result.ensembles[result.cells[cell].ensemble];
  const TypeSpace space(ensemble.types);
  const Pattern pattern = name == "bdp" ? Pattern::minimal(space.agents())
                                        : Pattern::parse(result.cells[cell].pattern, space.agents());
  return null_set_theory(space, pattern.coalitions(), ensemble.prior);
}

}  // namespace genericity
