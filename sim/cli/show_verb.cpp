#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "sim/cli/exit_code.h"
#include "sim/cli/row_filter.h"
#include "sim/cli/run_history.h"
#include "sim/cli/show_table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/store/result_file.h"

namespace genericity {

namespace {

struct ShowOptions {
  std::string file;
  std::string format = "table";
  std::vector<std::string> where;
  std::string columns;
};

std::vector<Column> chosen_columns(const ShowOptions& options, const ShownTable& table) {
  if (!options.columns.empty()) {
    ColumnNames names;
    std::istringstream list(options.columns);
    for (std::string name; std::getline(list, name, ',');) names.push_back(name);
    return table.chosen(names);
  }
  if (options.format == "table") return table.chosen(table.usual);
  std::vector<Column> columns = table.columns;
  columns.resize(table.for_programs > 0 ? table.for_programs : columns.size() - table.on_request);
  return columns;
}

/// The rows that fit all filters. Throws InputError for a filter that is none, or of an unknown column.
std::vector<Row> chosen_rows(const ShowOptions& options, const StudyResult& result, const ShownTable& table) {
  std::vector<RowFilter> filters;
  for (const std::string& text : options.where) filters.push_back(read_filter(text));
  for (const RowFilter& filter : filters) (void)table.named(filter.column);
  const auto fits = [&](const Row& row) {
    return std::all_of(filters.begin(), filters.end(), [&](const RowFilter& filter) {
      const Column& column = table.named(filter.column);
      const Entry entry = column.entry(row);
      const bool is_shown = filter.comparison == "=" && table.shown(column, entry) == filter.value;
      return (table.takes_shown && is_shown) || filter.fits(entry);
    });
  };
  std::vector<Row> rows;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t condition = 0; condition < result.conditions.size(); ++condition) {
      for (std::size_t epsilon = 0; epsilon < table.epsilons; ++epsilon) {
        const Row row{result, cell, condition, epsilon};
        if (fits(row)) rows.push_back(row);
      }
    }
  }
  return rows;
}

/// Of the first filter that no row fits by itself what its column does hold, texts only.
std::string unmet_filter(const ShowOptions& options, const StudyResult& result, const ShownTable& table) {
  constexpr std::size_t most_named = 8;
  for (const std::string& text : options.where) {
    ShowOptions alone = options;
    alone.where = {text};
    if (!chosen_rows(alone, result, table).empty()) continue;
    alone.where.clear();
    const RowFilter filter = read_filter(text);
    std::vector<std::string> values;
    for (const Row& row : chosen_rows(alone, result, table)) {
      const Entry entry = table.named(filter.column).entry(row);
      if (entry.kind != Entry::Kind::text) return "";
      if (std::find(values.begin(), values.end(), entry.exact) == values.end()) values.push_back(entry.exact);
    }
    std::string nearest = did_you_mean(filter.value, values);
    if (!nearest.empty()) return nearest;
    const bool has_more = values.size() > most_named;
    values.resize(std::min(values.size(), most_named));
    return "; " + filter.column + " is one of: " + joined(values, "; ") + (has_more ? "; …" : "");
  }
  return "";
}

int show(const ShowOptions& options) {
  const StudyResult result = read_result(options.file);
  const ShownTable known = result_table(result);
  const std::vector<Column> columns = chosen_columns(options, known);
  const bool for_people = options.format == "table";
  Table table;
  for (const Column& column : columns) table.columns.push_back(column.name);
  if (options.columns.empty()) table.essential = known.essential;
  const std::vector<Row> rows = chosen_rows(options, result, known);
  if (rows.empty() && !options.where.empty()) {
    std::cerr << "genericity: no row fits --where " << joined(options.where, " --where ")
              << unmet_filter(options, result, known) << '\n';
  }
  for (const Row& row : rows) {
    std::vector<Entry>& entries = table.rows.emplace_back();
    for (const Column& column : columns) {
      const Entry entry = column.entry(row);
      entries.push_back(for_people ? Entry(known.shown(column, entry)) : entry);
    }
  }
  if (for_people && !result.title.empty()) std::cout << result.title << "\n\n";
  if (!result.shard.is_whole()) {
    // Programs read the other formats, and people the other stream.
    (for_people ? std::cout : std::cerr)
        << "Shard " << result.shard.to_string() << ", only a part of the study: " << samples_of_study(result)
        << " samples of every ensemble" << (for_people ? "\n\n" : "\n");
  }
  print_table(std::cout, options.format, table);
  if (for_people) print_notes(std::cout, result, table.columns);
  return exit_done;
}

}  // namespace

void add_show_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "show", "Print the table of shares from a result file");
  auto& options = verb.does(action, show);
  verb.option("file", options.file, "the result, an HDF5 file").required().file("h5");
  verb.option("-f,--format", options.format, "table, csv or json").one_of({"table", "csv", "json"});
  verb.option("--where", options.where,
              "only rows with column=value, or alpha>=1, <, >, <=, !=; may be given several times");
  verb.option("--columns", options.columns,
              "which columns, in which order: cell,types,pattern,…,alpha; or groups of them: limits, tail, "
              "theorems, subsidies");
  verb.footer("Example: genericity show results/quickstart.h5 --where condition=ci --format csv");
}

}  // namespace genericity
