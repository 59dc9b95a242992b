#include "sim/study/file_kind.h"

#include <array>
#include <optional>
#include <string>

namespace genericity {

namespace {

struct KindWords {
  FileKind kind;
  std::string_view name;
  std::string_view taken_by;
};
constexpr std::array<KindWords, static_cast<std::size_t>(FileKind::count_)> kinds{
    {{FileKind::structure, "an information structure", "genericity check, design and counterexample take it"},
     {FileKind::study, "a study", "genericity plan and run take it"},
     {FileKind::mechanism, "a mechanism", "genericity audit takes it"},
     {FileKind::environment, "an environment", "genericity design takes it, as --environment"}}};

std::optional<FileKind> kind_of(const toml::table& root) {
  if (root.contains("ensemble")) return FileKind::study;
  if (root.contains("environment") && root.contains("rule")) return FileKind::mechanism;
  if (root.contains("utilities")) return FileKind::environment;
  if (root.contains("prior")) return FileKind::structure;
  return std::nullopt;
}

}  // namespace

void require_kind(const TomlReader& reader, FileKind wanted) {
  const std::optional<FileKind> kind = kind_of(reader.root());
  if (!kind || *kind == wanted) return;
  const KindWords& found = kinds[static_cast<std::size_t>(*kind)];
  throw InputError(reader.name() + ": " + std::string(found.name) + ", where " +
                   std::string(kinds[static_cast<std::size_t>(wanted)].name) + " is expected; " +
                   std::string(found.taken_by));
}

void check_format(const TomlReader& reader) {
  const auto format = reader.integer(reader.root(), "format", "format");
  if (format && *format != 1) {
    reader.fail(reader.root().get("format"), "format",
                "this program reads format 1, not " + std::to_string(*format));
  }
}

}  // namespace genericity
