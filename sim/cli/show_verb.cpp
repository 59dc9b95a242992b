#include <CLI/CLI.hpp>
#include <cmath>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/exit_code.h"
#include "sim/cli/table.h"
#include "sim/cli/verbs.h"
#include "sim/priors/nearest_name.h"
#include "sim/store/result_file.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

struct ShowOptions {
  std::string file;
  std::string format = "table";
  std::vector<std::string> where;
  std::string columns;
};

/// One row of the table: a cell and a condition.
struct Row {
  const StudyResult& result;
  std::size_t cell;
  std::size_t condition;

  [[nodiscard]] const CellResult& of_cell() const { return result.cells[cell]; }
  [[nodiscard]] const EnsembleResult& ensemble() const { return result.ensembles[of_cell().ensemble]; }
  [[nodiscard]] const Tally& tally() const { return of_cell().tallies[condition]; }
  [[nodiscard]] double share() const {
    const auto holds = static_cast<double>(tally().verdicts[0]);
    return holds / (holds + static_cast<double>(tally().verdicts[1]));
  }
};

std::string stages_text(const Row& row) {
  std::string text;
  for (std::size_t s = 0; s < row.tally().stages.size(); ++s) {
    if (row.tally().stages[s] == 0) continue;
    text += (text.empty() ? "" : " ") + row.result.stages[s] + ":" + std::to_string(row.tally().stages[s]);
  }
  return text;
}

/// A column: its name, its text, and whether the text is a number (for JSON).
struct Column {
  std::string name;
  bool numeric;
  std::function<std::string(const Row&)> text;
};

const std::vector<Column>& all_columns() {
  const auto whole = [](auto value) { return std::to_string(value); };
  static const std::vector<Column> columns{
      {"cell", true, [=](const Row& row) { return whole(row.cell); }},
      {"types", false, [](const Row& row) { return types_text(row.ensemble().types); }},
      {"pattern", false, [](const Row& row) { return row.of_cell().pattern; }},
      {"prior", false, [](const Row& row) { return row.ensemble().prior; }},
      {"condition", false, [](const Row& row) { return row.result.conditions[row.condition]; }},
      {"samples", true, [=](const Row& row) { return whole(row.tally().samples()); }},
      {"holds", true, [=](const Row& row) { return whole(row.tally().verdicts[0]); }},
      {"fails", true, [=](const Row& row) { return whole(row.tally().verdicts[1]); }},
      {"undecided", true, [=](const Row& row) { return whole(row.tally().verdicts[2]); }},
      {"share", true, [](const Row& row) { return exact_text(row.share()); }},
      {"low", true, [](const Row& row) { return exact_text(row.of_cell().low[row.condition]); }},
      {"high", true, [](const Row& row) { return exact_text(row.of_cell().high[row.condition]); }},
      {"certified", true, [=](const Row& row) { return whole(row.tally().certified); }},
      {"stop", false, [](const Row& row) { return row.ensemble().stop_reason; }},
      {"least_margin", true,
       [](const Row& row) {
         const double margin = row.tally().least_margin;
         return exact_text(std::isinf(margin) ? std::numeric_limits<double>::quiet_NaN() : margin);
       }},
      {"coalitions", false, [](const Row& row) { return row.of_cell().coalitions; }},
      {"stages", false, stages_text}};
  return columns;
}

constexpr std::size_t csv_columns = 15;

/// The columns that a person wants to see, as people write numbers.
const std::vector<std::string>& table_columns() {
  static const std::vector<std::string> names{"types",   "pattern", "prior",     "condition",
                                              "samples", "holds",   "undecided", "share",
                                              "low",     "high",    "certified"};
  return names;
}

const Column& column_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Column& column : all_columns()) {
    if (column.name == name) return column;
    names.push_back(column.name);
  }
  const std::string nearest = nearest_name(name, names);
  throw InputError("unknown column '" + name + "'" +
                   (nearest.empty() ? "; the columns are: " +
                                          [&] {
                                            std::string list;
                                            for (const std::string& known : names)
                                              list += (list.empty() ? "" : " ") + known;
                                            return list;
                                          }()
                                    : "; did you mean '" + nearest + "'?"));
}

std::vector<Column> chosen_columns(const ShowOptions& options) {
  std::vector<Column> columns;
  if (!options.columns.empty()) {
    std::istringstream list(options.columns);
    for (std::string name; std::getline(list, name, ',');) columns.push_back(column_named(name));
  } else if (options.format == "table") {
    for (const std::string& name : table_columns()) columns.push_back(column_named(name));
  } else {
    columns.assign(all_columns().begin(), all_columns().begin() + csv_columns);
  }
  return columns;
}

/// "column=text", all of which must fit.
bool fits(const Row& row, const std::vector<std::string>& where) {
  for (const std::string& filter : where) {
    const std::size_t equals = filter.find('=');
    if (equals == std::string::npos) throw InputError("--where " + filter + ": expected column=value");
    if (column_named(filter.substr(0, equals)).text(row) != filter.substr(equals + 1)) return false;
  }
  return true;
}

void print_json(const std::vector<Column>& columns, const Table& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& cells : table.rows) {
    nlohmann::ordered_json object;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (!columns[c].numeric) {
        object[columns[c].name] = cells[c];
      } else if (cells[c] == "nan") {
        object[columns[c].name] = nullptr;
      } else {
        object[columns[c].name] = nlohmann::ordered_json::parse(cells[c]);
      }
    }
    list.push_back(std::move(object));
  }
  std::cout << list.dump(1) << '\n';
}

int show(const ShowOptions& options) {
  const std::vector<Column> columns = chosen_columns(options);
  const StudyResult result = read_result(options.file);
  Table table;
  for (const Column& column : columns) table.columns.push_back(column.name);
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t condition = 0; condition < result.conditions.size(); ++condition) {
      const Row row{result, cell, condition};
      if (!fits(row, options.where)) continue;
      std::vector<std::string>& texts = table.rows.emplace_back();
      for (const Column& column : columns) {
        std::string text = column.text(row);
        // People read four digits; programs get all of them.
        const bool fraction = column.name == "share" || column.name == "low" || column.name == "high";
        if (options.format == "table" && fraction && text != "nan") text = short_text(std::stod(text));
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
    std::cout << "\nshare = holds / (holds + fails); low, high: exact (Clopper-Pearson) limits at confidence "
              << short_text(result.stop.confidence) << ", each cell by itself\n";
    if (!result.complete) std::cout << "The study is not finished: run it again to go on.\n";
  }
  return exit_done;
}

}  // namespace

void add_show_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* verb = program.add_subcommand("show", "Print the table of shares from a result file");
  verb->add_option("file", options->file, "the result, an HDF5 file")->required();
  verb->add_option("-f,--format", options->format, "table, csv or json (default: table)")
      ->check(CLI::IsMember({"table", "csv", "json"}));
  verb->add_option("--where", options->where, "only rows with column=value; may be given several times")
      ->allow_extra_args(false);
  verb->add_option("--columns", options->columns,
                   "which columns, in which order: cell,types,pattern,…,stages");
  verb->footer("Example: genericity show results/quickstart.h5 --where condition=ci --format csv");
  verb->callback([options, &action] { action = [options] { return show(*options); }; });
}

}  // namespace genericity
