#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "sim/study/result.h"

namespace genericity {

/// Gives every recorded sample of a result as one row, by cells and then samples: what its cell is, with
/// every parameter of the family; what a list says of the prior; the verdict, proof and margin of each
/// condition; and what describes the prior. All rows have the same names in the same order, null for what is
/// missing: a condition under which the sample is not recorded, a parameter that another family has.
void for_each_recorded_sample(const StudyResult& result,
                              const std::function<void(const nlohmann::ordered_json& row)>& visit);

}  // namespace genericity
