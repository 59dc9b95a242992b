#pragma once

#include <string>
#include <vector>

#include "sim/store/variable_info.h"

namespace genericity {

// Each function below visits the columns of one group in the file's order, as visit(VariableInfo, column).
// `Tables` is TailTables or EnumerationTables, const for writing.

template <class Tables, class Visit>
void visit_tail(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  const std::vector<std::string> each{"cell", "condition", "epsilon"};
  const std::vector<std::string> all{"cell", "condition", "epsilon", "replication"};
  const std::vector<std::string> unit{"cell", "condition"};
  visit(Info{"cell", {"cell"}, "number of the cell, as in /results", "", ""}, t.cell);
  visit(Info{"condition", {"condition"}, "condition whose margin is looked at", "", ""}, t.condition);
  visit(Info{"epsilon", {"epsilon"}, "bound of the margin", "1", ""}, t.epsilon);
  visit(Info{"replication", {"replication"}, "number of the replication", "", ""}, t.replication);
  visit(
      Info{"replication_probability", all, "estimate of P(margin < epsilon); NaN when not finished", "1", ""},
      t.replication_probability);
  visit(Info{"replication_effective_share", all, "effective draws / draws", "1", ""},
        t.replication_effective_share);
  visit(Info{"replication_multiplicity", all, "mean number of close pairs, given one", "1", ""},
        t.replication_multiplicity);
  visit(Info{"probability", each, "P(margin < epsilon), mean of the replications", "1", ""}, t.probability);
  visit(Info{"standard_error", each, "standard error of the probability", "1", ""}, t.standard_error);
  visit(Info{"low", each, "lower confidence limit of the probability", "1", ""}, t.low);
  visit(Info{"high", each, "upper confidence limit of the probability", "1", ""}, t.high);
  visit(Info{"effective_share", each, "effective draws / draws, mean", "1", ""}, t.effective_share);
  visit(Info{"multiplicity", each, "number of close pairs given one, mean", "1", ""}, t.multiplicity);
  visit(Info{"codimension", unit, "codimension of the failure set, by theory", "1", ""}, t.codimension);
  visit(Info{"theory_exponent", unit, "k of P ~ C epsilon^k, by theory; NaN for none", "1", ""}, t.exponent);
  visit(Info{"theory_constant", unit, "C of P ~ C epsilon^k, by theory; NaN for none", "1", ""}, t.constant);
}

/// What runs from one epsilon to the next; absent where there is one epsilon only. After visit_tail.
template <class Tables, class Visit>
void visit_tail_steps(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  const std::vector<std::string> steps{"cell", "condition", "step"};
  visit(Info{"step", {"step"}, "number of the step from one epsilon to the next", "", ""}, t.step);
  visit(Info{"slope", steps, "exponent of epsilon between two epsilons", "1", ""}, t.slope);
  visit(Info{"slope_error", steps, "standard error of the slope", "1", ""}, t.slope_error);
  visit(Info{"slope_low", steps, "lower confidence limit of the slope", "1", ""}, t.slope_low);
  visit(Info{"slope_high", steps, "upper confidence limit of the slope", "1", ""}, t.slope_high);
}

template <class Tables, class Visit>
void visit_enumeration(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"ensemble", {"ensemble"}, "number of the ensemble, as in /progress", "", ""}, t.ensemble);
  visit(Info{"cell", {"cell"}, "number of the cell, as in /results", "", ""}, t.cell);
  visit(Info{"condition", {"condition"}, "condition on the information structure", "", ""}, t.condition);
  visit(Info{"population", {"ensemble"}, "number of priors that there are", "1", ""}, t.population);
  visit(Info{"share_numerator",
             {"cell", "condition"},
             "numerator of the exact share in lowest terms; 0 of 0 when it is not known",
             "1",
             ""},
        t.share_numerator);
  visit(Info{"share_denominator",
             {"cell", "condition"},
             "denominator of the exact share in lowest terms",
             "1",
             ""},
        t.share_denominator);
}

}  // namespace genericity
