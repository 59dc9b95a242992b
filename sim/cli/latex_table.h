#pragma once

#include <iosfwd>
#include <string>

#include "sim/cli/table.h"

namespace genericity {

/// A text as LaTeX prints it.
std::string latex_text(const std::string& text);

/// Prints a tabular with the rules of the package booktabs, which needs no other package. Numbers, also
/// fractions and such as "≈0.25", are set in formulas, to the right where a column has nothing else; column
/// names such as "t_1" and "psi_1" are formulas, too, and those that are much wider than what stands below
/// them have two lines. Long texts break within what a line leaves them.
void print_latex(std::ostream& out, const Table& table);

}  // namespace genericity
