#pragma once

#include <filesystem>
#include <string>

namespace genericity {

/// Why a path cannot be read as a file: it is a FIFO, which may never answer and keeps who opens it waiting,
/// a socket, a device or a directory. Empty for a regular file, for a link to one, and for what cannot be
/// looked at, of which opening says more.
std::string why_no_regular_file(const std::filesystem::path& path);

}  // namespace genericity
