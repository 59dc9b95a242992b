#include "sim/store/result_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <new>
#include <sstream>
#include <type_traits>

#include "sim/priors/joined.h"
#include "sim/statistics/sample_grid.h"
#include "sim/store/hdf5_reader.h"
#include "sim/store/hdf5_writer.h"
#include "sim/store/mode_layout.h"
#include "sim/store/mode_tables.h"
#include "sim/store/replace_file.h"
#include "sim/store/result_layout.h"
#include "sim/store/result_tables.h"
#include "sim/store/science_digest.h"
#include "sim/store/seal.h"
#include "sim/store/table_tools.h"
#include "sim/store/tally_columns.h"
#include "sim/store/utf8.h"

namespace genericity {
namespace {

constexpr double not_asked = std::numeric_limits<double>::quiet_NaN();

std::string parameter_names(const ResultTables& tables) {
  std::vector<std::string> names;
  for (const ParameterColumn& column : tables.parameters) names.push_back(column.info.name);
  return joined(names, ",");
}

/// The columns that the group's attribute `parameters` names, without values.
std::vector<ParameterColumn> empty_parameter_columns(const Hdf5Handle& group) {
  std::vector<ParameterColumn> columns;
  if (!has_attribute(group, "parameters")) return columns;
  std::istringstream names(read_text_attribute(group, "parameters"));
  for (std::string name; std::getline(names, name, ',');) {
    ParameterColumn& column = columns.emplace_back();
    column.info = {name, {"cell"}, "", "", ""};
    if (is_text_dataset(group, name)) column.values = std::vector<std::string>{};
  }
  return columns;
}

auto writing_into(GroupWriter& group) {
  return [&group](const VariableInfo& info, const auto& column) { group.variable(info, column); };
}

void write_root(const Hdf5Handle& file, const StudyResult& result) {
  write_attribute(file, "format", std::string(format_name));
  write_attribute<std::int64_t>(file, "format_version", format_version);
  write_attribute(file, "title", result.title);
}

void write_science(const Hdf5Handle& file, const StudyResult& result, const ResultTables& tables) {
  GroupWriter results(file, "results");
  write_attribute(results.group(), "title", result.title);
  write_attribute<double>(results.group(), "confidence", result.stop.confidence);
  write_attribute<std::uint64_t>(results.group(), "seed", result.seed);
  write_attribute(results.group(), "conditions", joined(result.conditions, ","));
  write_attribute(results.group(), "identity", result.identity);
  if (!tables.parameters.empty()) write_attribute(results.group(), "parameters", parameter_names(tables));
  if (result.mode != StudyMode::sample) write_attribute(results.group(), "mode", to_string(result.mode));
  write_attribute(results.group(), "digest", science_digest(result));
  visit_results(tables, writing_into(results));
  if (!result.samples.empty()) {
    GroupWriter samples(file, "samples");
    visit_samples(tables, writing_into(samples));
  }
}

void write_mode(const Hdf5Handle& file, const StudyResult& result) {
  if (result.mode == StudyMode::tail) {
    GroupWriter tail(file, "tail");
    write_attribute<std::uint64_t>(tail.group(), "draws", result.tail.settings.draws);
    write_attribute<double>(tail.group(), "confidence", result.stop.confidence);
    const TailTables tables = make_tail_tables(result);
    visit_tail(tables, writing_into(tail));
    if (!tables.step.empty()) visit_tail_steps(tables, writing_into(tail));
  } else if (result.mode == StudyMode::enumerate) {
    GroupWriter enumeration(file, "enumeration");
    const EnumerationTables tables = make_enumeration_tables(result);
    visit_enumeration(tables, writing_into(enumeration));
  }
}

void write_progress(const Hdf5Handle& file, const StudyResult& result, const ResultTables& tables) {
  GroupWriter progress(file, "progress");
  write_attribute<std::uint8_t>(progress.group(), "complete", result.complete ? 1 : 0);
  write_attribute(progress.group(), "recorded", to_string(result.recorded));
  write_attribute(progress.group(), "margins", to_string(result.margins));
  write_attribute<std::uint64_t>(progress.group(), "asked_samples", result.stop.samples);
  write_attribute<double>(progress.group(), "asked_half_width", result.stop.half_width.value_or(not_asked));
  write_attribute<double>(progress.group(), "asked_relative_half_width",
                          result.stop.relative_half_width.value_or(not_asked));
  write_attribute<std::uint64_t>(progress.group(), "asked_minimum_samples", result.stop.minimum_samples);
  write_attribute<double>(progress.group(), "asked_seconds", result.stop.seconds.value_or(not_asked));
  write_attribute<std::uint64_t>(progress.group(), "shard", result.shard.index);
  write_attribute<std::uint64_t>(progress.group(), "shards", result.shard.count);
  visit_progress(tables, writing_into(progress));
  if (!tables.range.empty()) visit_ranges(tables, writing_into(progress));
}

void write_rest(const Hdf5Handle& file, const StudyResult& result, const ResultTables& tables) {
  if (!result.stages.empty()) {
    GroupWriter diagnostics(file, "diagnostics");
    visit_diagnostics(tables, writing_into(diagnostics));
  }
  GroupWriter provenance(file, "provenance");
  for (const auto& [name, text] : result.provenance) {
    if (name.empty() || !is_storable_text(name)) throw StoreError("a provenance entry has no usable name");
    write_attribute(provenance.group(), name, storable_text(text));
  }
  if (!result.seconds.empty()) visit_timings(tables, writing_into(provenance));
  if (!result.pieces.empty()) visit_pieces(tables, writing_into(provenance));
}

std::vector<std::byte> image_of(const StudyResult& result) {
  const ResultTables tables = make_tables(result);
  const Hdf5Image image;
  write_root(image.file(), result);
  write_science(image.file(), result, tables);
  write_mode(image.file(), result);
  write_progress(image.file(), result, tables);
  write_rest(image.file(), result, tables);
  return image.bytes();
}

/// Reads the columns of one group. Scales define the sizes that everything else must
/// have.
class ColumnReader {
 public:
  ColumnReader(const Hdf5Handle& file, const std::string& name, std::map<std::string, std::size_t>& sizes)
      : group_(open_group(file, name)), sizes_(sizes) {}

