#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <streambuf>

namespace genericity {

/// How many columns a terminal has that is open under this number: as the system says, else as the variable
/// COLUMNS says, else 80; at least 40. 0 if it is no terminal.
std::size_t terminal_width(int descriptor);

/// Takes lines of any length for a terminal, and breaks those that are too wide at blanks; what goes on
/// below is indented as the line is. A line that holds a carriage return or an escape is one that is
/// rewritten, and passes as it is.
class LineBreaker final : public std::streambuf {
 public:
  LineBreaker(std::streambuf& to, std::size_t width) : to_(to), width_(width) {}
  LineBreaker(const LineBreaker&) = delete;
  LineBreaker& operator=(const LineBreaker&) = delete;
  /// Hands on what has no line end yet.
  ~LineBreaker() override;

  [[nodiscard]] std::size_t width() const { return width_; }
  /// From here on lines pass as they are, or no longer; returns what was before.
  bool set_as_is(bool as_is);

 protected:
  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  bool put(char character);
  bool hand_on(std::string_view text);
  bool hand_on_line();

  std::streambuf& to_;
  std::size_t width_;
  std::string line_;
  bool as_is_ = false;
};

/// While it lives, standard output and standard error break lines wherever they are terminals.
class TerminalLines {
 public:
  TerminalLines();
  TerminalLines(const TerminalLines&) = delete;
  TerminalLines& operator=(const TerminalLines&) = delete;
  ~TerminalLines();

 private:
  struct Broken {
    std::ostream& stream;
    std::streambuf* before = nullptr;
    std::unique_ptr<LineBreaker> breaker;
  };
  static Broken broken(std::ostream& stream, int descriptor);

  Broken output_;
  Broken error_;
};

/// How many columns a line has that is printed to the stream; 0 where there is no limit.
std::size_t line_width(const std::ostream& out);

/// How many columns a paragraph has there: these, or fewer on a narrow terminal.
std::size_t paragraph_width(const std::ostream& out, std::size_t most = 120);

/// While it lives, what is printed to the stream is for programs (JSON, CSV, scripts), and no line of it is
/// broken.
class AsIs {
 public:
  explicit AsIs(std::ostream& out);
  AsIs(const AsIs&) = delete;
  AsIs& operator=(const AsIs&) = delete;
  ~AsIs();

 private:
  LineBreaker* breaker_;
  bool before_ = false;
};

}  // namespace genericity
