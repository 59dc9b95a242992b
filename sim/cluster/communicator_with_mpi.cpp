// The C++ bindings that Open MPI's header brings along are not wanted.
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <string>

#include "sim/cluster/open_communicator.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

constexpr int the_tag = 1;
constexpr int exit_of_aborted = 1;

/// The processes of this one's node, and its share of the node's cores.
struct NodeShare {
  int processes = 1;
  int cores = 1;
};

/// A launcher may give every process cores of its own, or the same ones to several.
NodeShare share_of_node() {
  // More than the kernels of today can count.
  std::array<cpu_set_t, 16> mine{};
  const bool known = sched_getaffinity(0, sizeof mine, mine.data()) == 0;
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  NodeShare share;
  MPI_Comm_size(node, &share.processes);
  std::array<cpu_set_t, 16> all{};
  MPI_Allreduce(mine.data(), all.data(), static_cast<int>(sizeof mine), MPI_BYTE, MPI_BOR, node);
  MPI_Comm_free(&node);
  const auto count = [](const auto& set) { return CPU_COUNT_S(sizeof set, set.data()); };
  if (known) share.cores = std::max(1, std::min(count(mine), count(all) / share.processes));
  return share;
}

/// MPI has one communicator of all processes, which is why there can be only one object.
class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator() {
    int provided = MPI_THREAD_SINGLE;
    // Calls never overlap: a mutex sees to it. Every MPI library can do that much.
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    if (provided < MPI_THREAD_SERIALIZED) {
      MPI_Finalize();
      throw std::runtime_error("this MPI library does not support threads (MPI_THREAD_SERIALIZED)");
    }
    node_ = share_of_node();
  }
  MpiCommunicator(const MpiCommunicator&) = delete;
  MpiCommunicator& operator=(const MpiCommunicator&) = delete;
  ~MpiCommunicator() override {
    if (rank_ != 0 && std::uncaught_exceptions() > 0) MPI_Abort(MPI_COMM_WORLD, exit_of_aborted);
    MPI_Finalize();
  }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  [[nodiscard]] int cores() const override { return node_.cores; }
  [[nodiscard]] int neighbours() const override { return node_.processes; }

  void send(int to, std::span<const std::byte> bytes) override {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw std::length_error("a message of " + std::to_string(bytes.size()) +
                              " bytes is more than MPI sends at a time");
    }
    MPI_Request request = MPI_REQUEST_NULL;
    {
      const std::lock_guard lock(mutex_);
      MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, the_tag, MPI_COMM_WORLD,
                &request);
    }
    Patience patience;
    while (true) {
      {
        const std::lock_guard lock(mutex_);
        int sent = 0;
        MPI_Test(&request, &sent, MPI_STATUS_IGNORE);
        // The check knows MPI_Wait alone, which would keep the other threads from MPI.
        if (sent != 0) return;  // NOLINT(clang-analyzer-optin.mpi.MPI-Checker)
      }
      patience.wait();
    }
  }

  std::optional<Message> try_receive() override {
    const std::lock_guard lock(mutex_);
    int found = 0;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Status status{};
    MPI_Improbe(MPI_ANY_SOURCE, the_tag, MPI_COMM_WORLD, &found, &handle, &status);
    if (found == 0) return std::nullopt;
    int count = 0;
    MPI_Get_count(&status, MPI_BYTE, &count);
    Message message;
    message.from = status.MPI_SOURCE;
    message.bytes.resize(static_cast<std::size_t>(count));
    MPI_Mrecv(message.bytes.data(), count, MPI_BYTE, &handle, MPI_STATUS_IGNORE);
    return message;
  }

 private:
  std::mutex mutex_;
  int rank_ = 0;
  int size_ = 1;
  NodeShare node_;
};

}  // namespace

std::unique_ptr<Communicator> open_communicator() {
  const Launch launch = launch_of_this_process();
  if (!launch.launched) return nullptr;
  auto communicator = std::make_unique<MpiCommunicator>();
  if (launch.size > 1 && communicator->size() != launch.size) {
    throw InputError("started as one of " + std::to_string(launch.size) + " processes, but MPI finds " +
                     std::to_string(communicator->size()) +
                     ": the launcher belongs to another MPI than the one that this program was built with, " +
                     mpi_library());
  }
  if (communicator->size() == 1) return nullptr;
  return communicator;
}

const char* mpi_library() {
  static const std::string name = [] {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    const std::string whole(text.data());
    return whole.substr(0, whole.find(','));
  }();
  return name.c_str();
}

}  // namespace genericity
