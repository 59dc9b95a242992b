#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace genericity {

/// What `-` on a command line stands for.
inline constexpr const char* standard_input = "/dev/stdin";

/// Larger texts of TOML are not something that a person wrote.
inline constexpr std::size_t most_toml_bytes = std::size_t{256} << 20U;

/// Files that users name, read whole. What comes through a pipe (a FIFO, standard input, a process
/// substitution of the shell) comes once only, and is kept, so that it may be read again here.
class InputFiles {
 public:
  using Piped = std::map<std::string, std::string>;

  InputFiles() = default;
  /// As if these had been read from pipes already, by another process: paths to bytes.
  explicit InputFiles(Piped piped) : piped_(std::move(piped)) {}

  /// All bytes of a file, at most so many. Throws UnreadableInput if there is no file or pipe that can be
  /// read, InputError if there is more in it. Waits for whoever writes into a pipe.
  [[nodiscard]] std::string read(const std::string& path, std::size_t most_bytes);
  /// Whether what is read under this path comes through a pipe.
  [[nodiscard]] bool is_pipe(const std::string& path) const;
  /// What came through pipes.
  [[nodiscard]] const Piped& piped() const { return piped_; }

 private:
  Piped piped_;
};

/// The folder beside which the files lie that a study names: its own. That of a study that comes through a
/// descriptor, such as standard input, is the one where the program runs.
[[nodiscard]] std::string folder_of_study(const std::string& path);

}  // namespace genericity
