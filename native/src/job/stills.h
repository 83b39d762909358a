// Frames of a video -> pictures. One call = one job.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "input/av_log.h"
#include "job/describe.h"
#include "job/options.h"
#include "job/picture_output.h"
#include "job/progress.h"
#include "job/still_pipeline.h"

namespace cliploop {

struct Still {
  Rational time;   // when the frame begins, seconds from the first displayed frame
  Rational start;  // the part of the segment that the still stands for, for WebVTT
  Rational end;
};

struct StillsResult : JobResult {  // width and height: of a still
  StillFormat format = StillFormat::WEBP;
  std::optional<Rational> end;  // of the segment; absent: the video was not read up to its end, which is not known
  std::vector<Still> stills;    // in the order of the request; in a sheet, in the order of time
  std::optional<SheetLayout> layout;
  std::vector<PictureFile> files;  // one for each still in the same order, or the sheets
};

// Runs on the calling thread and on threads of its own, which have ended when it returns or throws a Failure. The
// stills are the frames that animate() shows at the same times.
StillsResult stills(const StillsOptions& options, Source& source, PictureOutput& output, AvLog& log,
                    CancelToken& cancel, ProgressMeter& progress);

std::string to_json(const StillsResult& result);

}  // namespace cliploop
