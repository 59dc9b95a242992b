#pragma once

#include <concepts>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "sim/cluster/communicator.h"

namespace genericity {

/// What may travel as the bytes that it has in memory: all processes run the same program on the same kind of
/// machine.
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>;

/// Puts values one after another into a message.
class Packer {
 public:
  template <Plain T>
  void add(const T& value) {
    append(&value, sizeof value);
  }
  template <Plain T>
  void add(const std::vector<T>& values) {
    add(values.size());
    append(values.data(), values.size() * sizeof(T));
  }
  void add(const std::string& text) { add(std::vector<char>(text.begin(), text.end())); }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  void append(const void* from, std::size_t size) {
    const std::size_t place = bytes_.size();
    bytes_.resize(place + size);
    if (size > 0) std::memcpy(bytes_.data() + place, from, size);
  }

  Bytes bytes_;
};

/// Takes the values out again, in the same order. Throws std::runtime_error where the message is too short.
class Unpacker {
 public:
  explicit Unpacker(std::span<const std::byte> bytes) : left_(bytes) {}

  template <Plain T>
  void take(T& value) {
    copy(&value, sizeof value);
  }
  template <Plain T>
  void take(std::vector<T>& values) {
    std::size_t count = 0;
    take(count);
    if (count > left_.size() / sizeof(T)) throw std::runtime_error(too_short);
    values.resize(count);
    copy(values.data(), count * sizeof(T));
  }
  void take(std::string& text) {
    std::vector<char> letters;
    take(letters);
    text.assign(letters.begin(), letters.end());
  }
  template <class T>
  [[nodiscard]] T take() {
    T value{};
    take(value);
    return value;
  }
  [[nodiscard]] bool empty() const { return left_.empty(); }

 private:
  static constexpr const char* too_short = "a message between processes is shorter than its kind";

  void copy(void* to, std::size_t size) {
    if (size > left_.size()) throw std::runtime_error(too_short);
    if (size > 0) std::memcpy(to, left_.data(), size);
    left_ = left_.subspan(size);
  }

  std::span<const std::byte> left_;
};

}  // namespace genericity
