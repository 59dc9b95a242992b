#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "sim/cli/exit_code.h"
#include "sim/cli/sample_rows.h"
#include "sim/cli/show_table.h"
#include "sim/cli/stored_study.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/terminal.h"
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

/// The bins of margins as they are exported: the exact zeros, then those of a histogram.
constexpr std::size_t exported_bins = MarginHistogram::bins + 1;

Json edges_of(std::size_t bin) {
  if (bin == 0) return {{"margin_low", 0}, {"margin_high", 0}};
  return {{"margin_low", MarginHistogram::lower_edge(bin - 1)},
          {"margin_high", json_number(MarginHistogram::lower_edge(bin))}};
}

std::uint64_t count_of(const MarginHistogram& margins, std::size_t bin) {
  return bin == 0 ? margins.zeros() : margins.count(bin - 1);
}

void visit_margins(const StudyResult& result, const Visit& visit) {
  const std::vector<Column> columns = sample_table().chosen(unit_columns);
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      for (std::size_t bin = 0; bin < exported_bins; ++bin) {
        const std::uint64_t count = count_of(result.cells[cell].tallies[c].margins, bin);
        if (count == 0) continue;
        Json row = row_of({result, cell, c}, columns);
        row.update(edges_of(bin));
        row["count"] = count;
        visit(row);
      }
    }
  }
}

/// The margins in short: a row for each cell and condition that has any, with the numbers of its bins.
void visit_margin_counts(const StudyResult& result, const Visit& visit) {
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      Json bins = Json::array(), counts = Json::array();
      for (std::size_t bin = 0; bin < exported_bins; ++bin) {
        const std::uint64_t count = count_of(result.cells[cell].tallies[c].margins, bin);
        if (count == 0) continue;
        bins.push_back(bin);
        counts.push_back(count);
      }
      if (!bins.empty())
        visit({{"cell", cell}, {"condition", result.conditions[c]}, {"bin", bins}, {"count", counts}});
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

/// Prints one object, a member or a row of a table a line, without holding it.
class ObjectPrinter {
 public:
  void member(const char* name, const Json& value) {
    begin(name);
    std::cout << json_line(value);
  }
  void rows(const char* name, const std::function<void(const Visit&)>& visit_rows) {
    begin(name);
    const char* before = "[\n";
    visit_rows([&](const Json& row) {
      std::cout << before << json_line(row);
      before = ",\n";
    });
    std::cout << (*before == '[' ? "[]" : "\n]");
  }
  static void end() { std::cout << "}\n"; }

 private:
  void begin(const char* name) {
    std::cout << (has_begun_ ? ",\n\"" : "{\"") << name << "\":";
    has_begun_ = true;
  }

  bool has_begun_ = false;
};

void print_whole(const StudyResult& result) {
  const AsIs for_programs(std::cout);
  ObjectPrinter printer;
  printer.member("title", result.title);
  printer.member("seed", result.seed);
  printer.member("confidence", json_number(result.stop.confidence));
  printer.member("complete", result.complete);
  printer.rows("results", [&](const Visit& visit) { visit_results(result, visit); });
  printer.rows("margin_bins", [](const Visit& visit) {
    for (std::size_t bin = 0; bin < exported_bins; ++bin) visit(edges_of(bin));
  });
  printer.rows("margins", [&](const Visit& visit) { visit_margin_counts(result, visit); });
  printer.rows("samples", [&](const Visit& visit) { for_each_recorded_sample(result, visit); });
  printer.member("provenance", result.provenance);
  ObjectPrinter::end();
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
  print_whole(result);
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
      "json has each row on a line. Its margins have a row for each cell and condition: bin holds the places "
      "in "
      "margin_bins (the first is 0), count how many margins each of them has.\n\n"
      "Missing numbers are empty in CSV and null in JSON; infinity is inf in CSV and \"inf\" in JSON. Every "
      "number is written so that it reads back as the same.\n\n"
      "Example: genericity export results/quickstart.h5 --table margins > margins.csv");
}

}  // namespace genericity
