// The small tools of the store: UTF-8 and SHA-256.
#include <doctest/doctest.h>

#include <string>

#include "sim/store/sha256.h"
#include "sim/store/utf8.h"

namespace genericity {
namespace {

std::string sha256(const std::string& text) {
  Sha256 digest;
  digest.update(std::as_bytes(std::span(text)));
  return digest.finish();
}

TEST_CASE("SHA-256 agrees with the examples that its standard publishes") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 pieces;
  for (const std::string piece : {"abcdbcdecdefdefgefghfghighij", "hijkijkljklmklmnlmnomnopnopq"}) {
    pieces.update(std::as_bytes(std::span(piece)));
  }
  CHECK(pieces.finish() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("only well-formed UTF-8 without NUL can be stored") {
  for (const char* good :
       {"", "a", "\x7F", "\xC2\x80", "Θ × 𝒮", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CAPTURE(good);
    CHECK(is_storable_text(good));
    CHECK(storable_text(good) == good);
  }
  for (const char* bad : {"\x80", "\xC1\xBF", "\xC3", "a\xC3(", "\xE0\x9F\xBF", "\xED\xA0\x80",
                          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x82"}) {
    CAPTURE(bad);
    CHECK(!is_storable_text(bad));
    CHECK(is_storable_text(storable_text(bad)));
  }
  CHECK(!is_storable_text(std::string(1, '\0')));
  CHECK(storable_text("a\xFFz") == "a\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace genericity
