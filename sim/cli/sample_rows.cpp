#include "sim/cli/sample_rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/show_table.h"
#include "sim/cli/strict_json.h"

namespace genericity {

namespace {

using Json = nlohmann::ordered_json;

/// A column of what lists say of their priors: its name here and in the lists.
struct ListColumn {
  std::string name;
  std::string key;
};

class RowMaker {
 public:
  explicit RowMaker(const StudyResult& result) : result_(result), table_(result_table(result)) {
    for (const std::string& condition : result.conditions)
      on_environments_.push_back(is_on_environments(condition));
    ColumnNames names{"cell", "types", "pattern", "coalitions", "prior", "seed"};
    if (result.environments > 0) names.insert(names.end() - 1, "environment");
    for (const ColumnNames& some : {names, table_.parameters})
      for (const std::string& name : some) of_cells_.push_back(table_.named(name));
    const auto is_taken = [&](const std::string& name) {
      return name == "sample" || std::find(names.begin(), names.end(), name) != names.end() ||
             std::find(result.conditions.begin(), result.conditions.end(), name) != result.conditions.end();
    };
    for (const EnsembleResult& ensemble : result.ensembles) {
      for (const PriorCoordinate& coordinate : ensemble.coordinates) {
        const bool is_known = std::any_of(of_lists_.begin(), of_lists_.end(), [&](const ListColumn& column) {
          return column.key == coordinate.key;
        });
        if (!is_known)
          of_lists_.push_back({(is_taken(coordinate.key) ? "list_" : "") + coordinate.key, coordinate.key});
      }
      most_profiles_ = std::max(most_profiles_, profiles_of(ensemble.types));
    }
  }

  /// The row of records of one cell and sample, and of one of its environments where there are any; what is
  /// said of the prior alone stands in all rows of the sample.
  Json row_of(std::span<const SampleRecord> records, std::uint64_t environment) {
    const SampleRecord& first = records.front();
    if (first.cell != cell_ || base_.empty()) begin_cell(first.cell);
    Json row = base_;
    add_list_columns(first, row);
    row["sample"] = first.sample;
    if (result_.environments > 0) row["environment_number"] = environment;
    for (std::size_t c = 0; c < result_.conditions.size(); ++c) {
      const std::string& condition = result_.conditions[c];
      for (const char* what : {"", "_certified", "_margin"}) row[condition + what] = nullptr;
      if (!records_amounts(result_) || !on_environments_[c]) continue;
      for (const char* what : {"_least_transfer", "_least_subsidy"}) row[condition + what] = nullptr;
    }
    for (const SampleRecord& record : records) {
      if (record.environment != environment && on_environments_[record.condition]) continue;
      static constexpr std::array<const char*, 3> verdicts{"holds", "fails", "undecided"};
      const std::string& condition = result_.conditions[record.condition];
      row[condition] = verdicts.at(record.verdict);
      row[condition + "_certified"] = record.certified;
      row[condition + "_margin"] = json_number(record.margin);
      if (!records_amounts(result_) || !on_environments_[record.condition]) continue;
      row[condition + "_least_transfer"] = json_number(record.least_transfer);
      row[condition + "_least_subsidy"] = json_number(record.least_subsidy);
    }
    add_description(first, row);
    return row;
  }

 private:
  void begin_cell(std::uint64_t cell) {
    cell_ = cell;
    base_ = Json::object();
    for (const Column& column : of_cells_) base_[column.name] = json_of(column.entry(Row{result_, cell, 0}));
  }

  /// A list's column may have the name of a parameter, rho: a row has one or the other.
  void add_list_columns(const SampleRecord& record, Json& row) const {
    const EnsembleResult& ensemble = result_.ensembles[result_.cells[record.cell].ensemble];
    for (const ListColumn& column : of_lists_) {
      Json& value = row[column.name];
      for (const PriorCoordinate& coordinate : ensemble.coordinates) {
        if (coordinate.key == column.key && record.sample < coordinate.values.size())
          value = json_number(coordinate.values[record.sample]);
      }
    }
  }

  void add_description(const SampleRecord& record, Json& row) const {
    const std::vector<Feature>& features = result_.described.features;
    for (std::size_t k = 0; k < features.size(); ++k)
      row[std::string(info(features[k]).name)] = json_number(record.description[k]);
    if (!result_.described.priors) return;
    for (std::size_t profile = 0; profile < most_profiles_; ++profile) {
      const std::size_t place = features.size() + profile;
      Json& value = row["prior_" + std::to_string(profile)];
      if (place < record.description.size()) value = json_number(record.description[place]);
    }
  }

  const StudyResult& result_;
  ShownTable table_;
  std::vector<bool> on_environments_;  // by condition
  std::vector<Column> of_cells_;
  std::vector<ListColumn> of_lists_;
  std::size_t most_profiles_ = 0;
  std::uint64_t cell_ = 0;
  Json base_;  // what all rows of the cell have
};

}  // namespace

void for_each_recorded_sample(const StudyResult& result, const std::function<void(const Json& row)>& visit) {
  RowMaker maker(result);
  const auto end = result.samples.end();
  for (auto first = result.samples.begin(); first != end;) {
    const auto last = std::find_if(first, end, [&](const SampleRecord& record) {
      return record.cell != first->cell || record.sample != first->sample;
    });
    std::uint64_t environments = 1;
    for (auto record = first; record != last; ++record)
      environments = std::max(environments, record->environment + 1);
    for (std::uint64_t environment = 0; environment < environments; ++environment)
      visit(maker.row_of(std::span(first, last), environment));
    first = last;
  }
}

}  // namespace genericity
