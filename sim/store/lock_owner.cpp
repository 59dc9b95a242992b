#include "sim/store/lock_owner.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace genericity {
namespace {

constexpr std::string_view first_line = "genericity lock 1";

/// What the kernel says of a process: its state and its start. Nothing if it says nothing.
struct ProcessFacts {
  char state = 0;
  std::uint64_t began = 0;
};

std::optional<ProcessFacts> facts_of(std::int64_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text, '\0');
  // The second field is the program's name in parentheses, which may hold anything.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  ProcessFacts facts;
  fields >> facts.state;
  constexpr int between_state_and_start = 18;
  std::string skipped;
  for (int field = 0; field < between_state_and_start; ++field) fields >> skipped;
  fields >> facts.began;
  if (!fields) return std::nullopt;
  return facts;
}

std::string first_word_of(const char* file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string LockOwner::name() const {
  return "process " + std::to_string(process) + " on " + host;
}

std::string LockOwner::text() const {
  std::ostringstream out;
  out << first_line << "\nhost " << host << "\nkernel " << kernel << "\nprocess " << process << "\nbegan "
      << began << "\nflock " << (flocked ? "yes" : "no") << '\n';
  return out.str();
}

LockOwner LockOwner::self() {
  LockOwner owner;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) owner.host = host.data();
  std::error_code error;
  owner.kernel = first_word_of("/proc/sys/kernel/random/boot_id") + "/" +
                 std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
  owner.process = ::getpid();
  if (const auto facts = facts_of(owner.process)) owner.began = facts->began;
  return owner;
}

std::optional<LockOwner> LockOwner::parse(std::string_view text) {
  std::array<std::string_view, 6> values;
  constexpr std::array<std::string_view, 6> keys{first_line, "host ",  "kernel ",
                                                 "process ", "began ", "flock "};
  for (std::size_t line = 0; line < keys.size(); ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(keys[line])) return std::nullopt;
    values[line] = text.substr(keys[line].size(), end - keys[line].size());
    text.remove_prefix(end + 1);
  }
  LockOwner owner{std::string(values[1]), std::string(values[2]), 0, 0, values[5] == "yes"};
  if (!read_number(values[3], owner.process) || !read_number(values[4], owner.began)) return std::nullopt;
  return owner;
}

bool has_ended(const LockOwner& owner, const LockOwner& self) {
  if (owner.kernel != self.kernel || owner.process <= 0) return false;
  if (::kill(static_cast<pid_t>(owner.process), 0) != 0 && errno == ESRCH) return true;
  const auto facts = facts_of(owner.process);
  return facts && (facts->state == 'Z' || facts->state == 'X' || facts->began != owner.began);
}

}  // namespace genericity
