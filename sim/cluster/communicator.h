#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace genericity {

using Bytes = std::vector<std::byte>;

struct Message {
  int from = 0;
  Bytes bytes;
};

/// This process among those that carry out one run together. They share no memory and talk by messages.
///
/// All functions may be called by several threads at once. Messages from one process to another arrive in the
/// order in which one thread sent them.
class Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator() = default;

  /// Number of this process, from 0. Process 0 leads.
  [[nodiscard]] virtual int rank() const = 0;
  /// How many processes there are.
  [[nodiscard]] virtual int size() const = 0;
  /// Processor cores that are this process's own share of its node, at least 1.
  [[nodiscard]] virtual int cores() const = 0;
  /// How many of the processes are on this one's node, itself included.
  [[nodiscard]] virtual int neighbours() const = 0;
  /// Returns when the message is on its way and `bytes` may change. Throws std::length_error from 2 GiB on.
  virtual void send(int to, std::span<const std::byte> bytes) = 0;
  /// A message that has arrived, or nothing.
  virtual std::optional<Message> try_receive() = 0;

  /// Waits for a message. The wait costs next to no processor time, so that processes that share cores do not
  /// take them from one another.
  Message receive();
};

/// How to wait for something that is asked for again and again: at first without sleeping, because most waits
/// are short, then with sleeps that grow to a millisecond, which is short against any work worth sending.
class Patience {
 public:
  /// Lets a moment pass.
  void wait();

 private:
  int waits_ = 0;
  std::chrono::nanoseconds nap_{0};
};

}  // namespace genericity
