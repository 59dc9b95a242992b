#include "sim/cluster/communicator.h"

#include <chrono>
#include <thread>

namespace genericity {

namespace {

constexpr int waits_awake = 50;
constexpr std::chrono::microseconds nap{100};

}  // namespace

void Patience::wait() {
  if (waits_ < waits_awake) {
    ++waits_;
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(nap);
  }
}

Message Communicator::receive() {
  Patience patience;
  while (true) {
    if (std::optional<Message> message = try_receive()) return *std::move(message);
    patience.wait();
  }
}

}  // namespace genericity
