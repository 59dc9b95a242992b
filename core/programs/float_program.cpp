#include "core/programs/float_program.h"

#include <coin/Clp_C_Interface.h>

#include <memory>

namespace genericity {

namespace {

/// The same matrix column by column, as CLP wants it.
struct ByColumns {
  std::vector<CoinBigIndex> start;
  std::vector<int> row;
  std::vector<double> value;
};

ByColumns transpose(std::size_t columns, const std::vector<int>& row_start, const std::vector<int>& column,
                    const std::vector<double>& value) {
  ByColumns result{std::vector<CoinBigIndex>(columns + 1, 0), std::vector<int>(column.size()),
                   std::vector<double>(column.size())};
  for (const int j : column) ++result.start[static_cast<std::size_t>(j) + 1];
  for (std::size_t j = 0; j < columns; ++j) result.start[j + 1] += result.start[j];
  std::vector<CoinBigIndex> next(result.start.begin(), result.start.end() - 1);
  for (std::size_t row = 0; row + 1 < row_start.size(); ++row) {
    for (int k = row_start[row]; k < row_start[row + 1]; ++k) {
      const auto entry = static_cast<std::size_t>(k);
      const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(column[entry])]++);
      result.row[place] = static_cast<int>(row);
      result.value[place] = value[entry];
    }
  }
  return result;
}

}  // namespace

std::size_t FloatProgram::add_column(double low, double high, double cost) {
  low_.push_back(low);
  high_.push_back(high);
  cost_.push_back(cost);
  return cost_.size() - 1;
}

void FloatProgram::add_row(std::span<const Entry> entries, double low, double high) {
  for (const Entry& entry : entries) {
    row_column_.push_back(static_cast<int>(entry.column));
    row_value_.push_back(entry.value);
  }
  row_start_.push_back(static_cast<int>(row_column_.size()));
  row_low_.push_back(low);
  row_high_.push_back(high);
}

/// CLP's model after its dual simplex method.
struct FloatProgram::Solved {
  std::unique_ptr<Clp_Simplex, decltype(&Clp_deleteModel)> model{Clp_newModel(), Clp_deleteModel};
  bool is_optimal = false;
};

FloatProgram::Solved FloatProgram::solved() const {
  Solved made;
  Clp_Simplex* const model = made.model.get();
  Clp_setLogLevel(model, 0);
  const ByColumns matrix = transpose(columns(), row_start_, row_column_, row_value_);
  Clp_loadProblem(model, static_cast<int>(columns()), static_cast<int>(row_low_.size()), matrix.start.data(),
                  matrix.row.data(), matrix.value.data(), low_.data(), high_.data(), cost_.data(),
                  row_low_.data(), row_high_.data());
  constexpr int optimal = 0;
  // Not Clp_initialSolve, which takes the process's handler of interrupts and gives back another one.
  (void)Clp_dual(model, 0);
  made.is_optimal = Clp_status(model) == optimal;
  return made;
}

std::optional<std::vector<double>> FloatProgram::minimise() const {
  const Solved found = solved();
  if (!found.is_optimal) return std::nullopt;
  const double* solution = Clp_getColSolution(found.model.get());
  return std::vector<double>(solution, solution + columns());
}

std::optional<FloatProgram::Basis> FloatProgram::best_basis() const {
  const Solved found = solved();
  if (!found.is_optimal) return std::nullopt;
  constexpr int basic = 1;
  Basis basis;
  for (std::size_t column = 0; column < columns(); ++column) {
    if (Clp_getColumnStatus(found.model.get(), static_cast<int>(column)) == basic)
      basis.columns.push_back(column);
  }
  for (std::size_t row = 0; row < row_low_.size(); ++row) {
    if (Clp_getRowStatus(found.model.get(), static_cast<int>(row)) != basic) basis.rows.push_back(row);
  }
  return basis;
}

}  // namespace genericity
