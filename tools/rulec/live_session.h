// The real LiveSession: signals through a pipe, keys through termios. One of them a process.
#pragma once

#include "env.h"

namespace rulec::app {

class RealLiveSession final : public LiveSession {
 public:
  RealLiveSession() = default;
  ~RealLiveSession() override { end(); }
  RealLiveSession(const RealLiveSession&) = delete;
  RealLiveSession& operator=(const RealLiveSession&) = delete;

  void begin(bool takes_keys) override;
  void end() override;
  // By a signal, or because nobody reads standard output any more.
  [[nodiscard]] bool is_interrupted() const override;
  Wake wait(int descriptor, int timeout_ms) override;
  [[nodiscard]] std::uint32_t width() const override;
  [[nodiscard]] std::unique_ptr<dev::FolderWatcher> make_watcher() override;

 private:
  [[nodiscard]] bool has_keys() const;

  bool takes_keys_ = false;
  bool has_no_reader_ = false;
};

}  // namespace rulec::app
