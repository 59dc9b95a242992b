#include "sim/cli/list_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <ostream>
#include <utility>

#include "core/conditions/condition.h"
#include "core/verdict.h"
#include "sim/cli/option_entry.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/table.h"
#include "sim/cli/terminal.h"
#include "sim/study/group_runner.h"
#include "sim/study/input_error.h"
#include "sim/study/sample_source.h"
#include "sim/study/stopwatch.h"
#include "sim/study/study.h"

namespace genericity {
namespace {

/// Those whose margins stand in the table for people.
constexpr std::array shown_margins = {Condition::ci, Condition::cbdp};

/// Seconds between two questions whether to stop.
constexpr double seconds_between_questions = 1;
/// Priors at first, before it is known how long they take.
constexpr std::uint64_t priors_at_first = 256;

const SampleRecord& record_of(const ListReport& report, std::uint64_t prior, Condition condition) {
  return report.records[prior * structure_condition_count + static_cast<std::size_t>(condition)];
}

std::string verdict_text(const SampleRecord& record) {
  return std::string(to_string(static_cast<Verdict>(record.verdict)));
}

}  // namespace

ListReport examine_list(const std::string& path, const LoadedPriors& list, const Pattern& pattern,
                        int threads) {
  const PriorLoader given = [&list](const std::string&, const TypeSpace&) { return list; };
  ListQuestion question;
  for (const ConditionInfo& known : structure_conditions) question.conditions.push_back(known.condition);
  question.threads = threads;
  try {
    return examine_list(
        list.space, make_prior_family(nlohmann::json{{"family", "file"}, {"file", path}}, list.space, given),
        pattern, question);
  } catch (const PriorError& error) {
    throw InputError(path + ": " + error.what());
  }
}

ListReport examine_list(const TypeSpace& space, std::shared_ptr<const PriorFamily> list,
                        const Pattern& pattern, const ListQuestion& question) {
  ListReport report;
  report.count = list->size();
  report.conditions = question.conditions;
  report.coordinates.assign(list->coordinates().begin(), list->coordinates().end());
  Study study;
  study.conditions = question.conditions;
  study.record_samples = RecordSamples::all;
  study.record_margins = question.margins;
  study.ensembles.push_back({space, std::move(list), {pattern}});
  UnitGroup all{{0}, std::vector<std::size_t>(question.conditions.size())};
  std::iota(all.conditions.begin(), all.conditions.end(), std::size_t{0});
  GroupRunner runner(study, 0, std::move(all), question.threads);
  const Stopwatch watch;
  for (std::uint64_t done = 0; done < report.count;) {
    if (question.stop_requested()) return {report.count, report.conditions, report.coordinates, {}};
    const double rate = static_cast<double>(done) / std::max(watch.seconds(), 1e-9);
    const auto next = std::max(priors_at_first, static_cast<std::uint64_t>(rate * seconds_between_questions));
    const std::uint64_t end = std::min(report.count, done + next);
    SampleSource source(question.threads, SampleRange{done, end});
    std::vector<SampleRecord> some = runner.run(source).records;
    sort_records(some);
    report.records.insert(report.records.end(), std::make_move_iterator(some.begin()),
                          std::make_move_iterator(some.end()));
    done = end;
  }
  return report;
}

nlohmann::ordered_json list_json(const ListReport& report) {
  nlohmann::ordered_json priors = nlohmann::ordered_json::array();
  for (std::uint64_t prior = 0; prior < report.count; ++prior) {
    nlohmann::ordered_json object{{"number", prior + 1}};
    object["coordinates"] = nlohmann::ordered_json::object();
    for (const PriorCoordinate& coordinate : report.coordinates)
      object["coordinates"][coordinate.key] = json_number(coordinate.values[prior]);
    for (const ConditionInfo& known : structure_conditions) {
      const SampleRecord& record = record_of(report, prior, known.condition);
      object["conditions"][std::string(known.key)] = {{"verdict", verdict_text(record)},
                                                      {"certified", record.certified != 0},
                                                      {"margin", json_number(record.margin)}};
    }
    priors.push_back(std::move(object));
  }
  return priors;
}

void print_list(std::ostream& out, const ListReport& report) {
  Table table{{"prior"}, {}};
  for (const PriorCoordinate& coordinate : report.coordinates) table.columns.push_back(coordinate.key);
  for (const ConditionInfo& known : structure_conditions) table.columns.emplace_back(known.key);
  for (const Condition condition : shown_margins)
    table.columns.push_back("margin of " + to_string(condition));
  for (std::uint64_t prior = 0; prior < report.count; ++prior) {
    std::vector<Entry>& row = table.rows.emplace_back(std::vector<Entry>{prior + 1});
    for (const PriorCoordinate& coordinate : report.coordinates) row.emplace_back(coordinate.values[prior]);
    for (const ConditionInfo& known : structure_conditions)
      row.emplace_back(verdict_text(record_of(report, prior, known.condition)));
    for (const Condition condition : shown_margins) {
      const double margin = record_of(report, prior, condition).margin;
      if (std::isnan(margin)) {
        row.emplace_back("unknown");
      } else {
        row.emplace_back(margin);
      }
    }
  }
  table.essential = {"prior"};
  for (const PriorCoordinate& coordinate : report.coordinates) table.essential.push_back(coordinate.key);
  for (const Condition condition : shown_margins) {
    table.essential.push_back(to_string(condition));
    table.essential.push_back("margin of " + to_string(condition));
  }
  print_aligned(out, table);
  // A pipe has the rows alone: scripts count them.
  if (line_width(out) > 0) {
    out << '\n';
    for (const Condition condition : shown_margins) {
      const std::string meaning(info(condition).margin_meaning);
      out << wrapped("margin of " + to_string(condition) + ": " + meaning, paragraph_width(out)) << '\n';
    }
  }
  const auto is_unproved = [](const SampleRecord& record) {
    return record.certified == 0 && static_cast<Verdict>(record.verdict) != Verdict::undecided;
  };
  const auto unproved = std::count_if(report.records.begin(), report.records.end(), is_unproved);
  if (unproved > 0) out << "\nNote: " << unproved << " of these verdicts are not certified\n";
}

}  // namespace genericity
