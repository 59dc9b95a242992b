#include "sim/cli/refuse_overwriting.h"

#include <system_error>

#include "sim/study/input_error.h"

namespace genericity {

void refuse_overwriting(const std::string& option, const std::filesystem::path& output,
                        const std::vector<std::filesystem::path>& inputs) {
  for (const std::filesystem::path& input : inputs) {
    std::error_code error;
    if (!std::filesystem::equivalent(output, input, error) || error) continue;
    throw InputError(option + " " + output.string() + ": this is the input " + input.string() +
                     ", which would be lost; give another file");
  }
}

}  // namespace genericity
