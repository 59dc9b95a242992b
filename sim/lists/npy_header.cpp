#include "sim/lists/npy_header.h"

#include <bit>
#include <charconv>
#include <set>
#include <string>
#include <system_error>

#include "sim/priors/list_checks.h"
#include "sim/study/shortened.h"

namespace genericity {
namespace {

constexpr std::string_view npy_magic = "\x93NUMPY";
/// Of the most dimensions that an array of NumPy has.
constexpr std::size_t most_dimensions = 64;

std::size_t little_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t k = bytes.size(); k-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[k]);
  return value;
}

/// Reads the dictionary of a header, which is written as Python would write it.
class Dictionary {
 public:
  explicit Dictionary(std::string_view text) : left_(text) {}

  void read_into(NpyHeader& header) {
    expect('{');
    std::set<std::string> seen;
    while (!take('}')) {
      const std::string key(quoted());
      expect(':');
      if (!seen.insert(key).second) fail("'" + shortened(key) + "' once");
      read_value(key, header);
      if (take(',')) continue;
      expect('}');
      break;
    }
    skip_blanks();
    if (!left_.empty()) fail("nothing after '}'");
    if (seen.size() != 3) fail("the keys descr, fortran_order and shape");
  }

 private:
  [[noreturn]] static void fail(const std::string& expected) {
    throw ListFault("its header is none of NumPy's; expected " + expected);
  }

  void skip_blanks() {
    while (!left_.empty() && (left_.front() == ' ' || left_.front() == '\n')) left_.remove_prefix(1);
  }

  bool take(char wanted) {
    skip_blanks();
    if (left_.empty() || left_.front() != wanted) return false;
    left_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) fail(std::string("'") + wanted + "'");
  }

  std::string_view quoted() {
    const char mark = take('"') ? '"' : '\'';
    if (mark == '\'') expect(mark);
    const std::size_t end = left_.find(mark);
    if (end == std::string_view::npos) fail("the end of a text");
    const std::string_view text = left_.substr(0, end);
    left_.remove_prefix(end + 1);
    return text;
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    if (!left_.starts_with(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }

  void read_value(const std::string& key, NpyHeader& header) {
    if (key == "descr") {
      if (take('[') || take('('))
        throw ListFault("it has a structured type; expected one array of numbers, such as one of float64");
      read_type(std::string(quoted()), header);
    } else if (key == "fortran_order") {
      header.is_fortran_order = take_word("True");
      if (!header.is_fortran_order && !take_word("False")) fail("True or False for 'fortran_order'");
    } else if (key == "shape") {
      expect('(');
      while (!take(')')) {
        header.shape.push_back(extent());
        if (header.shape.size() > most_dimensions) fail("fewer dimensions");
        if (take(',')) continue;
        expect(')');
        break;
      }
    } else {
      fail("the keys descr, fortran_order and shape, not '" + shortened(key) + "'");
    }
  }

  std::size_t extent() {
    skip_blanks();
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
    if (error != std::errc{}) fail("whole numbers in 'shape'");
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    return value;
  }

  static void read_type(const std::string& name, NpyHeader& header) {
    std::string_view rest(name);
    const char order = rest.empty() ? '?' : rest.front();
    const bool has_order = order == '<' || order == '>' || order == '|' || order == '=';
    if (has_order) rest.remove_prefix(1);
    header.is_big_endian = order == '>' || (order != '<' && std::endian::native == std::endian::big);
    using Kind = NpyHeader::Kind;
    const char kind = rest.empty() ? '?' : rest.front();
    header.kind = kind == 'f' ? Kind::floating : kind == 'i' ? Kind::signed_integer : Kind::unsigned_integer;
    const std::string_view size = rest.empty() ? rest : rest.substr(1);
    header.bytes = size == "1" ? 1 : size == "2" ? 2 : size == "4" ? 4 : size == "8" ? 8 : 0;
    const bool is_number = kind == 'f' || kind == 'i' || kind == 'u';
    if (!is_number || header.bytes == 0 || (kind == 'f' && header.bytes == 1)) {
      throw ListFault("it holds numbers of the type '" + shortened(name) +
                      "'; expected integers or floating point of at most 8 bytes, such as float64");
    }
  }

  std::string_view left_;
};

}  // namespace

bool is_npy(std::string_view bytes) {
  return bytes.starts_with(npy_magic);
}

NpyHeader read_npy_header(std::string_view bytes) {
  if (!is_npy(bytes)) throw ListFault("not one of NumPy's .npy files");
  const std::string_view version = bytes.substr(npy_magic.size(), 2);
  const int major = version.empty() ? 0 : static_cast<unsigned char>(version[0]);
  if (version.size() == 2 && (major < 1 || major > 3)) {
    throw ListFault("it has version " + std::to_string(major) + " of NumPy's format; expected 1, 2 or 3");
  }
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  const std::size_t place = npy_magic.size() + 2;
  if (bytes.size() < place + length_bytes) throw ListFault("it ends within its header");
  const std::size_t length = little_endian(bytes.substr(place, length_bytes));
  NpyHeader header;
  header.begin = place + length_bytes + length;
  if (header.begin > bytes.size()) throw ListFault("it ends within its header");
  Dictionary(bytes.substr(place + length_bytes, length)).read_into(header);
  return header;
}

}  // namespace genericity
