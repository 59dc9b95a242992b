#include "sim/cli/output_format.h"

#include <algorithm>

#include "sim/priors/joined.h"
#include "sim/study/input_error.h"

namespace genericity {

std::string chosen_format(const std::string& verb, const std::string& given, bool json,
                          const std::vector<std::string>& known, const std::string& why) {
  if (json && given != "text" && given != "json")
    throw InputError("--json: cannot go with --format " + given + ", for it means --format json");
  std::string format = json ? "json" : given;
  if (std::find(known.begin(), known.end(), format) != known.end()) return format;
  throw InputError("--format " + format + ": " + why + "; " + verb + " knows " + joined(known, ", "));
}

}  // namespace genericity
