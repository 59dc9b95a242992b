#include "sim/study/structure_keys.h"

#include "core/errors.h"
#include "core/exact/integers.h"

namespace genericity {

TypeSpace read_structure_types(const TomlReader& reader) {
  const toml::node* node = reader.root().get("types");
  if (node == nullptr)
    reader.fail(nullptr, "types", "missing; expected the type counts, such as types = [2, 2, 2]");
  try {
    return TypeSpace(reader.integers(*node, "types"));
  } catch (const InvalidInput& error) {
    reader.fail(node, "types", error.what());
  }
}

WrittenWeights read_structure_weights(const TomlReader& reader, const toml::node& node,
                                      const std::string& key, const TypeSpace& space) {
  const std::string wanted = std::to_string(space.profiles()) + " positive weights";
  const toml::array* array = node.as_array();
  if (array == nullptr) reader.fail(&node, key, "expected a list of " + wanted);
  if (array->size() != space.profiles()) {
    reader.fail(&node, key,
                "expected " + wanted + " for types " + space.to_string() + ", found " +
                    std::to_string(array->size()));
  }
  WrittenWeights weights;
  for (const toml::node& element : *array) {
    const std::string place = key + ", weight " + std::to_string(weights.values.size() + 1);
    weights.values.push_back(reader.rational(element, place));
    if (weights.values.back() <= 0)
      reader.fail(&element, place, "expected a positive weight (the prior has full support)");
    weights.rounding.push_back(written_rounding(reader.number_text(element, place)));
  }
  return weights;
}

std::optional<Pattern> read_structure_pattern(const TomlReader& reader, const TypeSpace& space) {
  const auto text = reader.string(reader.root(), "pattern", "pattern");
  if (!text) return std::nullopt;
  try {
    return Pattern::parse(*text, space.agents());
  } catch (const InvalidInput& error) {
    reader.fail(reader.root().get("pattern"), "pattern", error.what());
  }
}

}  // namespace genericity
