#include "sim/study/toml_priors.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "sim/priors/exact_list.h"
#include "sim/priors/list_checks.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/file_kind.h"
#include "sim/study/structure_keys.h"

namespace genericity {
namespace {

constexpr std::array<std::string_view, 5> named_keys{"format", "name", "types", "pattern", "prior"};

/// What stands beside the priors: every list under a key of its own.
std::vector<PriorCoordinate> read_beside(const TomlReader& reader, std::size_t count) {
  std::vector<PriorCoordinate> coordinates;
  for (const auto& [key, node] : reader.root()) {
    const std::string name(key.str());
    if (std::find(named_keys.begin(), named_keys.end(), key.str()) != named_keys.end()) continue;
    const toml::array* array = node.as_array();
    if (array == nullptr || array->size() != count) {
      const std::string found =
          array == nullptr ? "" : "; it has " + std::to_string(array->size()) + " entries";
      const std::string hint =
          did_you_mean(name, std::vector<std::string>(named_keys.begin(), named_keys.end()));
      reader.fail(&node, name,
                  "expected a list of " + std::to_string(count) + " numbers, one for each prior" + found +
                      (array == nullptr ? hint : ""));
    }
    try {
      check_coordinate_name(name);
    } catch (const ListFault& fault) {
      reader.fail(&node, name, fault.what());
    }
    PriorCoordinate& coordinate = coordinates.emplace_back(PriorCoordinate{name, {}});
    for (const toml::node& element : *array) {
      const std::string place = name + ", number " + std::to_string(coordinate.values.size() + 1);
      try {
        coordinate.values.push_back(nearest_to_written(reader.number_text(element, place)));
      } catch (const InvalidInput& error) {
        reader.fail(&element, place, error.what());
      }
    }
  }
  return coordinates;
}

/// How many values stand in a list and in its lists.
std::size_t values_in(const toml::array& list) {
  std::size_t values = 0;
  for (const toml::node& element : list) {
    const toml::array* const inner = element.as_array();
    values += inner == nullptr ? 1 : values_in(*inner);
  }
  return values;
}

PriorListFile read_list(const TomlReader& reader) {
  check_format(reader);
  const TypeSpace space = read_structure_types(reader);
  ExactList list(space);
  const toml::array& rows = *reader.root().get("prior")->as_array();
  if (values_in(rows) == space.profiles() && rows.size() > 1) {
    reader.fail(&rows, "prior",
                "expected one flat list of " + std::to_string(space.profiles()) +
                    " weights, the last agent's type fastest; leave out the brackets inside (lists in a list "
                    "are several priors)");
  }
  if (rows.size() > most_list_priors(space))
    reader.fail(&rows, "prior", "more than " + std::to_string(most_list_weights) + " weights");
  for (const toml::node& row : rows)
    list.add(read_structure_weights(reader, row, "prior " + std::to_string(list.count() + 1), space).values);
  return {reader.string(reader.root(), "name", "name").value_or(""),
          list.finish(read_beside(reader, rows.size())), read_structure_pattern(reader, space)};
}

bool is_list_in(const TomlReader& reader) {
  const toml::node* prior = reader.root().get("prior");
  const toml::array* rows = prior == nullptr ? nullptr : prior->as_array();
  return rows != nullptr && !rows->empty() && rows->front().is_array();
}

}  // namespace

bool holds_prior_list(const std::string& name, const std::string& text) {
  return is_list_in(TomlReader(name, text));
}

PriorListFile read_toml_list(const std::string& name, const std::string& text) {
  return read_list(TomlReader(name, text));
}

LoadedPriors read_toml_priors(const std::string& name, const std::string& text) {
  const TomlReader reader(name, text);
  if (is_list_in(reader)) return read_list(reader).priors;
  const StructureFile file = read_structure(reader);
  ExactList list(file.structure.space());
  list.add(file.written.values);
  return list.finish({});
}

}  // namespace genericity
