#include <cmath>
#include <new>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "sim/statistics/sample_grid.h"
#include "sim/store/column_reader.h"
#include "sim/store/coordinate_columns.h"
#include "sim/store/parameter_columns.h"
#include "sim/store/result_file.h"
#include "sim/store/science_digest.h"
#include "sim/store/seal.h"
#include "sim/store/table_tools.h"

namespace genericity {
namespace {

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
        "study again");
  }
  if (version < oldest_format_version)
    throw WrongFormat("its format version " + std::to_string(version) + " is unknown");
  return version;
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

/// What Description::text wrote.
Description stored_description(const std::string& text) {
  Description described;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word == "priors") {
      described.priors = true;
    } else if (const auto feature = feature_named(word)) {
      described.features.push_back(*feature);
    } else {
      throw StoreError("its records have a feature '" + word + "' that this program does not know");
    }
  }
  return described;
}

void read_progress(const Hdf5Handle& progress, StudyResult& result) {
  const auto optional = [&](const char* name) {
    const auto value = read_attribute<double>(progress, name);
    return std::isnan(value) ? std::nullopt : std::optional(value);
  };
  result.complete = read_attribute<std::uint8_t>(progress, "complete") != 0;
  result.recorded = stored_state<RecordSamples>("recorded", read_text_attribute(progress, "recorded"));
  result.margins = stored_state<RecordMargins>("margins", read_text_attribute(progress, "margins"));
  if (has_attribute(progress, "described"))
    result.described = stored_description(read_text_attribute(progress, "described"));
  result.stop.samples = read_attribute<std::uint64_t>(progress, "asked_samples");
  result.stop.half_width = optional("asked_half_width");
  result.stop.relative_half_width = optional("asked_relative_half_width");
  result.stop.minimum_samples = read_attribute<std::uint64_t>(progress, "asked_minimum_samples");
  result.stop.seconds = optional("asked_seconds");
  result.shard.index = read_attribute<std::uint64_t>(progress, "shard");
  result.shard.count = read_attribute<std::uint64_t>(progress, "shards");
}

/// The names in an attribute with commas between them; none without the attribute.
std::vector<std::string> names_in(const Hdf5Handle& group, const char* attribute) {
  std::vector<std::string> list;
  if (!has_attribute(group, attribute)) return list;
  std::istringstream names(read_text_attribute(group, attribute));
  for (std::string name; std::getline(names, name, ',');) list.push_back(name);
  return list;
}

/// Reads what stands in attributes, and what it says of the columns.
ResultLayout read_attributes(const Hdf5Handle& file, StudyResult& result) {
  const Hdf5Handle results = open_group(file, "results");
  result.title = read_text_attribute(file, "title");
  result.stop.confidence = read_attribute<double>(results, "confidence");
  result.seed = read_attribute<std::uint64_t>(results, "seed");
  result.identity = read_text_attribute(results, "identity");
  if (has_attribute(results, "mode"))
    result.mode = stored_state<StudyMode>("mode", read_text_attribute(results, "mode"));
  if (has_attribute(results, "environments"))
    result.environments = read_attribute<std::uint64_t>(results, "environments");
  if (result.mode == StudyMode::tail)
    result.tail.settings.draws = read_attribute<std::uint64_t>(open_group(file, "tail"), "draws");
  read_progress(open_group(file, "progress"), result);
  const Hdf5Handle provenance = open_group(file, "provenance");
  for (const std::string& name : attribute_names(provenance))
    result.provenance[name] = read_text_attribute(provenance, name);
  const bool has_lists = result.mode == StudyMode::sample && has_link(file, "enumeration");
  ResultLayout layout{result.mode,
                      has_link(results, "joint"),
                      has_lists,
                      has_link(results, "generic_verdict"),
                      {},
                      result.described,
                      {},
                      result.environments,
                      has_link(results, "subsidy_zero")};
  for (const std::string& name : names_in(results, "parameters"))
    layout.parameters.push_back(parameter_column(name, is_text_dataset(results, name)));
  for (const std::string& name : names_in(results, "list_coordinates"))
    layout.coordinates.push_back(coordinate_column(name));
  return layout;
}

StudyResult parse(const Hdf5Handle& file) {
  const std::int64_t version = check_format(file);
  StudyResult result;
  const ResultLayout layout = read_attributes(file, result);
  ColumnReader reader(file, version,
                      {{"verdict", verdict_count},
                       {"ci_verdict", verdict_count},
                       {"cbdp_verdict", verdict_count},
                       {"environment_count", result.environments + 1},
                       {"margin_bin", MarginHistogram::bins},
                       {"extreme", ExtremeMargins::capacity}});
  for (const ResultTable& table : result_tables(layout)) reader.read(table);
  if (reader.size_of("trace_bin") > grid_points) throw StoreError("the list of trace bins is too long");
  reader.put_into(result);
  if (version < 3) {
    result.condition_labels = result.conditions;
    for (EnsembleResult& ensemble : result.ensembles) ensemble.seed = result.seed;
  }
  if (result.mode != StudyMode::tail) {
    for (CellResult& cell : result.cells) {
      for (std::size_t c = 0; c < cell.inferred.size(); ++c) {
        const UnitInference& inferred = cell.inferred[c];
        cell.theory[c] = {inferred.codimension, inferred.theory_exponent, inferred.theory_constant};
      }
    }
  }
  check_shape(result);
  for (std::size_t e = 0; e < result.ensembles.size(); ++e)
    result.ensembles[e].samples = common_samples(cells_of(std::as_const(result), e)).count();
  reader.compare_with(result);
  if (read_text_attribute(open_group(file, "results"), "digest") != science_digest(result))
    throw StoreError("its science does not match its digest: it is damaged or was changed");
  return result;
}

}  // namespace

StudyResult read_result(const std::filesystem::path& path) {
  const SealCheck seal = check_seal(path);
  const auto refused = [&path](const char* reason) {
    return "cannot read '" + path.string() + "': " + reason;
  };
  try {
    const Hdf5Silence silence;
    if (seal.missing) check_unsealed_format(path);
    if (!seal.fault.empty()) throw StoreError(seal.fault);
    return parse(open_hdf5(path));
  } catch (const UnreadableFile& error) {
    throw UnreadableFile(refused(error.what()));
  } catch (const StoreError& error) {
    throw StoreError(refused(error.what()));
  } catch (const std::bad_alloc&) {
    // That is no fault of the file.
    throw UnreadableFile(refused("out of memory"));
  } catch (const std::length_error&) {
    throw StoreError(refused("it does not fit into memory"));
  }
}

}  // namespace genericity
