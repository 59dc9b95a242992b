#include "sim/study/structure_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "sim/random/hash.h"
#include "sim/study/toml_reader.h"

namespace genericity {

namespace {

TypeSpace read_types(const TomlReader& reader) {
  const toml::node* node = reader.root().get("types");
  if (node == nullptr)
    reader.fail(nullptr, "types", "missing; expected the type counts, such as types = [2, 2, 2]");
  try {
    return TypeSpace(reader.integers(*node, "types"));
  } catch (const InvalidInput& error) {
    reader.fail(node, "types", error.what());
  }
}

WrittenWeights read_weights(const TomlReader& reader, const TypeSpace& space) {
  const toml::node* node = reader.root().get("prior");
  const std::string wanted = std::to_string(space.profiles()) + " positive weights";
  if (node == nullptr) reader.fail(nullptr, "prior", "missing; expected " + wanted);
  const toml::array* array = node->as_array();
  if (array == nullptr) reader.fail(node, "prior", "expected a list of " + wanted);
  if (array->size() != space.profiles()) {
    reader.fail(node, "prior",
                "expected " + wanted + " for types " + space.to_string() + ", found " +
                    std::to_string(array->size()));
  }
  WrittenWeights weights;
  for (const toml::node& element : *array) {
    const std::string key = "prior, weight " + std::to_string(weights.values.size() + 1);
    weights.values.push_back(reader.rational(element, key));
    if (weights.values.back() <= 0)
      reader.fail(&element, key, "expected a positive weight (the prior has full support)");
    weights.rounding.push_back(written_rounding(reader.number_text(element, key)));
  }
  return weights;
}

}  // namespace

mpq_class WrittenWeights::sum() const {
  return std::accumulate(values.begin(), values.end(), mpq_class(0));
}

mpq_class WrittenWeights::greatest_rounding() const {
  return rounding.empty() ? mpq_class(0) : *std::max_element(rounding.begin(), rounding.end());
}

StructureFile read_structure(const std::string& path) {
  const TomlReader reader = TomlReader::from_file(path);
  reader.require_known(reader.root(), "", {"name", "types", "pattern", "prior"});
  return read_structure_keys(reader);
}

StructureFile read_structure_keys(const TomlReader& reader) {
  const TypeSpace space = read_types(reader);
  WrittenWeights written = read_weights(reader, space);
  InformationStructure structure(space, written.values);
  StructureFile file{reader.string(reader.root(), "name", "name").value_or(""),
                     std::move(structure),
                     {},
                     std::move(written)};
  if (const auto text = reader.string(reader.root(), "pattern", "pattern")) {
    try {
      file.pattern = Pattern::parse(*text, space.agents());
    } catch (const InvalidInput& error) {
      reader.fail(reader.root().get("pattern"), "pattern", error.what());
    }
  }
  return file;
}

LoadedPriors load_structure_as_prior(const std::string& path) {
  const StructureFile file = read_structure(path);
  const IntegerWeights& exact = file.structure.exact();
  const bool fits = std::all_of(exact.begin(), exact.end(), [](const mpz_class& weight) {
    return mpz_sizeinbase(weight.get_mpz_t(), 2) <= 53;
  });
  std::vector<double> weights;
  std::string text;
  for (const mpz_class& weight : exact) {
    weights.push_back(weight.get_d());
    text += weight.get_str() + ",";
  }
  std::vector<InformationStructure> rational;
  if (!fits) {
    weights.assign(file.structure.approximate().begin(), file.structure.approximate().end());
    // Both are divided by all powers of two that they have in common, and differ by no other factor.
    if (integer_weights(weights) != exact) rational.push_back(file.structure);
  }
  std::array<char, 16> digest{};
  const auto [end, error] = std::to_chars(digest.data(), digest.data() + digest.size(),
                                          hash_text(file.structure.space().to_string() + text), 16);
  (void)error;  // 16 digits hold 64 bits
  return {file.structure.space(), {std::move(weights)}, std::string(digest.data(), end), std::move(rational)};
}

}  // namespace genericity
