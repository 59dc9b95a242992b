#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/cli/table.h"

namespace genericity {

// How this program writes what JSON (RFC 8259) has no place for: infinities as the texts "inf" and "-inf",
// which CSV has without quotes, and null for a number that is missing, where CSV has nothing.

nlohmann::ordered_json json_number(double value);
nlohmann::ordered_json json_of(const Entry& entry);

/// The document without line breaks. Bytes that are not UTF-8 become U+FFFD.
std::string json_line(const nlohmann::ordered_json& document);
/// Prints a document and a line break. Bytes that are not UTF-8 become U+FFFD.
void print_json(std::ostream& out, const nlohmann::ordered_json& document);
/// The same on one line.
void print_json_line(std::ostream& out, const nlohmann::ordered_json& document);

}  // namespace genericity
