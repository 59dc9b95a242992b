#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sim/cluster/communicator.h"

namespace genericity::test {

/// Processes that are threads: what MPI does, without MPI.
class ThreadCluster {
 public:
  explicit ThreadCluster(int size) : boxes_(static_cast<std::size_t>(size)) {
    for (int rank = 0; rank < size; ++rank) members_.push_back(std::make_unique<Member>(*this, rank));
  }

  Communicator& member(int rank) { return *members_[static_cast<std::size_t>(rank)]; }

  /// Runs `others` as every process but 0, and `leader` as process 0, and waits for all. What the leader
  /// throws is thrown on.
  void run(const std::function<void(Communicator&)>& leader,
           const std::function<void(Communicator&)>& others) {
    std::vector<std::thread> threads;
    for (std::size_t rank = 1; rank < members_.size(); ++rank) {
      threads.emplace_back([this, rank, &others] { others(*members_[rank]); });
    }
    std::exception_ptr failure;
    try {
      leader(*members_[0]);
    } catch (...) {
      failure = std::current_exception();
    }
    for (std::thread& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  struct Box {
    std::mutex mutex;
    std::deque<Message> messages;
  };

  class Member final : public Communicator {
   public:
    Member(ThreadCluster& cluster, int rank) : cluster_(cluster), rank_(rank) {}
    [[nodiscard]] int rank() const override { return rank_; }
    [[nodiscard]] int size() const override { return static_cast<int>(cluster_.boxes_.size()); }
    [[nodiscard]] int cores() const override { return 1; }
    [[nodiscard]] int neighbours() const override { return size(); }
    void send(int to, std::span<const std::byte> bytes) override {
      Box& box = cluster_.boxes_[static_cast<std::size_t>(to)];
      const std::lock_guard lock(box.mutex);
      box.messages.push_back({rank_, Bytes(bytes.begin(), bytes.end())});
    }
    std::optional<Message> try_receive() override {
      Box& box = cluster_.boxes_[static_cast<std::size_t>(rank_)];
      const std::lock_guard lock(box.mutex);
      if (box.messages.empty()) return std::nullopt;
      Message message = std::move(box.messages.front());
      box.messages.pop_front();
      return message;
    }

   private:
    ThreadCluster& cluster_;
    int rank_;
  };

  std::vector<Box> boxes_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace genericity::test
