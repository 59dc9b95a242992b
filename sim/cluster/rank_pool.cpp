#include "sim/cluster/rank_pool.h"

#include <utility>

#include "sim/study/input_error.h"

namespace genericity {

namespace {

constexpr std::uint64_t any_number = ~std::uint64_t{0};

}  // namespace

Leadership::~Leadership() {
  for (int rank = 1; rank < communicator_.size(); ++rank) communicator_.send(rank, pack(MessageKind::stop));
}

RankPool::RankPool(Communicator& communicator, const Study& study, int threads,
                   const std::string& fingerprint, const Begin& begin)
    : communicator_(communicator), own_threads_(study, threads), workers_(threads) {
  meet_others(fingerprint, begin);
  listener_ = std::thread([this] { listen(); });
}

RankPool::~RankPool() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  listener_.join();
}

void RankPool::meet_others(const std::string& fingerprint, const Begin& begin) {
  const Bytes order = pack(begin);
  for (int rank = 1; rank < communicator_.size(); ++rank) communicator_.send(rank, order);
  std::string complaint;
  for (int count = 1; count < communicator_.size(); ++count) {
    const Message message = communicator_.receive();
    Unpacker from(message.bytes);
    if (const MessageKind kind = take_kind(from); kind != MessageKind::ready)
      throw_unexpected(kind, "a greeting");
    const auto ready = take_rest<Ready>(from);
    workers_ += ready.threads;
    const std::string who = "process " + std::to_string(message.from) + ": ";
    if (!ready.fault.empty()) {
      complaint = who + ready.fault;
    } else if (ready.fingerprint != fingerprint) {
      complaint = who + "another program, or another text of the study, than process 0 has";
    }
  }
  if (!complaint.empty()) throw InputError(complaint);
}

void RankPool::listen() {
  Patience patience;
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (end_) return;
    }
    try {
      if (const std::optional<Message> message = communicator_.try_receive()) {
        handle(*message);
        patience = {};
        continue;
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      changed_.notify_all();
    }
    patience.wait();
  }
}

void RankPool::handle(const Message& message) {
  Unpacker from(message.bytes);
  const MessageKind kind = take_kind(from);
  if (kind == MessageKind::request) {
    communicator_.send(message.from, pack(next_samples()));
    return;
  }
  if (kind != MessageKind::outcome) throw_unexpected(kind, "a request or an outcome");
  auto share = take_rest<ShareOutcome>(from);
  const std::lock_guard lock(mutex_);
  others_.merge(std::move(share.outcome));
  interrupted_ = interrupted_ || share.interrupted;
  if (!share.fault.empty()) {
    left_ = {};
    if (fault_.empty()) fault_ = "process " + std::to_string(message.from) + ": " + share.fault;
  }
  --missing_;
  changed_.notify_all();
}

SampleRange RankPool::next_samples() {
  const std::lock_guard lock(mutex_);
  return cut(left_, communicator_.size(), least_, any_number);
}

RangeOutcome RankPool::run(std::size_t ensemble, const UnitGroup& group, SampleRange samples) {
  {
    const std::lock_guard lock(mutex_);
    left_ = samples;
    // For all threads of a process, which has its share of them.
    others_ = {};
    fault_.clear();
    least_ = least_piece(samples, workers_) * static_cast<std::uint64_t>(workers_ / communicator_.size());
    missing_ = communicator_.size() - 1;
  }
  const Bytes order = pack(WorkOrder{ensemble, group});
  for (int rank = 1; rank < communicator_.size(); ++rank) communicator_.send(rank, order);
  SampleSource source(own_threads_.workers(), [this] { return next_samples(); });
  RangeOutcome outcome;
  try {
    outcome = own_threads_.run(ensemble, group, source);
  } catch (...) {
    // The others are at work on the same range: it has to come to its end before anything else is said.
    {
      const std::lock_guard lock(mutex_);
      left_ = {};
    }
    await_others();
    throw;
  }
  await_others();
  if (!fault_.empty()) throw std::runtime_error(fault_);
  outcome.merge(std::move(others_));
  return outcome;
}

void RankPool::await_others() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return missing_ == 0 || failure_; });
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace genericity
