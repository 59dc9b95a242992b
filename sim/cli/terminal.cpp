#include "sim/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "sim/cli/broken_lines.h"
#include "sim/cli/checked_number.h"
#include "sim/cli/table.h"

namespace genericity {

namespace {

/// Fewer columns than these would break words that tables and options need.
constexpr std::size_t least_width = 40;
constexpr std::size_t usual_width = 80;

LineBreaker* breaker_of(const std::ostream& out) {
  return dynamic_cast<LineBreaker*>(out.rdbuf());
}

}  // namespace

std::size_t terminal_width(int descriptor) {
  if (isatty(descriptor) == 0) return 0;
  winsize size{};
  std::size_t width = ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
  if (const char* const columns = std::getenv("COLUMNS"); width == 0 && columns != nullptr)
    width = read_number<std::uint64_t>(columns).value_or(0);
  return width == 0 ? usual_width : std::max(width, least_width);
}

LineBreaker::~LineBreaker() {
  (void)hand_on_line();
  to_.pubsync();
}

bool LineBreaker::set_as_is(bool as_is) {
  (void)hand_on_line();
  return std::exchange(as_is_, as_is);
}

LineBreaker::int_type LineBreaker::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
  return put(traits_type::to_char_type(character)) ? character : traits_type::eof();
}

std::streamsize LineBreaker::xsputn(const char* text, std::streamsize size) {
  if (as_is_) return to_.sputn(text, size);
  std::streamsize done = 0;
  while (done < size && put(text[done])) ++done;
  return done;
}

int LineBreaker::sync() {
  // A line that is not complete waits for its end, as its last word may not fit; one that is rewritten has
  // none.
  const bool is_rewritten = line_.find_first_of("\r\x1b") != std::string::npos;
  if (is_rewritten && !hand_on_line()) return -1;
  return to_.pubsync();
}

bool LineBreaker::put(char character) {
  line_ += character;
  return character == '\n' || as_is_ ? hand_on_line() : true;
}

bool LineBreaker::hand_on(std::string_view text) {
  const auto size = static_cast<std::streamsize>(text.size());
  return to_.sputn(text.data(), size) == size;
}

bool LineBreaker::hand_on_line() {
  const std::string line = std::exchange(line_, {});
  const bool fits = as_is_ || width_of(line) <= width_ + (line.ends_with('\n') ? 1U : 0U);
  if (fits || line.find_first_of("\r\x1b") != std::string::npos) return hand_on(line);
  std::string text;
  const std::size_t indent = std::min(line.find_first_not_of(' '), width_ / 2);
  for (const std::string& part : broken_lines(line.substr(0, line.find('\n')), width_, indent))
    text += (text.empty() ? "" : "\n") + part;
  if (line.ends_with('\n')) text += '\n';
  return hand_on(text);
}

TerminalLines::TerminalLines()
    : output_(broken(std::cout, STDOUT_FILENO)), error_(broken(std::cerr, STDERR_FILENO)) {}

TerminalLines::Broken TerminalLines::broken(std::ostream& stream, int descriptor) {
  Broken made{stream, nullptr, nullptr};
  const std::size_t width = terminal_width(descriptor);
  if (width == 0) return made;
  made.breaker = std::make_unique<LineBreaker>(*stream.rdbuf(), width);
  made.before = stream.rdbuf(made.breaker.get());
  return made;
}

TerminalLines::~TerminalLines() {
  for (const Broken* made : {&output_, &error_}) {
    if (made->before != nullptr) made->stream.rdbuf(made->before);
  }
}

std::size_t line_width(const std::ostream& out) {
  const LineBreaker* const breaker = breaker_of(out);
  return breaker == nullptr ? 0 : breaker->width();
}

std::size_t paragraph_width(const std::ostream& out, std::size_t most) {
  const std::size_t width = line_width(out);
  return width == 0 ? most : std::min(width, most);
}

AsIs::AsIs(std::ostream& out) : breaker_(breaker_of(out)) {
  if (breaker_ != nullptr) before_ = breaker_->set_as_is(true);
}

AsIs::~AsIs() {
  if (breaker_ != nullptr) (void)breaker_->set_as_is(before_);
}

}  // namespace genericity
