#include "sim/cli/show_mode.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/row_filter.h"
#include "sim/cli/table.h"
#include "sim/store/mode_tables.h"
#include "sim/store/parameter_columns.h"
#include "sim/study/enumeration.h"

namespace genericity {

namespace {

/// One entry: what programs read, what people read, and whether it is a number.
struct Entry {
  std::string exact;
  std::string shown;
  bool numeric = false;
};

Entry text(const std::string& value) {
  return {value, value, false};
}
Entry whole(std::uint64_t value) {
  return {std::to_string(value), std::to_string(value), true};
}
/// `digits` significant digits for people.
Entry number(double value, int digits = 4) {
  std::array<char, 40> shown{};
  (void)std::snprintf(shown.data(), shown.size(), "%.*g", digits, value);
  return {exact_text(value), std::isnan(value) ? "" : shown.data(), true};
}

/// Rows of entries under named columns.
struct Sheet {
  std::vector<std::string> columns;
  std::vector<std::vector<Entry>> rows;

  [[nodiscard]] std::size_t column(const std::string& name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
    fail_for_unknown_column(name, columns);
  }
};

void filter(Sheet& sheet, const std::vector<std::string>& where) {
  for (const RowFilter& filter : read_filters(where)) {
    const std::size_t column = sheet.column(filter.column);
    std::erase_if(sheet.rows, [&](const std::vector<Entry>& row) {
      // What people read of a number serves to ask for it.
      const bool is_shown = filter.comparison == "=" && row[column].shown == filter.value;
      return !is_shown && !filter.fits(row[column].exact, row[column].numeric);
    });
  }
}

std::vector<std::size_t> chosen(const Sheet& sheet, const ShowChoice& choice,
                                const std::vector<std::string>& usual) {
  std::vector<std::size_t> places;
  if (!choice.columns.empty()) {
    std::istringstream list(choice.columns);
    for (std::string name; std::getline(list, name, ',');) places.push_back(sheet.column(name));
  } else if (choice.format == "table") {
    for (const std::string& name : usual) places.push_back(sheet.column(name));
  } else {
    for (std::size_t c = 0; c < sheet.columns.size(); ++c) places.push_back(c);
  }
  return places;
}

void print_json(const Sheet& sheet, const std::vector<std::size_t>& places) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::vector<Entry>& row : sheet.rows) {
    nlohmann::ordered_json object;
    for (const std::size_t c : places) {
      if (!row[c].numeric) {
        object[sheet.columns[c]] = row[c].exact;
      } else if (!std::isfinite(number_of(row[c].exact))) {  // JSON has no NaN and no infinity
        object[sheet.columns[c]] = nullptr;
      } else {
        object[sheet.columns[c]] = nlohmann::ordered_json::parse(row[c].exact);
      }
    }
    list.push_back(std::move(object));
  }
  std::cout << list.dump(1) << '\n';
}

/// True if it was printed for people, who then want a word on it.
bool print(Sheet sheet, const ShowChoice& choice, const std::vector<std::string>& usual,
           const std::string& title) {
  filter(sheet, choice.where);
  const std::vector<std::size_t> places = chosen(sheet, choice, usual);
  if (choice.format == "json") {
    print_json(sheet, places);
    return false;
  }
  const bool for_people = choice.format == "table";
  Table table;
  for (const std::size_t c : places) table.columns.push_back(sheet.columns[c]);
  for (const std::vector<Entry>& row : sheet.rows) {
    std::vector<std::string>& texts = table.rows.emplace_back();
    for (const std::size_t c : places) texts.push_back(for_people ? row[c].shown : row[c].exact);
  }
  if (!for_people) {
    print_csv(std::cout, table);
    return false;
  }
  if (!title.empty()) std::cout << title << "\n\n";
  print_aligned(std::cout, table);
  return true;
}

/// Adds the parameters of the families, as files hold them along the cells; the first column is the cell. The
/// tail's epsilon keeps its name, and that of a family becomes prior_epsilon.
void add_parameters(const StudyResult& result, Sheet& sheet) {
  for (const ParameterColumn& column : make_parameter_columns(result)) {
    const bool is_taken =
        std::find(sheet.columns.begin(), sheet.columns.end(), column.info.name) != sheet.columns.end();
    sheet.columns.push_back((is_taken ? "prior_" : "") + column.info.name);
    for (std::vector<Entry>& row : sheet.rows) {
      const std::size_t cell = std::stoul(row.front().exact);
      const auto* numbers = std::get_if<std::vector<double>>(&column.values);
      row.push_back(numbers != nullptr ? number((*numbers)[cell])
                                       : text(std::get<std::vector<std::string>>(column.values)[cell]));
    }
  }
}

