// Collects the log lines of libav for each job. libav has one log callback for the whole process.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace cliploop {

class AvLog;
class FrameBuffers;
class GapWatch;

// What `opaque` of each decoder of a job points to. Must live as long as the decoder.
struct DecoderOwner {
  AvLog* log = nullptr;
  GapWatch* gaps = nullptr;  // null: the frames are not watched
  FrameBuffers* buffers = nullptr;
};

// The last log lines of a job. Must live as long as the contexts of the job.
class AvLog {
 public:
  AvLog();
  ~AvLog();
  AvLog(const AvLog&) = delete;
  AvLog& operator=(const AvLog&) = delete;

  // At most kKept lines, newest last, without direct repeats.
  std::vector<std::string> lines();
  void add(std::string line);

  // The number of lines in which a decoder of this job reported damage. They are counted before the decoder returns the
  // damaged frame.
  int64_t damage_reports() const { return damage_reports_; }
  void report_damage() { ++damage_reports_; }

  // While a Scope exists, lines of this thread that belong to no context of a job are added to this log.
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
  std::atomic<int64_t> damage_reports_{0};
};

}  // namespace cliploop
