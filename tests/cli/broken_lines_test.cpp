#include "sim/cli/broken_lines.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "sim/cli/table.h"
#include "sim/cli/terminal.h"

namespace genericity {

namespace {

using Parts = std::vector<std::string>;

/// What a terminal of this width is given of a text, flushed after every sign.
std::string broken(const std::string& text, std::size_t width) {
  std::stringbuf given;
  {
    LineBreaker breaker(given, width);
    std::ostream out(&breaker);
    for (const char c : text) out << c << std::flush;
  }
  return given.str();
}

std::string printed(const Table& table, std::size_t width) {
  std::stringbuf given;
  {
    LineBreaker breaker(given, width);
    std::ostream out(&breaker);
    print_aligned(out, table);
  }
  return given.str();
}

}  // namespace

TEST_CASE("lines break at blanks, long words behind commas outside braces, and paths nowhere") {
  CHECK(broken_lines("one two three", 7) == Parts{"one two", "three"});
  CHECK(broken_lines("one two three", 13) == Parts{"one two three"});
  CHECK(broken_lines("  one two three", 9, 4) == Parts{"  one two", "    three"});
  CHECK(broken_lines("a  b", 10) == Parts{"a  b"});
  CHECK(broken_lines("{1,2},{1,3},{2,3}", 12) == Parts{"{1,2},{1,3},", "{2,3}"});
  CHECK(broken_lines("in /a/long/path here", 8) == Parts{"in", "/a/long/path", "here"});
  CHECK(broken_lines("θθθθ θθθθ", 9) == Parts{"θθθθ θθθθ"});  // a letter is one column, of two bytes
  CHECK(broken_lines("", 5) == Parts{""});
  CHECK(least_line_width("{1,2},{1,3} and") == 6);
  CHECK(least_line_width("a_long_name", ",_") == 5);
}

TEST_CASE("a command goes on behind a backslash, not between quotes") {
  CHECK(broken_command("run a --set \"b c\" d", 16, 2) == "  run a --set \\\n      \"b c\" d");
  CHECK(broken_command("run a", 80, 2) == "  run a");
}

TEST_CASE("a terminal is given whole lines as they are, and longer ones broken") {
  CHECK(broken("short\nlonger than ten\n", 10) == "short\nlonger\nthan ten\n");
  CHECK(broken("0123456789\n", 10) == "0123456789\n");
  CHECK(broken("no line end here", 10) == "no line\nend here");
  // What is drawn over stays one line, and is shown at once.
  CHECK(broken("\rprogress that is long\x1b[K", 10) == "\rprogress that is long\x1b[K");
}

TEST_CASE("what is for programs passes as it is, also where one asks within another") {
  std::stringbuf given;
  {
    LineBreaker breaker(given, 10);
    std::ostream out(&breaker);
    {
      const AsIs outer(out);
      { const AsIs inner(out); }
      out << "longer than ten\n";
    }
    out << "longer than ten\n";
    CHECK(line_width(out) == 10);
  }
  CHECK(given.str() == "longer than ten\nlonger\nthan ten\n");
  std::ostringstream pipe;
  CHECK(line_width(pipe) == 0);
  CHECK(paragraph_width(pipe) == 120);
}

TEST_CASE("tables fit: long entries go on below, the essential stays, and else rows stand below each other") {
  const Table table{{"name", "n", "text"}, {{"a", "1", "one two three"}, {"b", "22", "four"}}};
  const std::string whole = "name   n  text\na      1  one two three\nb     22  four\n";
  std::ostringstream pipe;
  print_aligned(pipe, table);
  CHECK(pipe.str() == whole);
  CHECK(printed(table, 80) == whole);
  CHECK(printed(table, 18) == "name   n  text\na      1  one two\n          three\nb     22  four\n");
  CHECK(printed(table, 12) ==
        "name  a\nn     1\ntext  one\n      two\n      three\n\nname  b\nn     22\ntext  four\n");
  Table chosen = table;
  chosen.essential = {"name", "n"};
  CHECK(printed(chosen, 22).starts_with("name   n\na      1\nb     22\n(Not shown for want of\n"));
  CHECK(printed(chosen, 80) == whole);
  CHECK(without(table, "n").columns == Parts{"name", "text"});
}

TEST_CASE("what all rows say stands below the table before anything else gives way") {
  Table table{{"kind", "name", "more"}, {{"all the same", "a", "x"}, {"all the same", "b", "y"}}};
  table.essential = {"kind", "name"};
  CHECK(printed(table, 17) ==
        "name\na\nb\n(In all rows:\nkind all the\nsame.)\n(Not shown for\nwant of width:\nmore. A pipe has\n"
        "all columns, such\nas | less -S.)\n");
}

}  // namespace genericity
