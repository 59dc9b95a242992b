#include "sim/study/toml_reader.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/study/toml_depth.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

/// The value of `x = …` as an exact number.
mpq_class read_number(const std::string& written) {
  const TomlReader reader("t.toml", "# a comment\nx = " + written + "\n");
  return reader.rational(*reader.root().get("x"), "x");
}

std::string fault_of_number(const std::string& written) {
  return message_of<InputError>([&] { (void)read_number(written); });
}

mpq_class fraction(const std::string& text) {
  mpq_class value(text);
  value.canonicalize();
  return value;
}

TEST_CASE("a number means the decimal that is written") {
  CHECK(read_number("0.15") == mpq_class(3, 20));
  CHECK(read_number("0.1") + read_number("0.2") == read_number("0.3"));
  CHECK(read_number("3") == 3);
  CHECK(read_number("-3") == -3);
  CHECK(read_number("+0.5") == mpq_class(1, 2));
  CHECK(read_number("-0.25") == mpq_class(-1, 4));
  CHECK(read_number("1e-3") == mpq_class(1, 1000));
  CHECK(read_number("1E+2") == 100);
  CHECK(read_number("2.5e1") == 25);
  CHECK(read_number("0.0") == 0);
  CHECK(read_number("1_000.000_1") == mpq_class(10'000'001, 10'000));
  CHECK(read_number("9007199254740993") == fraction("9007199254740993"));
  CHECK(read_number("9007199254740993.0") == fraction("9007199254740993"));
}

TEST_CASE("digits beyond those of a double count") {
  CHECK(read_number("0.333333333333333333333333333333") ==
        fraction("333333333333333333333333333333/1000000000000000000000000000000"));
  CHECK(read_number("0.100000000000000000000001") != read_number("0.1"));
  CHECK(read_number("1.000000000000000000000000000001e-2") ==
        fraction("1000000000000000000000000000001/100000000000000000000000000000000"));
}

TEST_CASE("numbers beyond the range of doubles are exact, in quotes or without") {
  const auto power = [](unsigned long exponent) {
    mpz_class value;
    mpz_ui_pow_ui(value.get_mpz_t(), 10, exponent);
    return value;
  };
  CHECK(read_number("1e-400") == mpq_class(1, power(400)));
  CHECK(read_number("-1e-400") == mpq_class(-1, power(400)));
  CHECK(read_number("\"1e-400\"") == mpq_class(1, power(400)));
  CHECK(read_number("25e-402") == mpq_class(1, 4 * power(400)));
  CHECK(read_number("4.9e-324") == mpq_class(49, power(325)));
  CHECK(read_number("\"1e400\"") == power(400));
  CHECK(read_number("0e-400") == 0);
  const std::string forty = "1234567890123456789012345678901234567891";
  for (const std::string quote : {"", "'", "\""}) {
    CAPTURE(quote);
    CHECK(read_number(quote + "0." + forty + quote) == mpq_class(mpz_class(forty), power(40)));
    CHECK(read_number(quote + forty + ".5" + quote) == fraction(forty + "5/10"));
  }
  CHECK(read_number("'" + forty + "'") == mpz_class(forty));
  CHECK(contains(fault_of_number("1e-10001"), "beyond 10000"));
}

TEST_CASE("a number that TOML itself cannot hold is refused with what to do") {
  for (const std::string& written :
       {std::string("1e400"), std::string("99999999999999999999"), "0." + std::string(200, '1')}) {
    CAPTURE(written);
    const std::string message = fault_of_number(written);
    CAPTURE(message);
    CHECK(message.starts_with("t.toml:2: not valid TOML: "));
    CHECK(contains(message, "goes into quotes"));
  }
  CHECK_FALSE(contains(fault_of_number("= 2"), "quotes"));
}

TEST_CASE("numbers are found behind characters of several bytes") {
  const TomlReader reader("t.toml",
                          "\xEF\xBB\xBFt = { 'größer → ü' = 0.100000000000000000000001, y = 1e-400 }\n");
  const toml::table& table = *reader.root().get("t")->as_table();
  CHECK(reader.rational(*table.get("größer → ü"), "t") ==
        fraction("100000000000000000000001/1000000000000000000000000"));
  CHECK(reader.rational(*table.get("y"), "t") > 0);
}

TEST_CASE("fractions and decimals may be written as texts") {
  CHECK(read_number("\"1/20\"") == mpq_class(1, 20));
  CHECK(read_number("\"6/4\"") == mpq_class(3, 2));
  CHECK(read_number("\"0.15\"") == mpq_class(3, 20));
  CHECK(read_number("'1e-3'") == mpq_class(1, 1000));
}

TEST_CASE("what is no number is refused with its place") {
  for (const std::string written : {"nan", "inf", "-inf", "true", "[1]", "{ a = 1 }", "\"\"", "\"1/0\"",
                                    "\"half\"", "\"1/2/3\"", "\"0x10\"", "\"nan\"", "2026-01-01"}) {
    CAPTURE(written);
    CHECK(fault_of_number(written).starts_with("t.toml:2: x: "));
  }
}

TEST_CASE("several numbers in one line keep their own text") {
  const TomlReader reader("t.toml", "x = [ 0.1, 1e-1 , 0.100000000000000000000001,\n\t-0.1, 7 ]\n");
  std::vector<mpq_class> values;
  for (const toml::node& node : *reader.root().get("x")->as_array())
    values.push_back(reader.rational(node, "x"));
  REQUIRE(values.size() == 5);
  CHECK(values[0] == mpq_class(1, 10));
  CHECK(values[1] == mpq_class(1, 10));
  CHECK(values[2] == fraction("100000000000000000000001/1000000000000000000000000"));
  CHECK(values[3] == mpq_class(-1, 10));
  CHECK(values[4] == 7);
}

TEST_CASE("numbers are found where lines end in CR LF and after a byte order mark") {
  const TomlReader dos("t.toml", "a = 1\r\nx = 0.100000000000000000000001\r\n");
  CHECK(dos.rational(*dos.root().get("x"), "x") ==
        fraction("100000000000000000000001/1000000000000000000000000"));
  const TomlReader marked("t.toml", "\xEF\xBB\xBFx = 0.15\n");
  CHECK(marked.rational(*marked.root().get("x"), "x") == mpq_class(3, 20));
}

TEST_CASE("what is nested too deeply is refused with its line before it is parsed") {
  const auto repeated = [](const std::string& text, int times) {
    std::string all;
    for (int k = 0; k < times; ++k) all += text;
    return all;
  };
  CHECK(first_too_deep_line("") == 0);
  CHECK(first_too_deep_line("\n" + repeated("a.", 98) + "a = 1\n") == 0);
  CHECK(first_too_deep_line("\n" + repeated("a.", 101) + "a = 1\n") == 2);
  CHECK(first_too_deep_line("a = " + repeated("[", 99)) == 0);
  CHECK(first_too_deep_line("a = " + repeated("[\n", 101)) == 100);
  CHECK(first_too_deep_line(repeated("a.b.c = { ", 40)) == 1);
  CHECK(first_too_deep_line(repeated("a = { b = 1.5 }\n", 500)) == 0);
  CHECK(first_too_deep_line("a = [" + repeated("1.5, ", 500) + "]") == 0);
  CHECK(first_too_deep_line("a = \"" + repeated("[", 500) + "\\\"" + repeated("{", 500) + "\"\n") == 0);
  CHECK(first_too_deep_line("a = '''" + repeated("[\n", 500) + "'''\n" + repeated("[", 101)) == 502);
  CHECK(first_too_deep_line("# " + repeated("[", 500)) == 0);
  CHECK_THROWS_AS(TomlReader("t.toml", repeated("a.", 50000) + "a = 1"), InputError);
  TomlReader reader("t.toml", "");
  CHECK_THROWS_AS(reader.override_value(repeated("a.", 50000) + "a=1"), InputError);
}

TEST_CASE("a fault names file, line and key") {
  const TomlReader reader("dir/t.toml", "a = 1\n\n[stop]\nsamples = 'x'\n");
  const toml::table* stop = reader.table(reader.root(), "stop", "stop");
  REQUIRE(stop != nullptr);
  CHECK(message_of<InputError>([&] { (void)reader.integer(*stop, "samples", "stop.samples"); }) ==
        "dir/t.toml:4: stop.samples: expected an integer, not the text 'x'");
  CHECK(message_of<InputError>([&] { (void)reader.boolean(reader.root(), "a", "a"); }) ==
        "dir/t.toml:1: a: expected true or false, not an integer");
  CHECK(message_of<InputError>([&] { (void)reader.string(reader.root(), "a", "a"); }) ==
        "dir/t.toml:1: a: expected a text, not an integer");
  CHECK(message_of<InputError>([&] { (void)reader.table(reader.root(), "a", "a"); }) ==
        "dir/t.toml:1: a: expected a table, not an integer");
  CHECK(message_of<InputError>([&] { (void)reader.number(*stop, "samples", "stop.samples"); }) ==
        "dir/t.toml:4: stop.samples: expected a number, not the text 'x'");
  CHECK(message_of<InputError>([&] { (void)reader.integers(*reader.root().get("a"), "a"); }) ==
        "dir/t.toml:1: a: expected a list of integers, not an integer");
  CHECK_FALSE(reader.integer(reader.root(), "absent", "absent").has_value());
}

TEST_CASE("what is not TOML is refused with its line") {
  CHECK(message_of<InputError>([] {
          TomlReader("t.toml", "a = 1\nb = = 2\n");
        }).starts_with("t.toml:2: not valid TOML: "));
  CHECK(message_of<InputError>([] { TomlReader("t.toml", "a = 1\na = 2\n"); }).starts_with("t.toml:2: "));
  CHECK(message_of<InputError>([] { TomlReader("t.toml", "a = \"\xff\"\n"); }).starts_with("t.toml:1: "));
}

TEST_CASE("an unknown key is named with its line and the nearest known one") {
  const TomlReader reader("t.toml", "a = 1\n\n[stop]\nsampels = 3\n");
  const toml::table& stop = *reader.root().get("stop")->as_table();
  CHECK(message_of<InputError>([&] {
          reader.require_known(stop, "stop.", {"samples", "time"});
        }) == "t.toml:4: stop.sampels: unknown key; did you mean 'samples'?");
  CHECK(message_of<InputError>([&] {
          reader.require_known(reader.root(), "", {"title", "seed", "stop"});
        }) == "t.toml:1: a: unknown key; expected one of title seed stop");
  CHECK_NOTHROW(reader.require_known(reader.root(), "", {"a", "stop"}));
}

TEST_CASE("a message stays one line whatever it quotes") {
  const TomlReader reader("t.toml", "\"a\\nb\\u001b[2J\" = 1\n");
  const std::string message =
      message_of<InputError>([&] { reader.require_known(reader.root(), "", {"title"}); });
  CHECK(message.find('\n') == std::string::npos);
  CHECK(message.find('\x1b') == std::string::npos);
  CHECK(contains(message, "a\\u000ab\\u001b[2J"));
}

TEST_CASE("values given on the command line take the place of the file's") {
  TomlReader reader("t.toml", "seed = 1\n[stop]\nsamples = 5\n");
  reader.override_value("stop.samples=1_000");
  reader.override_value("seed=7");
  reader.override_value("record.samples=all");
  reader.override_value("stop.time=2h");
  reader.override_value("title=a = b # c");
  reader.override_value("stop.half_width = 0.01");
  reader.override_value("ensemble=[{types=[[2,2]]}]");
  const toml::table& root = reader.root();
  CHECK(reader.integer(root, "seed", "seed") == 7);
  CHECK(reader.integer(*root.get("stop")->as_table(), "samples", "stop.samples") == 1000);
  CHECK(reader.string(*root.get("stop")->as_table(), "time", "stop.time") == "2h");
  CHECK(reader.string(*root.get("record")->as_table(), "samples", "record.samples") == "all");
  CHECK(reader.string(root, "title", "title") == "a = b # c");
  CHECK(root.get("ensemble")->is_array());
  CHECK(reader.number(*root.get("stop")->as_table(), "half_width", "stop.half_width") == 0.01);
}

TEST_CASE("an assignment that is none is refused") {
  for (const std::string assignment : {"", "seed", "=3", "seed.deeper=3", "x='''", "ensemble.types=3"}) {
    CAPTURE(assignment);
    TomlReader reader("t.toml", "seed = 1\nensemble = []\n");
    CHECK(message_of<InputError>([&] {
            reader.override_value(assignment);
          }).starts_with("--set " + assignment + ": "));
  }
}

TEST_CASE("a fault in a value of the command line names no line of the file") {
  TomlReader reader("t.toml", "[stop]\nsamples = 5\n");
  reader.override_value("stop.samples=many");
  CHECK(message_of<InputError>([&] {
          (void)reader.integer(*reader.root().get("stop")->as_table(), "samples", "stop.samples");
        }) == "t.toml: stop.samples: expected an integer, not the text 'many'");
}

TEST_CASE("tables become JSON for those who check them elsewhere") {
  const TomlReader reader("t.toml",
                          "x = { a = 1, b = [0.5, true], c = { d = 'e' } }\ny = 2026-01-01\nz = [nan]\n");
  CHECK(reader.as_json(*reader.root().get("x"), "x") ==
        nlohmann::json::parse(R"({"a": 1, "b": [0.5, true], "c": {"d": "e"}})"));
  CHECK(message_of<InputError>([&] {
          (void)reader.as_json(*reader.root().get("y"), "y");
        }).starts_with("t.toml:2: y: "));
  CHECK(message_of<InputError>([&] {
          (void)reader.as_json(*reader.root().get("z"), "z");
        }).starts_with("t.toml:3: z: expected a finite number"));
}

TEST_CASE("files that cannot be read are refused by name") {
  const TemporaryDirectory folder;
  const std::string absent = (folder / "absent.toml").string();
  CHECK(message_of<InputError>([&] { TomlReader::from_file(absent); }) == absent + ": no such file");
  CHECK(message_of<InputError>([&] { TomlReader::from_file(folder.path().string()); }) ==
        folder.path().string() + ": not a regular file");
  CHECK(message_of<InputError>([] { TomlReader::from_file(""); }) != "");
  write_bytes(folder / "empty.toml", "");
  CHECK(TomlReader::from_file((folder / "empty.toml").string()).root().empty());
}

TEST_CASE("texts are one line without control characters") {
  for (const std::string written :
       {"\"a\\nb\"", "\"a\\u0000b\"", "\"\\u0007\"", "\"a\\u007f\"", "\"a\\tb\"", "\"\"\"a\nb\"\"\""}) {
    CAPTURE(written);
    const TomlReader reader("t.toml", "a = " + written + "\n");
    const std::string expected = "t.toml:1: a: expected one line of text, without control characters";
    CHECK(message_of<InputError>([&] { (void)reader.string(reader.root(), "a", "a"); }) == expected);
    CHECK(message_of<InputError>([&] { (void)reader.as_json(*reader.root().get("a"), "a"); }) == expected);
  }
  const TomlReader accents("t.toml", "a = \"Körper, ∀\"\n");
  CHECK(accents.string(accents.root(), "a", "a") == "Körper, ∀");
}

TEST_CASE("an assignment is one line") {
  TomlReader reader("t.toml", "");
  for (const std::string assignment :
       {"stop.samples=5\nfoo=1", "title=\"a\nb\"", "title=a\rb", "seed=1\x01"}) {
    CAPTURE(assignment);
    CHECK(contains(message_of<InputError>([&] { reader.override_value(assignment); }), "in one line"));
  }
  CHECK(reader.root().empty());
}

}  // namespace
}  // namespace genericity