  [[nodiscard]] const Hdf5Handle& group() const { return group_; }

  void dimension(const std::string& name) {
    const std::vector<std::size_t> shape = shape_of(open_dataset(group_, name), name);
    if (shape.size() != 1) throw StoreError("the dimension '" + name + "' is not a list");
    const auto [known, is_new] = sizes_.emplace(name, shape.front());
    if (!is_new && known->second != shape.front()) {
      throw StoreError("the dimension '" + name + "' has different sizes in different groups");
    }
  }

  template <class Column>
  void operator()(const VariableInfo& info, Column& column) {
    if (info.is_scale()) dimension(info.name);
    std::vector<std::size_t> shape;
    for (const std::string& name : info.dimensions) shape.push_back(sizes_.at(name));
    read_dataset(group_, info.name, shape, column);
    if constexpr (std::is_same_v<Column, std::vector<std::int64_t>>) {
      if (std::any_of(column.begin(), column.end(), [](std::int64_t value) { return value < 0; }))
        throw StoreError("the variable '" + info.name + "' has a negative number");
    }
  }

 private:
  Hdf5Handle group_;
  std::map<std::string, std::size_t>& sizes_;
};

/// A StoreError about what kind of file this is.
class WrongFormat : public StoreError {
 public:
  using StoreError::StoreError;
};

/// The version of the file's format.
std::int64_t check_format(const Hdf5Handle& file) {
  if (!has_attribute(file, "format") || !has_attribute(file, "format_version") ||
      read_text_attribute(file, "format") != format_name) {
    throw WrongFormat("an HDF5 file, but not a result of genericity");
  }
  const auto version = read_attribute<std::int64_t>(file, "format_version");
  if (version > format_version) {
    throw WrongFormat("its format version " + std::to_string(version) + " is newer than " +
                      std::to_string(format_version) + ", the newest that this program reads");
  }
  if (version == 1) {
    throw WrongFormat(
        "its format version 1 is that of an earlier genericity, which this one cannot continue; run the "
        "study "
        "again");
  }
  if (version < oldest_format_version)
    throw WrongFormat("its format version " + std::to_string(version) + " is unknown");
  return version;
}

bool same(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a == b;
}

/// Bit by bit, so that NaN equals NaN.
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

/// The columns that were read must be those of `expected`, which is what the rest implies.
template <class Tables, class VisitAll>
void require_same_columns(const Tables& found, const Tables& expected, const VisitAll& visit_all) {
  // Visiting both lists in step: first the columns as found are noted, then the expected ones are compared
  // with them.
  std::map<std::string, const void*> noted;
  visit_all(found, [&noted](const VariableInfo& info, const auto& column) { noted[info.name] = &column; });
  visit_all(expected, [&noted](const VariableInfo& info, const auto& column) {
    using Column = std::remove_reference_t<decltype(column)>;
    if (!same(*static_cast<Column*>(noted.at(info.name)), column))
      throw StoreError("the variable '" + info.name + "' contradicts the rest of the file");
  });
}

/// Everything derived (shares, names repeated along cells, sizes) must be what the rest implies.
void check_columns(const ResultTables& found, const StudyResult& result) {
  ResultTables expected = make_tables(result);
  expected.version = found.version;
  require_same_columns(found, expected, [](const ResultTables& tables, const auto& visit) {
    const auto in = [&visit](const char* group) {
      return [&visit, group](VariableInfo info, const auto& column) {
        info.name.insert(0, group);
        visit(info, column);
      };
    };
    visit_results(tables, in("results/"));
    visit_samples(tables, in("samples/"));
    visit_progress(tables, in("progress/"));
    visit_ranges(tables, in("progress/"));
    visit_diagnostics(tables, in("diagnostics/"));
    visit_timings(tables, in("provenance/"));
    visit_pieces(tables, in("provenance/"));
  });
}

void read_asked(const Hdf5Handle& progress, StudyResult& result) {
  const auto optional = [&](const char* name) {
    const auto value = read_attribute<double>(progress, name);
    return std::isnan(value) ? std::nullopt : std::optional(value);
  };
  result.recorded = stored_state<RecordSamples>("recorded", read_text_attribute(progress, "recorded"));
  result.margins = stored_state<RecordMargins>("margins", read_text_attribute(progress, "margins"));
  result.stop.samples = read_attribute<std::uint64_t>(progress, "asked_samples");
  result.stop.half_width = optional("asked_half_width");
  result.stop.relative_half_width = optional("asked_relative_half_width");
  result.stop.minimum_samples = read_attribute<std::uint64_t>(progress, "asked_minimum_samples");
  result.stop.seconds = optional("asked_seconds");
  result.shard.index = read_attribute<std::uint64_t>(progress, "shard");
  result.shard.count = read_attribute<std::uint64_t>(progress, "shards");
}

/// The columns of a group that repeats cells and conditions must fit those of /results.
template <class Tables>
void require_units(const Tables& tables, const StudyResult& result, const std::string& name) {
  if (tables.cell.size() != result.cells.size() || tables.condition != result.conditions)
    throw StoreError("the cells or conditions of /" + name + " are not those of /results");
}

void read_tail(const Hdf5Handle& file, StudyResult& result) {
  TailTables tables;
  std::map<std::string, std::size_t> sizes;
  ColumnReader group(file, "tail", sizes);
  const auto read = [&](const VariableInfo& info, auto& column) { group(info, column); };
  visit_tail(tables, read);
  if (has_link(group.group(), "step")) visit_tail_steps(tables, read);
  require_units(tables, result, "tail");
  rebuild_tail(tables, result);
  result.tail.settings.draws = read_attribute<std::uint64_t>(group.group(), "draws");
  require_same_columns(tables, make_tail_tables(result), [](auto& all, const auto& visit) {
    visit_tail(all, visit);
    visit_tail_steps(all, visit);
  });
}

void read_enumeration(const Hdf5Handle& file, StudyResult& result) {
  EnumerationTables tables;
  std::map<std::string, std::size_t> sizes;
  ColumnReader group(file, "enumeration", sizes);
  visit_enumeration(tables, [&](const VariableInfo& info, auto& column) { group(info, column); });
  require_units(tables, result, "enumeration");
  rebuild_enumeration(tables, result);
  require_same_columns(tables, make_enumeration_tables(result),
                       [](auto& all, const auto& visit) { visit_enumeration(all, visit); });
}

/// After the result's own columns were read, before anything derived from them is checked.
void read_mode(const Hdf5Handle& file, StudyResult& result) {
  if (result.mode == StudyMode::tail) {
    read_tail(file, result);
  } else if (result.mode == StudyMode::enumerate) {
    read_enumeration(file, result);
  }
}

StudyResult parse(const Hdf5Handle& file) {
  ResultTables tables;
  tables.version = check_format(file);
  std::map<std::string, std::size_t> sizes;
  ColumnReader results(file, "results", sizes);
  tables.has_joint = has_link(results.group(), "joint");
  tables.counts = empty_tally_columns(tables.has_joint);
  tables.parameters = empty_parameter_columns(results.group());
  visit_results(tables, [&](const VariableInfo& info, auto& column) { results(info, column); });
  if (sizes.at("verdict") != verdict_count || sizes.at("margin_bin") != MarginHistogram::bins) {
    throw StoreError("the lists of verdicts or of margin bins have the wrong length");
  }
  if (sizes.at("extreme") != ExtremeMargins::capacity || sizes.at("trace_bin") > grid_points ||
      (tables.has_joint &&
       (sizes.at("ci_verdict") != verdict_count || sizes.at("cbdp_verdict") != verdict_count))) {
    throw StoreError("the lists of extremes, of trace bins or of joint verdicts have the wrong length");
  }
  if (has_link(file, "samples")) {
    ColumnReader samples(file, "samples", sizes);
    visit_samples(tables, [&](const VariableInfo& info, auto& column) { samples(info, column); });
  }
  ColumnReader progress(file, "progress", sizes);
  visit_progress(tables, [&](const VariableInfo& info, auto& column) { progress(info, column); });
  if (has_link(progress.group(), "range")) {
    visit_ranges(tables, [&](const VariableInfo& info, auto& column) { progress(info, column); });
  }
  if (has_link(file, "diagnostics")) {
    ColumnReader diagnostics(file, "diagnostics", sizes);
    visit_diagnostics(tables, [&](const VariableInfo& info, auto& column) { diagnostics(info, column); });
  }
  ColumnReader provenance(file, "provenance", sizes);
  if (has_link(provenance.group(), "ensemble_seconds")) {
    visit_timings(tables, [&](const VariableInfo& info, auto& column) { provenance(info, column); });
  }
  if (has_link(provenance.group(), "piece")) {
    visit_pieces(tables, [&](const VariableInfo& info, auto& column) { provenance(info, column); });
  }

  StudyResult result = rebuild_result(tables);
  result.title = read_text_attribute(file, "title");
  result.stop.confidence = read_attribute<double>(results.group(), "confidence");
  result.seed = read_attribute<std::uint64_t>(results.group(), "seed");
  if (tables.version < 3) {
    for (EnsembleResult& ensemble : result.ensembles) ensemble.seed = result.seed;
  }
  result.identity = read_text_attribute(results.group(), "identity");
  if (has_attribute(results.group(), "mode"))
    result.mode = stored_state<StudyMode>("mode", read_text_attribute(results.group(), "mode"));
  result.complete = read_attribute<std::uint8_t>(progress.group(), "complete") != 0;
  read_asked(progress.group(), result);
  for (const std::string& name : attribute_names(provenance.group())) {
    result.provenance[name] = read_text_attribute(provenance.group(), name);
  }
  read_mode(file, result);
  check_columns(tables, result);
  if (read_text_attribute(results.group(), "digest") != science_digest(result)) {
    throw StoreError("its science does not match its digest: it is damaged or was changed");
  }
  return result;
}

/// A file without a seal may be no result at all, or one of a newer format that is closed in another way; if
/// so, says that. HDF5 is given only the root's attributes, and only of files that have their full length.
void check_unsealed_format(const std::filesystem::path& path) {
  try {
    (void)check_format(open_hdf5(path));
  } catch (const WrongFormat&) {
    throw;
  } catch (const StoreError&) {
    return;  // the missing seal says enough
  }
}

}  // namespace

void write_result(const StudyResult& result, const std::filesystem::path& target,
                  FileOperations& operations) {
  std::vector<std::byte> bytes;
  try {
    const Hdf5Silence silence;
    bytes = image_of(result);
    append_seal(bytes);
  } catch (const StoreError& error) {
    throw StoreError("cannot write '" + target.string() + "': " + error.what());
  }
  replace_file(target, bytes, operations);
}

StudyResult read_result(const std::filesystem::path& path) {
  const SealCheck seal = check_seal(path);
  const auto refused = [&path](const char* reason) {
    return StoreError("cannot read '" + path.string() + "': " + reason);
  };
  try {
    const Hdf5Silence silence;
    if (seal.missing) check_unsealed_format(path);
    if (!seal.fault.empty()) throw StoreError(seal.fault);
    return parse(open_hdf5(path));
  } catch (const StoreError& error) {
    throw refused(error.what());
  } catch (const std::bad_alloc&) {
    throw refused("it does not fit into memory");
  } catch (const std::length_error&) {
    throw refused("it does not fit into memory");
  }
}

}  // namespace genericity
