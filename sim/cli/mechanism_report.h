#pragma once

#include <gmpxx.h>

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/certificate.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/audit.h"
#include "core/mechanisms/mechanism.h"
#include "core/pattern.h"
#include "sim/cli/table.h"
#include "sim/study/structure_file.h"

namespace genericity {

/// The exact fraction where it is short, else about four digits after "≈".
std::string number_for_people(const mpq_class& value);

/// The file's pattern, or the one given on the command line if that is not empty; without any, singletons
/// only. Throws InputError.
Pattern chosen_pattern(const std::optional<Pattern>& of_file, const TypeSpace& space,
                       const std::string& option);
Pattern chosen_pattern(const StructureFile& file, const std::string& option);

/// Writes the whole text to a new or replaced file. Throws StoreError.
void write_text(const std::string& path, const std::string& text);

/// "types 2x2x2, coalitions {1,2} …", without a line break, under the name if there is one.
void print_heading(std::ostream& out, const std::string& name, const TypeSpace& space,
                   const Pattern& pattern);

/// Why no mechanism of one rule implements an environment that the certificate refutes, or of several rules
/// one that gives two types with the same posterior different tasks.
std::string contradiction_text(const InformationStructure& structure, const Environment& environment,
                               const DeviationCertificate& certificate);
std::string contradiction_text(const TypeSpace& space, const IndistinguishableTypes& pair);

/// A transfer rule, a row a type profile and a column an agent; the name may be empty.
void print_rule(std::ostream& out, const TypeSpace& space, const std::string& name, const TransferRule& rule);

/// Utilities and rule of an environment: one row an outcome and agent, where every agent's utility depends on
/// one agent's type alone; otherwise one a profile.
void print_environment(std::ostream& out, const Environment& environment);

/// Properties with verdicts.
Table audit_table(const Mechanism& mechanism, const std::vector<std::string>& rule_names,
                  const AuditReport& report);
/// The same; `everything` adds every coalition's incentive constraint.
void print_audit(std::ostream& out, const Mechanism& mechanism, const std::vector<std::string>& rule_names,
                 const AuditReport& report, bool everything);
nlohmann::ordered_json audit_json(const Mechanism& mechanism, const std::vector<std::string>& rule_names,
                                  const AuditReport& report);

/// "5/12 on (1,2), 7/12 on (2,1)": the joint types that carry weight.
std::string mixture_text(const TypeSpace& space, Coalition coalition, const std::vector<mpq_class>& mixture);

}  // namespace genericity
