#pragma once

namespace genericity {

/// From now on a lack of memory in GMP, in FLINT, or where an exception cannot leave, ends the program with
/// its message and exit code 1 instead of aborting it. Files stay as they are.
void report_lack_of_memory();

}  // namespace genericity
