#include "sim/cluster/worker_rank.h"

#include <exception>
#include <optional>

#include "sim/cluster/protocol.h"
#include "sim/study/thread_pool.h"

namespace genericity {

namespace {

constexpr int leader = 0;

class Servant {
 public:
  Servant(Communicator& communicator, const Service& service)
      : communicator_(communicator), service_(service) {}

  void run() {
    while (true) {
      const Message message = communicator_.receive();
      Unpacker from(message.bytes);
      switch (const MessageKind kind = take_kind(from)) {
        case MessageKind::begin:
          begin(take_rest<Begin>(from));
          break;
        case MessageKind::work:
          work(take_rest<WorkOrder>(from));
          break;
        case MessageKind::stop:
          return;
        default:
          throw_unexpected(kind, "an order");
      }
    }
  }

 private:
  void begin(const Begin& sent) {
    Ready ready;
    ready.threads = service_.threads;
    try {
      study_.emplace(service_.read_study(sent));
      ready.fingerprint = service_.fingerprint(*study_);
      pool_.emplace(*study_, service_.threads);
    } catch (const std::exception& error) {
      ready.fault = error.what();
    }
    communicator_.send(leader, pack(ready));
  }

  void work(const WorkOrder& order) {
    ShareOutcome share;
    SampleSource source(service_.threads, [this] { return ask_for_samples(); });
    try {
      share.outcome = pool_.value().run(order.ensemble, order.group, source);
    } catch (const std::exception& error) {
      share.outcome = {};
      share.fault = error.what();
    }
    share.interrupted = service_.interrupted();
    communicator_.send(leader, pack(share));
  }

  /// Called by one thread at a time; nobody else receives meanwhile.
  SampleRange ask_for_samples() {
    communicator_.send(leader, pack(MessageKind::request));
    const Message message = communicator_.receive();
    Unpacker from(message.bytes);
    if (const MessageKind kind = take_kind(from); kind != MessageKind::samples)
      throw_unexpected(kind, "samples");
    return take_rest<SampleRange>(from);
  }

  Communicator& communicator_;
  const Service& service_;
  std::optional<Study> study_;
  std::optional<ThreadPool> pool_;
};

}  // namespace

void run_worker_rank(Communicator& communicator, const Service& service) {
  Servant(communicator, service).run();
}

}  // namespace genericity
