#include "sim/study/structure_file.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/study/file_kind.h"
#include "sim/study/structure_keys.h"

namespace genericity {

mpq_class WrittenWeights::sum() const {
  return std::accumulate(values.begin(), values.end(), mpq_class(0));
}

mpq_class WrittenWeights::greatest_rounding() const {
  return rounding.empty() ? mpq_class(0) : *std::max_element(rounding.begin(), rounding.end());
}

StructureFile read_structure(const std::string& path) {
  return read_structure(TomlReader::from_file(path));
}

StructureFile read_structure_text(const std::string& name, const std::string& text) {
  return read_structure(TomlReader(name, text));
}

StructureFile read_structure(const TomlReader& reader) {
  require_kind(reader, FileKind::structure);
  reader.require_known(reader.root(), "", {"format", "name", "types", "pattern", "prior"});
  return read_structure_keys(reader);
}

StructureFile read_structure_keys(const TomlReader& reader) {
  check_format(reader);
  const TypeSpace space = read_structure_types(reader);
  const toml::node* prior = reader.root().get("prior");
  if (prior == nullptr) {
    reader.fail(nullptr, "prior",
                "missing; expected " + std::to_string(space.profiles()) + " positive weights");
  }
  WrittenWeights written = read_structure_weights(reader, *prior, "prior", space);
  InformationStructure structure(space, written.values);
  StructureFile file{reader.string(reader.root(), "name", "name").value_or(""),
                     std::move(structure),
                     {},
                     std::move(written)};
  file.pattern = read_structure_pattern(reader, space);
  return file;
}

}  // namespace genericity
