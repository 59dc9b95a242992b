#include "sim/study/structure_keys.h"

#include "core/errors.h"
#include "core/exact/integers.h"

namespace genericity {

TypeSpace read_structure_types(const TomlReader& reader) {
  const toml::node* node = reader.root().get("types");
  if (node == nullptr)
    reader.fail(nullptr, "types", "missing; expected the type counts, such as types = [2, 2, 2]");
  const toml::array* const counts = node->as_array();
  if (counts == nullptr || (!counts->empty() && counts->front().is_array())) {
    reader.fail(node, "types",
                std::string("expected one list of type counts, such as types = [2, 2, 2], not ") +
                    (counts == nullptr ? "a single value" : "lists in a list, which only a study has"));
  }
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
  if (array == nullptr) reader.fail(&node, key, "expected a list of " + wanted + " in brackets");
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
  const toml::node* const node = reader.root().get("pattern");
  if (node != nullptr && node->is_array())
    reader.fail(node, "pattern",
                R"(expected one text with all coalitions, such as "{1,2},{2,3}", not a list)");
  const auto text = reader.string(reader.root(), "pattern", "pattern");
  if (!text) return std::nullopt;
  try {
    return Pattern::parse(*text, space.agents());
  } catch (const InvalidInput& error) {
    reader.fail(node, "pattern", error.what());
  }
}

}  // namespace genericity
