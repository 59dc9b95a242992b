#include <iostream>
#include <nlohmann/json.hpp>

#include "sim/cli/exit_code.h"
#include "sim/cli/show_table.h"
#include "sim/cli/stored_study.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/result_file.h"
#include "sim/study/input_error.h"
#include "sim/study/tally_scalars.h"

namespace genericity {

namespace {

using Json = nlohmann::ordered_json;

struct ExportOptions {
  std::string file;
  std::string format = "csv";
  std::string table = "results";
};

/// A row of one table: names and values, in order.
using Rows = std::vector<Json>;

const ColumnNames unit_columns{"cell", "types", "pattern", "coalitions", "prior", "condition"};

/// What these columns of the table of shares have in a row.
Json row_of(const Row& row, const std::vector<Column>& columns) {
  Json object;
  for (const Column& column : columns) object[column.name] = json_of(column.entry(row));
  return object;
}

Rows result_rows(const StudyResult& result) {
  ColumnNames names = unit_columns;
  for (const char* count : {"samples", "holds", "fails", "undecided", "share", "low", "high"})
    names.emplace_back(count);
  for_each_scalar(Tally{}, [&](std::string_view name, const Scalar&) { names.emplace_back(name); });
  const std::vector<Column> columns = sample_table().chosen(names);
  Rows rows;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      Json& row = rows.emplace_back(row_of({result, cell, c}, columns));
      row["ranges"] = result.cells[cell].samples[c].to_string();
      row["stop"] = to_string(result.ensembles[result.cells[cell].ensemble].stop_reason);
    }
  }
  return rows;
}

Rows margin_rows(const StudyResult& result) {
  const std::vector<Column> columns = sample_table().chosen(unit_columns);
  Rows rows;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      const MarginHistogram& margins = result.cells[cell].tallies[c].margins;
      const auto add = [&](double low, double high, std::uint64_t count) {
        if (count == 0) return;
        Json& row = rows.emplace_back(row_of({result, cell, c}, columns));
        row["margin_low"] = low;
        row["margin_high"] = json_number(high);
        row["count"] = count;
      };
      add(0, 0, margins.zeros());
      for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin)
        add(MarginHistogram::lower_edge(bin), MarginHistogram::lower_edge(bin + 1), margins.count(bin));
    }
  }
  return rows;
}

Rows sample_rows(const StudyResult& result) {
  constexpr std::array<const char*, 3> verdicts{"holds", "fails", "undecided"};
  const std::vector<Column> columns = sample_table().chosen(unit_columns);
  Rows rows;
  for (const SampleRecord& record : result.samples) {
    Json& row = rows.emplace_back(row_of({result, record.cell, record.condition}, columns));
    row["sample"] = record.sample;
    row["verdict"] = verdicts.at(record.verdict);
    row["certified"] = record.certified;
    row["margin"] = json_number(record.margin);
  }
  return rows;
}

Rows rows_of(const StudyResult& result, const std::string& table) {
  if (table == "margins") return margin_rows(result);
  if (table == "samples") return sample_rows(result);
  return result_rows(result);
}

void print_rows(const Rows& rows) {
  Table table;
  for (const Json& row : rows) {
    if (table.columns.empty()) {
      for (const auto& [name, value] : row.items()) table.columns.push_back(name);
    }
    std::vector<Entry>& texts = table.rows.emplace_back();
    for (const auto& [name, value] : row.items()) {
      texts.emplace_back(value.is_null()           ? ""
                         : value.is_string()       ? value.get<std::string>()
                         : value.is_number_float() ? exact_text(value.get<double>())
                                                   : value.dump());
    }
  }
  print_csv(std::cout, table);
}

int export_result(const ExportOptions& options) {
  if (options.format == "json" && options.table != ExportOptions().table)
    throw InputError("--table " + options.table + ": is for csv; JSON has all tables");
  const StudyResult result = read_result(options.file);
  require_samples(result, options.file, "genericity show --format csv writes its table");
  if (options.format == "csv") {
    print_rows(rows_of(result, options.table));
    return exit_done;
  }
  Json object;
  object["title"] = result.title;
  object["seed"] = result.seed;
  object["confidence"] = json_number(result.stop.confidence);
  object["complete"] = result.complete;
  object["results"] = result_rows(result);
  object["margins"] = margin_rows(result);
  object["samples"] = sample_rows(result);
  object["provenance"] = result.provenance;
  print_json(std::cout, object);
  return exit_done;
}

}  // namespace

void add_export_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "export", "Write a result as CSV or JSON to standard output");
  auto& options = verb.does(action, export_result);
  verb.option("file", options.file, "the result, an HDF5 file").required().file("h5");
  verb.option("-f,--format", options.format, "csv for one table, json for all of them")
      .one_of({"csv", "json"});
  verb.option("--table", options.table, "for csv: results, margins or samples")
      .one_of({"results", "margins", "samples"});
  verb.footer(
      "Missing numbers are empty in CSV and null in JSON; infinity is inf in CSV and \"inf\" in JSON. Every "
      "number is written so that it reads back as "
      "the same.\n\nExample: genericity export results/quickstart.h5 --table margins > margins.csv");
}

}  // namespace genericity
