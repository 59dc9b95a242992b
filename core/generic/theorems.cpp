#include "core/generic/theorems.h"

namespace genericity {

std::string_view to_string(ClaimStatus status) {
  switch (status) {
    case ClaimStatus::proved:
      return "proved";
    case ClaimStatus::proved_or_likely:
      return "proved, or up to a chance below 2^-40";
    case ClaimStatus::computed:
      return "proved, case by case";
    case ClaimStatus::conjectured:
      return "conjectured";
    case ClaimStatus::doubtful:
      break;
  }
  return "doubtful";
}

}  // namespace genericity
