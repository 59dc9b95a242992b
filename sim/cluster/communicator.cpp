#include "sim/cluster/communicator.h"

#include <algorithm>
#include <thread>

namespace genericity {

namespace {

constexpr int waits_awake = 50;
/// Naps get longer: waking ten thousand times a second took a tenth of a core from those who compute.
constexpr std::chrono::nanoseconds first_nap{50'000};
constexpr std::chrono::nanoseconds longest_nap{1'000'000};

}  // namespace

void Patience::wait() {
  if (waits_ < waits_awake) {
    ++waits_;
    std::this_thread::yield();
  } else {
    // About a sixteenth of the wait so far.
    nap_ = std::clamp(nap_ + nap_ / 16, first_nap, longest_nap);
    std::this_thread::sleep_for(nap_);
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
