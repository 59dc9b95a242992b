#include "sim/cluster/bytes.h"

#include <doctest/doctest.h>

#include <cstdint>

namespace genericity {
namespace {

TEST_CASE("what is packed is taken out again, in the same order") {
  Packer packer;
  packer.add(std::uint8_t{7});
  packer.add(std::vector<double>{1.5, -0.0});
  packer.add(std::string("θ\0x", 4));
  packer.add(std::vector<std::uint64_t>{});
  packer.add(true);
  Unpacker from(packer.bytes());
  CHECK(from.take<std::uint8_t>() == 7);
  CHECK(from.take<std::vector<double>>() == std::vector<double>{1.5, -0.0});
  CHECK(from.take<std::string>() == std::string("θ\0x", 4));
  CHECK(from.take<std::vector<std::uint64_t>>().empty());
  CHECK_FALSE(from.empty());
  CHECK(from.take<bool>());
  CHECK(from.empty());
}

TEST_CASE("a message that is cut short is refused wherever it is cut") {
  Packer packer;
  packer.add(std::vector<double>{1, 2, 3});
  packer.add(std::uint64_t{9});
  const Bytes& whole = packer.bytes();
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    Unpacker from{std::span(whole).first(length)};
    const auto read = [&] {
      (void)from.take<std::vector<double>>();
      (void)from.take<std::uint64_t>();
    };
    if (length == whole.size()) {
      CHECK_NOTHROW(read());
    } else {
      CHECK_THROWS_AS(read(), std::runtime_error);
    }
  }
}

TEST_CASE("a length that no message could have asks for no memory") {
  Packer packer;
  packer.add(~std::size_t{0});
  Unpacker from(packer.bytes());
  CHECK_THROWS_AS((void)from.take<std::vector<std::uint64_t>>(), std::runtime_error);
}

}  // namespace
}  // namespace genericity