Sheet tail_sheet(const StudyResult& result) {
  Sheet sheet{{"cell",
               "types",
               "pattern",
               "prior",
               "condition",
               "epsilon",
               "probability",
               "standard_error",
               "low",
               "high",
               "over_theory",
               "slope",
               "slope_low",
               "slope_high",
               "theory_exponent",
               "theory_constant",
               "codimension",
               "effective_share",
               "multiplicity",
               "replications"},
              {}};
  const TailTables t = make_tail_tables(result);
  const std::size_t epsilons = t.epsilon.size();
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t unit = 0; unit < t.codimension.size(); ++unit) {
    const CellResult& cell = result.cells[unit / result.conditions.size()];
    const EnsembleResult& ensemble = result.ensembles[cell.ensemble];
    for (std::size_t e = 0; e < epsilons; ++e) {
      const std::size_t place = unit * epsilons + e;
      const std::size_t step = unit * (epsilons - 1) + (e == 0 ? 0 : e - 1);
      const double law = t.constant[unit] * std::pow(t.epsilon[e], t.exponent[unit]);
      const std::span<const double> all =
          result.tail.replications(result.tail.probability, place * result.tail.settings.replications);
      const auto finished =
          std::count_if(all.begin(), all.end(), [](double value) { return !std::isnan(value); });
      sheet.rows.push_back({whole(unit / result.conditions.size()),
                            text(types_text(ensemble.types)),
                            text(cell.pattern),
                            text(ensemble.prior),
                            text(result.conditions[unit % result.conditions.size()]),
                            number(t.epsilon[e], 6),
                            number(t.probability[place], 5),
                            number(t.standard_error[place], 2),
                            number(t.low[place], 5),
                            number(t.high[place], 5),
                            number(t.probability[place] / law, 5),
                            number(e == 0 ? none : t.slope[step], 5),
                            number(e == 0 ? none : t.slope_low[step], 5),
                            number(e == 0 ? none : t.slope_high[step], 5),
                            number(t.exponent[unit]),
                            number(t.constant[unit], 6),
                            number(t.codimension[unit]),
                            number(t.effective_share[place], 2),
                            number(t.multiplicity[place], 4),
                            whole(static_cast<std::uint64_t>(finished))});
    }
  }
  add_parameters(result, sheet);
  return sheet;
}

/// An estimate that rests on fewer independent draws in a replication may have missed a part of its event.
constexpr int few_draws = 20;

bool any_from_few(const StudyResult& result) {
  const auto draws = static_cast<double>(result.tail.settings.draws);
  return std::any_of(result.tail.effective_share.begin(), result.tail.effective_share.end(),
                     [&](double share) { return share * draws < few_draws; });
}

Sheet enumeration_sheet(const StudyResult& result) {
  Sheet sheet{{"cell", "types", "pattern", "prior", "condition", "priors", "samples", "holds", "fails",
               "undecided", "share", "exact_share", "low", "high", "certified", "stop"},
              {}};
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    const CellResult& row = result.cells[cell];
    const EnsembleResult& ensemble = result.ensembles[row.ensemble];
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      const Tally& tally = row.tallies[c];
      sheet.rows.push_back({whole(cell), text(types_text(ensemble.types)), text(row.pattern),
                            text(ensemble.prior), text(result.conditions[c]), whole(ensemble.population),
                            whole(tally.samples()), whole(tally.verdicts[0]), whole(tally.verdicts[1]),
                            whole(tally.verdicts[2]), number(tally.share(), 6),
                            text(exact_share(tally, ensemble.population).to_string()), number(row.low[c], 6),
                            number(row.high[c], 6), whole(tally.certified),
                            text(to_string(ensemble.stop_reason))});
    }
  }
  add_parameters(result, sheet);
  return sheet;
}

}  // namespace

void show_tail(const StudyResult& result, const ShowChoice& choice) {
  const std::vector<std::string> usual{"types",   "pattern",         "prior",      "condition",
                                       "epsilon", "probability",     "low",        "high",
                                       "slope",   "theory_exponent", "over_theory"};
  if (!print(tail_sheet(result), choice, usual, result.title)) return;
  std::cout << "\nprobability = P(margin < epsilon), by importance sampling or splitting; low, high: at "
               "confidence "
            << short_text(result.stop.confidence) << ", each by itself\n"
            << "slope: exponent of epsilon from the row above to this one; over_theory = probability / "
               "(C epsilon^k) where theory knows C\n";
  if (any_from_few(result)) {
    std::cout
        << "Some estimates rest on the equivalent of fewer than " << few_draws
        << " draws of a replication (column effective_share): trust their limits only with more draws\n";
  }
  if (!result.complete) std::cout << "The study is not finished: run it again to go on.\n";
}

void show_enumeration(const StudyResult& result, const ShowChoice& choice) {
  const std::vector<std::string> usual{"types", "pattern", "prior",     "condition", "priors",
                                       "holds", "fails",   "undecided", "share",     "exact_share"};
  if (!print(enumeration_sheet(result), choice, usual, result.title)) return;
  std::cout << "\nEvery prior of the lattice was decided once: shares are exact, without sampling error\n";
  if (!result.complete)
    std::cout << "The study is not finished: run it again to go on. low and high hold whatever comes.\n";
}

}  // namespace genericity
