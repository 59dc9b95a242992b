#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/information_structure.h"
#include "core/pattern_border.h"
#include "sim/cli/written_notes.h"
#include "sim/study/structure_file.h"

namespace genericity {

/// One prior under all patterns: where CI and CBDP change from holding to failing.
struct LatticeReport {
  PatternBorder ci;
  PatternBorder cbdp;
};

/// Throws InputError, whose message begins with the file's name, beyond five agents or for a system that does
/// not fit into memory.
LatticeReport examine_lattice(const StructureFile& file, const std::string& name);

/// Tells the notes of the verdicts on the border, of each condition until one is not proved for all that
/// rounds to the prior.
void look_at_lattice(const LatticeReport& report, const InformationStructure& structure, WrittenNotes& notes);

/// For each condition the numbers of patterns, the maximal holding and the minimal failing ones, and all that
/// are undecided.
nlohmann::ordered_json lattice_json(const LatticeReport& report);
void print_lattice(std::ostream& out, const LatticeReport& report);

}  // namespace genericity
