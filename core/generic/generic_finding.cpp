#include "core/generic/generic_finding.h"

namespace genericity {

std::string_view to_string(GenericVerdict verdict) {
  switch (verdict) {
    case GenericVerdict::never:
      return "never";
    case GenericVerdict::almost_always:
      return "almost_always";
    case GenericVerdict::between:
      return "between";
    case GenericVerdict::open:
      break;
  }
  return "open";
}

}  // namespace genericity
