// libav logs through one process-wide callback; this sorts its lines to the job they belong to.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace cliploop {

// The last lines that libav said during a job. Lives as long as the job's contexts do.
class AvLog {
 public:
  AvLog();
  ~AvLog();
  AvLog(const AvLog&) = delete;
  AvLog& operator=(const AvLog&) = delete;

  // Lines newest last, at most kKept of them, repeats folded.
  std::vector<std::string> lines();
  void add(std::string line);

  // Lines that libav says on this thread, outside any context of the job's, belong to this log while the scope lives.
  class Scope {
   public:
    explicit Scope(AvLog& log);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    AvLog* former_;
  };

 private:
  static constexpr size_t kKept = 50;
  std::mutex mutex_;
  std::deque<std::string> lines_;
};

}  // namespace cliploop
