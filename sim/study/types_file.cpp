#include "sim/study/types_file.h"

#include <algorithm>
#include <iterator>

#include "core/errors.h"
#include "sim/grid/space_set.h"
#include "sim/study/value_list.h"

namespace genericity {

namespace {

std::vector<TypeSpace> read_space_set(const TomlReader& reader, const toml::table& table,
                                      const std::string& path) {
  reader.require_known(table, path + ".", {"agents", "each", "ordered"});
  for (const char* key : {"agents", "each"}) {
    if (!table.contains(key))
      reader.fail(&table, path + "." + key, "missing; expected such as { agents = [3, 4], each = [2, 3] }");
  }
  const std::vector<int> agents = integer_list(reader, *table.get("agents"), path + ".agents");
  const std::vector<int> each = integer_list(reader, *table.get("each"), path + ".each");
  const bool ordered = reader.boolean(table, "ordered", path + ".ordered").value_or(false);
  return space_set(agents, each, ordered, most_cells);
}

}  // namespace

std::vector<TypeSpace> read_types(const TomlReader& reader, const toml::node& node, const std::string& path) {
  const auto read_one = [&](const toml::node& element) -> std::vector<TypeSpace> {
    try {
      if (const toml::table* table = element.as_table()) return read_space_set(reader, *table, path);
      return {TypeSpace(reader.integers(element, path))};
    } catch (const InvalidInput& error) {
      reader.fail(&element, path, error.what());
    }
  };
  const toml::array* array = node.as_array();
  const bool is_table = node.is_table();
  if (!is_table && (array == nullptr || array->empty()))
    reader.fail(&node, path, "expected a list of type counts, such as [[2, 2, 2], [2, 2, 3]]");
  const bool is_list = !is_table && ((*array)[0].is_array() || (*array)[0].is_table());
  if (!is_list) return read_one(node);
  std::vector<TypeSpace> spaces;
  for (const toml::node& element : *array) {
    std::vector<TypeSpace> more = read_one(element);
    std::move(more.begin(), more.end(), std::back_inserter(spaces));
  }
  return spaces;
}

}  // namespace genericity
