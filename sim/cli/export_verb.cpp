#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "sim/cli/exit_code.h"
#include "sim/cli/sample_rows.h"
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

/// Takes the rows of one table, in order: names, the same in all rows, and values.
using Visit = std::function<void(const Json& row)>;

const ColumnNames unit_columns{"cell", "types", "pattern", "coalitions", "prior", "condition"};

/// What these columns of the table of shares have in a row.
Json row_of(const Row& row, const std::vector<Column>& columns) {
  Json object;
  for (const Column& column : columns) object[column.name] = json_of(column.entry(row));
  return object;
}

void visit_results(const StudyResult& result, const Visit& visit) {
  ColumnNames names = unit_columns;
  for (const char* count : {"samples", "holds", "fails", "undecided", "share", "low", "high"})
    names.emplace_back(count);
  for_each_scalar(Tally{}, [&](std::string_view name, const Scalar&) { names.emplace_back(name); });
  const std::vector<Column> columns = sample_table().chosen(names);
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      Json row = row_of({result, cell, c}, columns);
      row["ranges"] = result.cells[cell].samples[c].to_string();
      row["stop"] = to_string(result.ensembles[result.cells[cell].ensemble].stop_reason);
      visit(row);
    }
  }
}

void visit_margins(const StudyResult& result, const Visit& visit) {
  const std::vector<Column> columns = sample_table().chosen(unit_columns);
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      const MarginHistogram& margins = result.cells[cell].tallies[c].margins;
      const auto add = [&](double low, double high, std::uint64_t count) {
        if (count == 0) return;
        Json row = row_of({result, cell, c}, columns);
        row["margin_low"] = low;
        row["margin_high"] = json_number(high);
        row["count"] = count;
        visit(row);
      };
      add(0, 0, margins.zeros());
      for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin)
        add(MarginHistogram::lower_edge(bin), MarginHistogram::lower_edge(bin + 1), margins.count(bin));
    }
  }
}

void visit_table(const StudyResult& result, const std::string& table, const Visit& visit) {
  if (table == "margins") return visit_margins(result, visit);
  if (table == "samples") return for_each_recorded_sample(result, visit);
  visit_results(result, visit);
}

/// Prints rows one by one, under the names of the first.
class CsvPrinter {
 public:
  void print(const Json& row) {
    if (!has_begun_) {
      std::vector<Entry> names;
      for (const auto& [name, value] : row.items()) names.emplace_back(name);
      print_csv_line(std::cout, names);
      has_begun_ = true;
    }
    std::vector<Entry> texts;
    for (const auto& [name, value] : row.items()) {
      texts.emplace_back(value.is_null()           ? ""
                         : value.is_string()       ? value.get<std::string>()
                         : value.is_number_float() ? exact_text(value.get<double>())
                                                   : value.dump());
    }
    print_csv_line(std::cout, texts);
  }

 private:
  bool has_begun_ = false;
};

/// Refuses to print a table that is empty because nothing was asked of it.
void require_records(const StudyResult& result, const ExportOptions& options) {
  if (options.table != "samples" || result.recorded != RecordSamples::none || has_lists(result)) return;
  throw InputError("--table samples: '" + options.file +
                   R"(' keeps no single samples; a study keeps them with [record] samples = "all")");
}

int export_result(const ExportOptions& options) {
  if (options.format == "json" && options.table != ExportOptions().table)
    throw InputError("--table " + options.table + ": is for csv and jsonl; json has all tables");
  const StudyResult result = read_result(options.file);
  require_samples(result, options.file, "genericity show --format csv writes its table");
  require_records(result, options);
  if (options.format == "csv") {
    CsvPrinter printer;
    visit_table(result, options.table, [&](const Json& row) { printer.print(row); });
    return exit_done;
  }
  if (options.format == "jsonl") {
    visit_table(result, options.table, [](const Json& row) { print_json_line(std::cout, row); });
    return exit_done;
  }
  Json object;
  object["title"] = result.title;
  object["seed"] = result.seed;
  object["confidence"] = json_number(result.stop.confidence);
  object["complete"] = result.complete;
  for (const char* table : {"results", "margins", "samples"}) {
    Json& rows = object[table] = Json::array();
    visit_table(result, table, [&](const Json& row) { rows.push_back(row); });
  }
  object["provenance"] = result.provenance;
  print_json(std::cout, object);
  return exit_done;
}

}  // namespace

void add_export_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "export", "Write a result as CSV or JSON to standard output");
  auto& options = verb.does(action, export_result);
  verb.option("file", options.file, "the result, an HDF5 file").required().file("h5");
  verb.option("-f,--format", options.format,
              "csv or jsonl (an object a line) for one table, json for all of them")
      .one_of({"csv", "jsonl", "json"});
  verb.option("--table", options.table, "for csv and jsonl: results, margins or samples")
      .one_of({"results", "margins", "samples"});
  verb.footer(
      "The table of samples has a row for every recorded sample of a cell, with the parameters of its "
      "family, "
      "the verdicts and margins of all conditions, and what [record] features and priors keep of its "
      "prior.\n\n"
      "Missing numbers are empty in CSV and null in JSON; infinity is inf in CSV and \"inf\" in JSON. Every "
      "number is written so that it reads back as the same.\n\n"
      "Example: genericity export results/quickstart.h5 --table margins > margins.csv");
}

}  // namespace genericity
