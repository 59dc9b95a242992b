#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/mechanisms/environment.h"
#include "core/mechanisms/mechanism.h"

namespace genericity {

/// An environment as a user writes it, in TOML:
///
///     name       = "…"                    optional
///     types      = [2, 2, 2]              |Θ_i|
///     depends_on = 1                      optional: utilities and rule depend on this agent's type alone
///     values     = "private"              optional: lists of utilities run over the agent's own types alone
///     outcomes   = ["x0", "x1"]
///     rule       = ["x0", "x1", …]        optional: q(θ), |Θ| outcomes, the last agent's type fastest, or
///                                         |Θ_k| with depends_on = k; an efficient rule if it is missing
///     [utilities]                         one list an outcome, one entry an agent: a number that holds at
///     x0 = [0, 0, 0]                      every type profile, or a list as long as the rule's
///     x1 = [[1, "1/2", …], 1, 1]
///
/// Numbers mean what is written: 0.1 is 1/10.
struct EnvironmentFile {
  std::string name;
  Environment environment;
};

/// A mechanism as a user writes it, in TOML: the keys of an information structure (types, prior, pattern; see
/// StructureFile), a table [environment] with the keys above but types, and one table a transfer rule:
///
///     [[rule]]
///     name      = "t"                     optional
///     transfers = [[-29, 107, -57, -21],  t_1 … t_n, one row a type profile, the last agent's type fastest
///                  …]
struct MechanismFile {
  std::string name;
  Mechanism mechanism;
  std::vector<std::string> rule_names;
};

/// Both throw InputError naming file, line, key and what was expected. An inefficient rule or an unbalanced
/// budget is not an error of the file: audits find them.
EnvironmentFile read_environment(const std::string& path);
MechanismFile read_mechanism(const std::string& path);

/// The same from a text; `name` stands for the file in messages.
EnvironmentFile parse_environment(const std::string& name, const std::string& text);
MechanismFile parse_mechanism(const std::string& name, const std::string& text);

/// TOML texts that read back as the same objects, exactly.
std::string environment_text(const EnvironmentFile& file);
std::string mechanism_text(const MechanismFile& file);

}  // namespace genericity
