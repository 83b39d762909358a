// Renders and encodes stills on the threads of a pool, and writes them in order, as files of their own or as tiles of
// sheets.
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/thread.h"
#include "frame/render.h"
#include "job/frame_finder.h"
#include "job/memory.h"
#include "job/options.h"
#include "job/picture_output.h"
#include "job/progress.h"
#include "job/sheet.h"
#include "job/timings.h"

namespace cliploop {

// A file that was written.
struct PictureFile {
  int64_t number = 0;  // from 0
  int width = 0;       // pixels
  int height = 0;
  int64_t offset = 0;  // in the output, bytes
  int64_t size = 0;    // bytes
  std::string md5;
};

class StillPipeline {
 public:
  struct Parts {
    const StillsOptions& options;
    const RenderPlan& plan;
    std::optional<SheetLayout> layout;  // for sheets
    PictureOutput& output;
    CancelToken& cancel;
    Timings& timings;
    ProgressMeter& progress;
    PipelineSize size;
  };
  explicit StillPipeline(const Parts& parts);

  // number: of the still, from 0. The tiles of sheets come in order. Blocks while too many stills are not written.
  void submit(FrameFinder::Found frame, int64_t number);
  // Writes what is pending.
  void finish();

  // The stills, or the sheets, in the order in which they were written.
  const std::vector<PictureFile>& files() const { return files_; }
  // Whether a pixel of a still is not transparent.
  bool visible() const { return visible_; }

 private:
  struct Encoded {
    int width = 0;
    int height = 0;
    std::vector<uint8_t> bytes;
    std::string md5;
  };
  struct Rendered {
    Image tile;  // for sheets
    Encoded encoded;
    bool visible = false;
  };
  struct Pending {
    std::future<Rendered> still;
    int64_t number;
  };
  template <typename F>
  auto run(F task) -> std::future<decltype(task(0))>;
  Rendered render(const FrameFinder::Found& frame, int worker);
  Encoded encode(const Image& image) const;
  void write_first();
  void encode_sheet();
  void write_sheet();
  void write(const Encoded& picture, int64_t number);

  const Parts parts_;
  std::vector<std::unique_ptr<Renderer>> renderers_;  // by worker
  std::deque<Pending> pending_;
  std::optional<Sheet> sheet_;
  std::future<Encoded> pending_sheet_;
  std::vector<PictureFile> files_;
  int64_t written_ = 0;
  bool visible_ = false;
  std::optional<ThreadPool> pool_;  // last, because its tasks use the other members
};

}  // namespace cliploop
