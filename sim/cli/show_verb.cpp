#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/cli/exit_code.h"
#include "sim/cli/row_filter.h"
#include "sim/cli/show_columns.h"
#include "sim/cli/show_mode.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/result_file.h"

namespace genericity {

namespace {

struct ShowOptions {
  std::string file;
  std::string format = "table";
  std::vector<std::string> where;
  std::string columns;
};

/// The columns that a person wants to see.
constexpr const char* table_columns =
    "types,pattern,prior,condition,samples,holds,undecided,share,low,high,certified";

std::vector<Column> chosen_columns(const ShowOptions& options, const std::vector<Column>& columns) {
  if (!options.columns.empty()) return columns_named(options.columns, columns);
  if (options.format == "table") return columns_named(table_columns, columns);
  return {columns.begin(), columns.begin() + default_columns};
}

/// Whether the row fits all filters.
bool fits(const Row& row, const std::vector<RowFilter>& where, const std::vector<Column>& columns) {
  return std::all_of(where.begin(), where.end(), [&](const RowFilter& filter) {
    const Column& column = column_named(filter.column, columns);
    return filter.fits(column.text(row), column.kind != Column::Kind::text);
  });
}

void print_json(const std::vector<Column>& columns, const Table& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& cells : table.rows) {
    nlohmann::ordered_json object;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].kind == Column::Kind::text) {
        object[columns[c].name] = cells[c];
      } else if (!std::isfinite(number_of(cells[c]))) {  // JSON has no NaN and no infinity
        object[columns[c].name] = nullptr;
      } else {
        object[columns[c].name] = nlohmann::ordered_json::parse(cells[c]);
      }
    }
    list.push_back(std::move(object));
  }
  std::cout << list.dump(1) << '\n';
}

bool has_column(const std::vector<Column>& columns, const std::string& name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const Column& column) { return column.name == name; });
}

/// What the numbers mean, and what they do not show.
void print_notes(const StudyResult& result, const std::vector<Column>& columns) {
  const std::string confidence = short_text(result.stop.confidence);
  std::cout << '\n';
  if (has_column(columns, "low") || has_column(columns, "high")) {
    std::cout << "share = holds / (holds + fails); low, high: limits at confidence " << confidence
              << ", each cell by itself, "
              << (result.stop.looks_at_data() ? "valid at whatever look the rule stopped"
                                              : "exact for a fixed number of samples (Clopper-Pearson)")
              << '\n';
    const bool has_extreme =
        std::any_of(result.cells.begin(), result.cells.end(), [](const CellResult& cell) {
          return std::any_of(cell.tallies.begin(), cell.tallies.end(), [](const Tally& tally) {
            return tally.samples() > 0 && (tally.verdicts[0] == 0 || tally.verdicts[1] == 0);
          });
        });
    if (has_extreme) {
      std::cout
          << "All or none of n draws bound the probability of the other side; they do not show that it is "
             "0 (--columns pattern,condition,words says it cell by cell; --columns tail has evidence on "
             "that)\n";
    }
  }
  if (has_column(columns, "simultaneous_low")) {
    std::cout
        << "simultaneous: for all cells and conditions together (Bonferroni); sequence: valid whatever ended "
           "the sampling; wilson: approximate, to compare\n";
  }
  if (has_column(columns, "tail_exponent") || has_column(columns, "tail_words")) {
    std::cout << "tail: k of P(0 < margin < e) ~ C e^k as e goes to 0, from the least margins. An exponent k "
                 "> 0 is what "
                 "failure on a null set of codimension k looks like: being within e of failure becomes rare "
                 "like e^k. "
                 "It is evidence down to the least margins seen and no further, for this law of the priors; "
                 "it is no "
                 "proof. Where margin_zero is not 0, failure itself has been drawn.\n";
  }
  const bool by_time =
      std::any_of(result.ensembles.begin(), result.ensembles.end(),
                  [](const auto& ensemble) { return ensemble.stop_reason == StopReason::time; });
  if (by_time) {
    std::cout
        << "Some ensembles were stopped by time: their number of samples is not reproducible; everything "
           "else about them is.\n";
  }
}

int show(const ShowOptions& options) {
  const StudyResult result = read_result(options.file);
  const ShowChoice choice{options.format, options.where, options.columns};
  if (result.mode == StudyMode::tail) {
    show_tail(result, choice);
    return exit_done;
  }
  if (result.mode == StudyMode::enumerate) {
    show_enumeration(result, choice);
    return exit_done;
  }
  const std::vector<Column> all = all_columns(result);
  const std::vector<Column> columns = chosen_columns(options, all);
  const std::vector<RowFilter> where = read_filters(options.where);
  Table table;
  for (const Column& column : columns) table.columns.push_back(column.name);
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t condition = 0; condition < result.conditions.size(); ++condition) {
      const Row row{result, cell, condition};
      if (!fits(row, where, all)) continue;
      std::vector<std::string>& texts = table.rows.emplace_back();
      for (const Column& column : columns) {
        std::string text = column.text(row);
        // People read four digits; programs get all of them.
        if (options.format == "table" && column.kind == Column::Kind::number && text != "nan") {
          text = short_text(number_of(text));
        }
        texts.push_back(std::move(text));
      }
    }
  }
  if (options.format == "csv") {
    print_csv(std::cout, table);
  } else if (options.format == "json") {
    print_json(columns, table);
  } else {
    if (!result.title.empty()) std::cout << result.title << "\n\n";
    print_aligned(std::cout, table);
    print_notes(result, columns);
    if (!result.complete) std::cout << "The study is not finished: run it again to go on.\n";
  }
  return exit_done;
}

}  // namespace

void add_show_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<ShowOptions>();
  VerbParser verb(program, "show", "Print the table of shares from a result file");
  verb.option("file", options->file, "the result, an HDF5 file").required();
  verb.option("-f,--format", options->format, "table, csv or json (default: table)")
      .one_of({"table", "csv", "json"});
  verb.option("--where", options->where,
              "only rows with column=value, or alpha>=1, <, >, <=, !=; may be given several times")
      .one_value_at_a_time();
  verb.option("--columns", options->columns,
              "which columns, in which order: cell,types,pattern,…,alpha; or groups of them: limits, tail");
  verb.footer("Example: genericity show results/quickstart.h5 --where condition=ci --format csv");
  verb.does(action, [options] { return show(*options); });
}

}  // namespace genericity
