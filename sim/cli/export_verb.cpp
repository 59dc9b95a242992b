#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/exit_code.h"
#include "sim/cli/stored_study.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/result_file.h"
#include "sim/study/tally_scalars.h"

namespace genericity {

namespace {

using Json = nlohmann::ordered_json;

struct ExportOptions {
  std::string file;
  std::string format = "csv";
  std::string table = "results";
};

/// A number, or null for one that JSON does not have.
Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json json_of(const Scalar& value) {
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return *count;
  const auto* number = std::get_if<double>(&value);
  return number == nullptr ? Json() : json_number(*number);
}

/// A row of one table: names and values, in order.
using Rows = std::vector<Json>;

Json unit_row(const StudyResult& result, std::size_t cell, std::size_t condition) {
  const CellResult& entry = result.cells[cell];
  const EnsembleResult& ensemble = result.ensembles[entry.ensemble];
  Json row;
  row["cell"] = cell;
  row["types"] = types_text(ensemble.types);
  row["pattern"] = entry.pattern;
  row["coalitions"] = entry.coalitions;
  row["prior"] = ensemble.prior;
  row["condition"] = result.conditions[condition];
  return row;
}

Rows result_rows(const StudyResult& result) {
  Rows rows;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      const CellResult& entry = result.cells[cell];
      const Tally& tally = entry.tallies[c];
      Json row = unit_row(result, cell, c);
      row["samples"] = tally.samples();
      row["holds"] = tally.verdicts[0];
      row["fails"] = tally.verdicts[1];
      row["undecided"] = tally.verdicts[2];
      row["share"] = json_number(tally.share());
      row["low"] = json_number(entry.low[c]);
      row["high"] = json_number(entry.high[c]);
      for_each_scalar(tally, [&row](std::string_view name, const Scalar& value) {
        row[std::string(name)] = json_of(value);
      });
      row["ranges"] = entry.samples[c].to_string();
      row["stop"] = to_string(result.ensembles[entry.ensemble].stop_reason);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Rows margin_rows(const StudyResult& result) {
  Rows rows;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < result.conditions.size(); ++c) {
      const MarginHistogram& margins = result.cells[cell].tallies[c].margins;
      const auto add = [&](double low, double high, std::uint64_t count) {
        if (count == 0) return;
        Json row = unit_row(result, cell, c);
        row["margin_low"] = low;
        row["margin_high"] = json_number(high);
        row["count"] = count;
        rows.push_back(std::move(row));
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
  Rows rows;
  for (const SampleRecord& record : result.samples) {
    Json row = unit_row(result, record.cell, record.condition);
    row["sample"] = record.sample;
    row["verdict"] = verdicts.at(record.verdict);
    row["certified"] = record.certified;
    row["margin"] = json_number(record.margin);
    rows.push_back(std::move(row));
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
    std::vector<std::string>& texts = table.rows.emplace_back();
    for (const auto& [name, value] : row.items()) {
      texts.push_back(value.is_null()           ? ""
                      : value.is_string()       ? value.get<std::string>()
                      : value.is_number_float() ? exact_text(value.get<double>())
                                                : value.dump());
    }
  }
  print_csv(std::cout, table);
}

int export_result(const ExportOptions& options) {
  const StudyResult result = read_result(options.file);
  require_samples(result, options.file, "genericity show --format csv writes its table");
  if (options.format == "csv") {
    print_rows(rows_of(result, options.table));
    return exit_done;
  }
  Json object;
  object["title"] = result.title;
  object["seed"] = result.seed;
  object["confidence"] = result.stop.confidence;
  object["complete"] = result.complete;
  object["results"] = result_rows(result);
  object["margins"] = margin_rows(result);
  object["samples"] = sample_rows(result);
  object["provenance"] = result.provenance;
  std::cout << object.dump(1) << '\n';
  return exit_done;
}

}  // namespace

void add_export_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<ExportOptions>();
  VerbParser verb(program, "export", "Write a result as CSV or JSON to standard output");
  verb.option("file", options->file, "the result, an HDF5 file").required();
  verb.option("-f,--format", options->format, "csv (one table) or json (all of them; default: csv)")
      .one_of({"csv", "json"});
  verb.option("--table", options->table, "for csv: results, margins or samples (default: results)")
      .one_of({"results", "margins", "samples"});
  verb.footer(
      "Missing numbers are empty in CSV and null in JSON. Every number is written so that it reads back as "
      "the "
      "same.\n\nExample: genericity export results/quickstart.h5 --table margins > margins.csv");
  verb.does(action, [options] { return export_result(*options); });
}

}  // namespace genericity
