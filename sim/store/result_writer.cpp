#include <optional>

#include "sim/priors/joined.h"
#include "sim/store/hdf5_writer.h"
#include "sim/store/replace_file.h"
#include "sim/store/result_columns.h"
#include "sim/store/result_file.h"
#include "sim/store/science_digest.h"
#include "sim/store/seal.h"
#include "sim/store/table_tools.h"
#include "sim/store/utf8.h"

namespace genericity {
namespace {

/// The names of columns that are a result's own, one block each.
void write_names(const Hdf5Handle& group, const std::string& attribute,
                 const std::vector<ColumnBlock>& blocks) {
  if (blocks.empty()) return;
  std::vector<std::string> names;
  names.reserve(blocks.size());
  for (const ColumnBlock& block : blocks) names.push_back(block.columns.front().info.name);
  write_attribute(group, attribute, joined(names, ","));
}

void write_results_attributes(const Hdf5Handle& group, const StudyResult& result,
                              const ResultLayout& layout) {
  write_attribute(group, "title", result.title);
  write_attribute<double>(group, "confidence", result.stop.confidence);
  write_attribute<std::uint64_t>(group, "seed", result.seed);
  write_attribute(group, "conditions", joined(result.conditions, ","));
  write_attribute(group, "identity", result.identity);
  if (result.environments > 0) write_attribute<std::uint64_t>(group, "environments", result.environments);
  write_names(group, "parameters", layout.parameters);
  write_names(group, "list_coordinates", layout.coordinates);
  if (result.mode != StudyMode::sample) write_attribute(group, "mode", to_string(result.mode));
  write_attribute(group, "digest", science_digest(result));
}

void write_group_attributes(const Hdf5Handle& group, const std::string& name, const StudyResult& result,
                            const ResultLayout& layout) {
  if (name == "results") write_results_attributes(group, result, layout);
  if (name == "tail") {
    write_attribute<std::uint64_t>(group, "draws", result.tail.settings.draws);
    write_attribute<double>(group, "confidence", result.stop.confidence);
  }
  if (name == "progress") {
    write_attribute<std::uint8_t>(group, "complete", result.complete ? 1 : 0);
    write_attribute(group, "recorded", to_string(result.recorded));
    write_attribute(group, "margins", to_string(result.margins));
    if (!result.described.empty()) write_attribute(group, "described", result.described.text());
    write_attribute<std::uint64_t>(group, "asked_samples", result.stop.samples);
    write_attribute<double>(group, "asked_half_width", result.stop.half_width.value_or(no_number));
    write_attribute<double>(group, "asked_relative_half_width",
                            result.stop.relative_half_width.value_or(no_number));
    write_attribute<std::uint64_t>(group, "asked_minimum_samples", result.stop.minimum_samples);
    write_attribute<double>(group, "asked_seconds", result.stop.seconds.value_or(no_number));
    write_attribute<std::uint64_t>(group, "shard", result.shard.index);
    write_attribute<std::uint64_t>(group, "shards", result.shard.count);
  }
  if (name == "provenance") {
    for (const auto& [entry, text] : result.provenance) {
      if (entry.empty() || !is_storable_text(entry))
        throw StoreError("a provenance entry has no usable name");
      write_attribute(group, entry, storable_text(text));
    }
  }
}

std::vector<std::byte> image_of(const StudyResult& result) {
  check_shape(result);
  const Hdf5Image image;
  write_attribute(image.file(), "format", std::string(format_name));
  write_attribute<std::int64_t>(image.file(), "format_version", format_version);
  write_attribute(image.file(), "title", result.title);
  const ResultLayout layout = layout_of(result);
  std::string name;
  std::optional<GroupWriter> group;
  for (const ResultTable& table : result_tables(layout)) {
    if (is_left_out(table, result)) continue;
    if (name != table.group) {
      name = table.group;
      group.emplace(image.file(), name);
      write_group_attributes(group->group(), name, result, layout);
    }
    for (const ColumnBlock& block : table.blocks) {
      for (StoredColumn& column : block.of(result)) {
        column.info.coordinates = coordinates_of(column.info, table);
        std::visit([&](const auto& values) { group->variable(column.info, values); }, column.values);
      }
    }
  }
  group.reset();
  return image.bytes();
}

}  // namespace

Synced write_result(const StudyResult& result, const std::filesystem::path& target,
                    FileOperations& operations) {
  std::vector<std::byte> bytes;
  try {
    const Hdf5Silence silence;
    bytes = image_of(result);
    append_seal(bytes);
  } catch (const StoreError& error) {
    throw StoreError("cannot write '" + target.string() + "': " + error.what());
  }
  return replace_file(target, bytes, operations);
}

}  // namespace genericity
