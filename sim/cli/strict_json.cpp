#include "sim/cli/strict_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/terminal.h"

namespace genericity {

nlohmann::ordered_json json_number(double value) {
  if (std::isnan(value)) return nullptr;
  if (std::isinf(value)) return exact_text(value);
  return value;
}

nlohmann::ordered_json json_of(const Entry& entry) {
  if (entry.kind == Entry::Kind::text) return entry.exact;
  // As it is written elsewhere: what is whole may be more than a double holds.
  return std::isfinite(entry.number) ? nlohmann::ordered_json::parse(entry.exact) : json_number(entry.number);
}

std::string json_line(const nlohmann::ordered_json& document) {
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void print_json(std::ostream& out, const nlohmann::ordered_json& document) {
  const AsIs for_programs(out);
  out << document.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

void print_json_line(std::ostream& out, const nlohmann::ordered_json& document) {
  const AsIs for_programs(out);
  out << json_line(document) << '\n';
}

}  // namespace genericity
