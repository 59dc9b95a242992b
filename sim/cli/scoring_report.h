#pragma once

#include <gmpxx.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/mechanisms/scoring_design.h"
#include "core/type_space.h"

namespace genericity {

/// Transfers of condition (L) in closed form, and the rule t = base + cψ that is made of them.
struct ClosedForm {
  std::string text;  ///< for people
  std::string latex;
  nlohmann::ordered_json fields;  ///< "closed_form", "epsilon", "factor" (c) and "latex"
};

/// `scale` times the rounded transfers, whose greatest entry is made ±1, are in the rule; `base` is what they
/// are added to, in words, or empty.
ClosedForm closed_form(const ScoringTransfers& transfers, int agents, const mpq_class& scale,
                       const std::string& base);

/// Why there are no such transfers, in words, and as the fields "left" or "exceptional".
std::string why_no_scores(const TypeSpace& space, const ScoringDesign& design);
nlohmann::ordered_json no_scores_fields(const TypeSpace& space, const ScoringDesign& design);

/// The text as comments of a TOML file.
std::string as_comments(const std::string& text);

}  // namespace genericity
